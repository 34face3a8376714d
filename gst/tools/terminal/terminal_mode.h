// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

namespace audioblocks::tool {

/// The terminal on standard input, set to deliver single keys without echo. Its mode is restored at
/// the end, and when a signal stops or ends the process; a crash leaves it as it is.
class TerminalMode {
 public:
  /// `begin_text` is written to the terminal when its mode is set, `end_text` when it is restored:
  /// what hides and shows the cursor, for example.
  static void begin_keys(const std::string& begin_text, const std::string& end_text);
  /// Sets the mode again after a stop, once the process is in the foreground. Call it regularly.
  static void keep_keys() noexcept;
  /// Restores the mode at the end of the session: the shell does not get what was typed meanwhile.
  static void end_keys() noexcept;
  /// Restores the mode, if it was set. Safe in a signal handler.
  static void restore() noexcept;
  /// True where standard input is the process's terminal and the process is not in the background,
  /// where changing or reading the terminal would stop it. Safe in a signal handler.
  [[nodiscard]] static bool is_in_foreground() noexcept;
  /// How often the process continued after a stop, which changes what is on the screen.
  [[nodiscard]] static unsigned times_resumed() noexcept;
};

}  // namespace audioblocks::tool
