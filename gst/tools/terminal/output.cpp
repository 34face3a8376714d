// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/terminal/output.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstddef>

#include "gst/tools/terminal/interruption.h"

namespace audioblocks::tool {

namespace {
constexpr std::size_t buffer_bytes = 65536;
/// A pipe that is ready accepts this much without blocking.
constexpr std::size_t piece_bytes = PIPE_BUF;
/// How long a signal may remain unnoticed.
constexpr int patience_ms = 200;
}  // namespace

Output::Output(int descriptor) : descriptor_(descriptor), is_terminal_(isatty(descriptor) == 1) {}

void Output::write(std::string_view text) {
  is_used_ = is_used_ || !text.empty();
  if (state_ != State::good) return;
  buffer_ += text;
  if (is_terminal_ || buffer_.size() >= buffer_bytes) flush();
}

void Output::flush() {
  std::size_t written = 0;
  while (state_ == State::good && written < buffer_.size()) {
    if (!wait_for_room()) continue;
    const std::size_t piece = std::min(buffer_.size() - written, piece_bytes);
    const ssize_t count = ::write(descriptor_, buffer_.data() + written, piece);
    if (count >= 0) {
      written += static_cast<std::size_t>(count);
    } else if (errno != EINTR && errno != EAGAIN) {
      error_ = errno;
      state_ = error_ == EPIPE ? State::reader_gone : State::failed;
    }
  }
  buffer_.clear();
}

bool Output::wait_for_room() {
  pollfd room = {descriptor_, POLLOUT, 0};
  const int ready = poll(&room, 1, patience_ms);
  if (ready == 0 && Interruption::signal() != 0) state_ = State::interrupted;
  return ready > 0;
}

}  // namespace audioblocks::tool
