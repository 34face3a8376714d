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

/// A text for a signal handler, which must not allocate.
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

std::atomic<bool> active{false};
bool is_wanted = false;
std::atomic<unsigned> resumed{0};
termios original = {};
termios keys = {};
Text begin_text;
Text end_text;

/// Without waiting for output: the change concerns input alone, and output that Ctrl-S holds would
/// never be written.
bool set_mode(const termios& mode) noexcept { return tcsetattr(STDIN_FILENO, TCSANOW, &mode) == 0; }

/// Releases output that Ctrl-S holds, as the kernel does at a Ctrl-C. TCOON does so only after
/// TCOOFF.
void release_output() noexcept {
  tcflow(STDOUT_FILENO, TCOOFF);
  tcflow(STDOUT_FILENO, TCOON);
}

void set_keys() noexcept {
  // Before the mode is set: a signal that ends the process meanwhile restores it either way.
  active = true;
  if (set_mode(keys))
    begin_text.write();
  else
    active = false;
}

/// Ctrl-Z: the shell gets its terminal back until the process continues.
void on_stop_signal(int) {
  const int error = errno;
  TerminalMode::restore();
  raise(SIGSTOP);
  errno = error;
}

/// Whatever stopped the process, the shell may have changed the mode since.
void on_continue_signal(int) {
  active = false;
  ++resumed;
}

void install_handlers() {
  struct sigaction action = {};
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

/// Not from the background, where that would stop the process. Not every shell sends a signal when
/// the process is in the foreground again, so this is called regularly.
void TerminalMode::keep_keys() noexcept {
  if (is_wanted && !active && is_in_foreground()) set_keys();
}

bool TerminalMode::is_in_foreground() noexcept { return tcgetpgrp(STDIN_FILENO) == getpgrp(); }

unsigned TerminalMode::times_resumed() noexcept { return resumed; }

void TerminalMode::end_keys() noexcept {
  if (active && is_in_foreground()) tcflush(STDIN_FILENO, TCIFLUSH);
  restore();
}

void TerminalMode::restore() noexcept {
  if (!active.exchange(false)) return;
  set_mode(original);
  release_output();
  end_text.write();
}

}  // namespace audioblocks::tool
