// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/metrics/buffer_state.h"

namespace audioblocks {

const char* name(State state) noexcept {
  switch (state) {
    case State::empty:
      return "empty";
    case State::filling:
      return "filling";
    case State::ready:
      return "ready";
    case State::overflow:
      return "overflow";
    case State::draining:
      return "draining";
  }
  return "";
}

State BufferState::get() const noexcept {
  const std::uint8_t word = word_.load(std::memory_order_relaxed);
  return static_cast<State>(word & static_cast<std::uint8_t>(~new_overflow));
}

void BufferState::samples_arrived() noexcept {
  if (get() == State::empty) set(State::filling);
}

void BufferState::block_ready() noexcept {
  const State state = get();
  if (state == State::empty || state == State::filling) set(State::ready);
}

void BufferState::block_taken() noexcept {
  set(get() == State::overflow && overflow_is_new() ? State::overflow : State::empty);
}

void BufferState::overflowed() noexcept {
  if (get() != State::draining) set(State::overflow, true);
}

void BufferState::drain() noexcept { set(State::draining); }

void BufferState::cleared() noexcept { set(State::empty); }

void BufferState::set(State state, bool overflow_is_new) noexcept {
  const std::uint8_t flag = overflow_is_new ? new_overflow : std::uint8_t{0};
  word_.store(static_cast<std::uint8_t>(static_cast<std::uint8_t>(state) | flag),
              std::memory_order_relaxed);
}

bool BufferState::overflow_is_new() const noexcept {
  return (word_.load(std::memory_order_relaxed) & new_overflow) != 0;
}

}  // namespace audioblocks
