// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

namespace audioblocks::tool {

/// SIGINT, SIGTERM and SIGHUP end the program in good order: whatever runs looks here, and
/// finishes. A second signal ends it at once.
class Interruption {
 public:
  /// Once, before any other thread.
  static void install();
  /// 0, or the signal that came.
  [[nodiscard]] static int signal();
  /// What a shell expects of a program that a signal ended.
  [[nodiscard]] static int exit_status() { return 128 + signal(); }
};

}  // namespace audioblocks::tool
