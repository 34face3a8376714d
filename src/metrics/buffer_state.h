// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <atomic>
#include <cstdint>

#include "src/base/realtime.h"

namespace audioblocks {

/// What the buffer is doing, as the `status` structure reports it.
enum class State : std::uint8_t {
  empty,     ///< nothing is held
  filling,   ///< a block is in the making
  ready,     ///< a whole block waits to be taken
  overflow,  ///< a bounded queue was full and something was evicted
  draining,  ///< the last, partial block of a run is being sent
};

/// Its name in lower case, with static storage.
[[nodiscard]] const char* name(State state) noexcept AUDIOBLOCKS_REALTIME;

/// The state of one element's buffer. Transitions are made by one thread at a time (the streaming
/// thread; a flush holds its lock); any thread may look. Nothing blocks.
///
/// | event, in state → | empty    | filling  | ready    | overflow | draining |
/// |-------------------|----------|----------|----------|----------|----------|
/// | samples_arrived() | filling  | –        | –        | –        | –        |
/// | block_ready()     | ready    | ready    | –        | –        | –        |
/// | block_taken()     | –        | empty    | empty    | empty *  | empty    |
/// | overflowed()      | overflow | overflow | overflow | –        | –        |
/// | drain()           | draining | draining | draining | draining | –        |
/// | cleared()         | empty    | empty    | empty    | empty    | empty    |
///
/// (–: stays.) * Only if nothing overflowed since the block before it was taken: overflow is left
/// with the next block that is taken without one, so that who looks once a block sees it.
class BufferState {
 public:
  [[nodiscard]] State get() const noexcept AUDIOBLOCKS_REALTIME;

  /// Samples were added to the block in the making.
  void samples_arrived() noexcept AUDIOBLOCKS_REALTIME;
  /// The block in the making became whole.
  void block_ready() noexcept AUDIOBLOCKS_REALTIME;
  /// The block was sent; none is in the making.
  void block_taken() noexcept AUDIOBLOCKS_REALTIME;
  /// A bounded queue was full and its oldest entry was evicted.
  void overflowed() noexcept AUDIOBLOCKS_REALTIME;
  /// The run ends (end of stream, new segment, jump in time): what is held is sent.
  void drain() noexcept AUDIOBLOCKS_REALTIME;
  /// Everything held was discarded or sent: flush, reset, the end of a drain.
  void cleared() noexcept AUDIOBLOCKS_REALTIME;

 private:
  void set(State state, bool overflow_is_new = false) noexcept;
  [[nodiscard]] bool overflow_is_new() const noexcept;

  /// The state and, as the top bit, whether something overflowed since the last block was taken.
  static constexpr std::uint8_t new_overflow = 0x80;
  std::atomic<std::uint8_t> word_{0};
};

}  // namespace audioblocks
