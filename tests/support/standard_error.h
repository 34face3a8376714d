// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <unistd.h>

#include <cstdio>
#include <string>
#include <utility>

#include "tests/support/harness.h"

namespace audioblocks::test {

/// While it lives, keeps what is written to standard error, which includes GStreamer's log.
class StandardError {
 public:
  StandardError() : file_(std::tmpfile()), saved_(dup(STDERR_FILENO)) {
    ck_assert_msg(file_ != nullptr && saved_ >= 0, "no temporary file");
    dup2(fileno(file_), STDERR_FILENO);
  }
  ~StandardError() {
    dup2(saved_, STDERR_FILENO);
    close(saved_);
    if (std::fclose(file_) != 0) g_warning("the temporary file does not close");
  }
  StandardError(const StandardError&) = delete;
  StandardError& operator=(const StandardError&) = delete;

  /// What was written so far.
  [[nodiscard]] std::string text() const {
    if (std::fflush(stderr) != 0) return {};
    std::string text(static_cast<std::size_t>(lseek(fileno(file_), 0, SEEK_CUR)), '\0');
    const ssize_t size = pread(fileno(file_), text.data(), text.size(), 0);
    ck_assert(std::cmp_equal(size, text.size()));
    return text;
  }

 private:
  std::FILE* file_;
  int saved_;
};

}  // namespace audioblocks::test
