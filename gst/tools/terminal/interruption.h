// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

namespace audioblocks::tool {

/// SIGINT, SIGTERM and SIGHUP end the program in good order: what runs checks for them and
/// finishes. A second signal ends the program at once.
class Interruption {
 public:
  /// Call it once, before there is any other thread.
  static void install();
  /// The signal received, or 0.
  [[nodiscard]] static int signal();
  /// The exit status that shells expect after a signal.
  [[nodiscard]] static int exit_status() { return 128 + signal(); }
};

}  // namespace audioblocks::tool
