// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/terminal/interruption.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>

#include "gst/tools/terminal/terminal_mode.h"

namespace audioblocks::tool {

namespace {

std::atomic<int> received{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler writes it");

void on_signal(int number) {
  if (received.exchange(number) == 0) return;
  TerminalMode::restore();
  _exit(128 + number);
}

bool is_ignored(int number) {
  struct sigaction action = {};
  return sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

void Interruption::install() {
  struct sigaction action = {};
  action.sa_handler = on_signal;
  for (const int number : std::array<int, 3>{SIGINT, SIGTERM, SIGHUP}) {
    // As nohup has set it.
    if (number == SIGHUP && is_ignored(number)) continue;
    sigaction(number, &action, nullptr);
  }
}

int Interruption::signal() { return received.load(); }

}  // namespace audioblocks::tool
