// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>

#include "src/base/buffer_constants.h"
#include "src/base/realtime.h"

namespace audioblocks {

/// The block size to ask for while processing is late: twice the present one, and twice that after
/// another second, up to the largest; after ten seconds without lateness half of it, down to the
/// size from before. Times are stream time. One thread.
class BlockSizeStep {
 public:
  /// A size was negotiated: the one wished for, or else one to start from again.
  void negotiated(std::size_t samples) noexcept AUDIOBLOCKS_REALTIME;

  /// A block of `duration_ns` passed, late or not. Returns the size to negotiate now; 0 keeps the
  /// present one. A wish that is not granted by the next call is not repeated until another size is
  /// negotiated.
  [[nodiscard]] std::size_t wish(bool late,
                                 std::uint64_t duration_ns) noexcept AUDIOBLOCKS_REALTIME;

  /// The size to ask for in any negotiation; 0 where there is no wish.
  [[nodiscard]] std::size_t wanted() const noexcept AUDIOBLOCKS_REALTIME { return wanted_; }

 private:
  static constexpr std::uint64_t rise_ns = 1'000'000'000;
  static constexpr std::uint64_t fall_ns = 10'000'000'000;

  [[nodiscard]] std::size_t size_of(unsigned level) const noexcept;
  std::size_t ask_for(unsigned level) noexcept;

  std::size_t base_ = 0;
  std::size_t current_ = 0;
  std::size_t wanted_ = 0;
  unsigned level_ = 0;
  bool denied_ = false;
  std::uint64_t held_ns_ = 0;
  std::uint64_t clean_ns_ = 0;
};

}  // namespace audioblocks
