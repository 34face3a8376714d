// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <string_view>

namespace tool {

/// Standard output, buffered, with every write checked. After the first failure everything further
/// is thrown away, and `state()` tells why. One thread at a time.
class Output {
 public:
  enum class State { good, reader_gone, failed };

  explicit Output(int descriptor);

  /// Whole lines, please: on a terminal each call is shown at once.
  void write(std::string_view text);
  void flush();

  [[nodiscard]] State state() const { return state_; }
  /// The errno of the failure.
  [[nodiscard]] int error() const { return error_; }
  [[nodiscard]] bool is_terminal() const { return is_terminal_; }

 private:
  int descriptor_;
  bool is_terminal_;
  State state_ = State::good;
  int error_ = 0;
  std::string buffer_;
};

}  // namespace tool
