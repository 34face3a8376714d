// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

namespace audioblocks::tool {

/// The terminal on standard input, set to give single keys without echo. It is set back at the end,
/// when a signal stops or kills the process, and when the process crashes.
class TerminalMode {
 public:
  /// `end_text` is written to the terminal when its mode is set back: it shows the cursor again,
  /// say.
  static void begin_keys(const std::string& begin_text, const std::string& end_text);
  /// Sets it again after a stop, once the process is in the foreground; nothing where it is set. To
  /// be called now and then.
  static void keep_keys() noexcept;
  /// Sets it back; nothing where it was not set. Safe in a signal handler.
  static void restore() noexcept;
  /// Standard input is the process's own terminal, and not from the background, where taking or
  /// reading it would stop the whole program. Safe in a signal handler.
  [[nodiscard]] static bool is_in_foreground() noexcept;
  /// How often the process went on after it was stopped: the screen is then another one.
  [[nodiscard]] static unsigned times_resumed() noexcept;
};

}  // namespace audioblocks::tool
