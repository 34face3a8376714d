// SPDX-License-Identifier: LGPL-2.1-or-later
#include "output.h"

#include <unistd.h>

#include <cerrno>
#include <cstddef>

namespace tool {

namespace {
constexpr std::size_t buffer_bytes = 65536;
}  // namespace

Output::Output(int descriptor) : descriptor_(descriptor), is_terminal_(isatty(descriptor) == 1) {}

void Output::write(std::string_view text) {
  if (state_ != State::good) return;
  buffer_ += text;
  if (is_terminal_ || buffer_.size() >= buffer_bytes) flush();
}

void Output::flush() {
  std::size_t written = 0;
  while (state_ == State::good && written < buffer_.size()) {
    const ssize_t count = ::write(descriptor_, buffer_.data() + written, buffer_.size() - written);
    if (count >= 0) {
      written += static_cast<std::size_t>(count);
    } else if (errno != EINTR) {
      error_ = errno;
      state_ = error_ == EPIPE ? State::reader_gone : State::failed;
    }
  }
  buffer_.clear();
}

}  // namespace tool
