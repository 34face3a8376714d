// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/terminal/terminal_mode.h"

#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>

namespace audioblocks::tool {

namespace {

/// What a signal handler needs, so without anything that allocates.
struct Text {
  std::array<char, 64> bytes = {};
  std::size_t length = 0;

  void set(const std::string& text) {
    length = std::min(text.size(), bytes.size());
    std::copy_n(text.begin(), length, bytes.begin());
  }
  void write() const noexcept {
    [[maybe_unused]] const ssize_t count = ::write(STDOUT_FILENO, bytes.data(), length);
  }
};

constexpr std::array<int, 5> fatal_signals = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};

std::atomic<bool> active{false};
bool is_wanted = false;
std::atomic<unsigned> resumed{0};
termios original = {};
termios keys = {};
Text begin_text;
Text end_text;
std::array<struct sigaction, fatal_signals.size()> former_actions = {};

/// Hands the crash on to whoever dealt with it before: a sanitizer, or the default.
void on_fatal_signal(int number) {
  TerminalMode::restore();
  const auto* const place = std::ranges::find(fatal_signals, number);
  const auto index = static_cast<std::size_t>(place - fatal_signals.begin());
  sigaction(number, &former_actions[index], nullptr);
  raise(number);
}

/// At once: what changes is about input alone, and output that Ctrl-S holds would never be through.
bool set_mode(const termios& mode) noexcept { return tcsetattr(STDIN_FILENO, TCSANOW, &mode) == 0; }

/// Lets go what Ctrl-S holds, as the kernel does at a Ctrl-C. TCOON does so only after TCOOFF.
void release_output() noexcept {
  tcflow(STDOUT_FILENO, TCOOFF);
  tcflow(STDOUT_FILENO, TCOON);
}

void set_keys() noexcept {
  // First: a signal that ends the process meanwhile sets back what is perhaps set.
  active = true;
  if (set_mode(keys))
    begin_text.write();
  else
    active = false;
}

/// Ctrl-Z: the shell gets its terminal back until the process goes on.
void on_stop_signal(int) {
  const int error = errno;
  TerminalMode::restore();
  raise(SIGSTOP);
  errno = error;
}

/// Whatever stopped it, the shell may have changed the mode since.
void on_continue_signal(int) {
  active = false;
  ++resumed;
}

void install_handlers() {
  struct sigaction action = {};
  action.sa_handler = on_fatal_signal;
  for (std::size_t i = 0; i < fatal_signals.size(); ++i)
    sigaction(fatal_signals[i], &action, &former_actions[i]);
  action.sa_handler = on_stop_signal;
  action.sa_flags = SA_RESTART;
  sigaction(SIGTSTP, &action, nullptr);
  action.sa_handler = on_continue_signal;
  sigaction(SIGCONT, &action, nullptr);
}

}  // namespace

void TerminalMode::begin_keys(const std::string& begin, const std::string& end) {
  if (tcgetattr(STDIN_FILENO, &original) != 0) return;
  keys = original;
  keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  keys.c_cc[VMIN] = 0;
  keys.c_cc[VTIME] = 0;
  begin_text.set(begin);
  end_text.set(end);
  install_handlers();
  std::atexit([] { restore(); });
  is_wanted = true;
  set_keys();
}

/// Not from the background, where that would stop the process; not every shell tells by a signal
/// when the foreground is back.
void TerminalMode::keep_keys() noexcept {
  if (is_wanted && !active && is_in_foreground()) set_keys();
}

bool TerminalMode::is_in_foreground() noexcept { return tcgetpgrp(STDIN_FILENO) == getpgrp(); }

unsigned TerminalMode::times_resumed() noexcept { return resumed; }

void TerminalMode::restore() noexcept {
  if (!active.exchange(false)) return;
  set_mode(original);
  release_output();
  end_text.write();
}

}  // namespace audioblocks::tool
