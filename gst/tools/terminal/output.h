// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <string_view>

namespace audioblocks::tool {

/// A descriptor, usually standard output, with a buffer; every write is checked. After the first
/// failure further text is discarded; `state()` has the reason. Once a signal has come, a reader
/// that does not read blocks nothing. One thread at a time.
class Output {
 public:
  enum class State { good, reader_gone, interrupted, failed };

  explicit Output(int descriptor);

  /// `text`: whole lines, since on a terminal each call is shown at once.
  void write(std::string_view text);
  void flush();

  [[nodiscard]] State state() const { return state_; }
  /// True once anything was written.
  [[nodiscard]] bool is_used() const { return is_used_; }
  /// The errno of the failure.
  [[nodiscard]] int error() const { return error_; }
  [[nodiscard]] bool is_terminal() const { return is_terminal_; }

 private:
  bool wait_for_room();

  int descriptor_;
  bool is_terminal_;
  bool is_used_ = false;
  State state_ = State::good;
  int error_ = 0;
  std::string buffer_;
};

}  // namespace audioblocks::tool
