// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "src/base/realtime.h"

namespace audioblocks {

/// Pitch, level and clarity of a note, from its blocks: as much memory for a note of hours as for
/// one of a second.
class NoteSummary {
 public:
  /// Forgets all blocks.
  void begin() noexcept AUDIOBLOCKS_REALTIME { *this = {}; }

  /// Takes a block. `cents`: its distance from the note, any number; what is further than `reach`
  /// does not show the note and is left out.
  void add(double cents, double level, double clarity) noexcept AUDIOBLOCKS_REALTIME;

  /// Of the blocks that show the note; 0 if none does.
  [[nodiscard]] double median_cents() const noexcept AUDIOBLOCKS_REALTIME;
  /// dBFS.
  [[nodiscard]] double level() const noexcept AUDIOBLOCKS_REALTIME;
  [[nodiscard]] double clarity() const noexcept AUDIOBLOCKS_REALTIME;

  /// In cents.
  static constexpr int reach = 75;

 private:
  /// How many blocks lie within half a cent of each whole number of cents.
  std::array<std::uint32_t, 2 * reach + 1> blocks_at_{};
  std::size_t blocks_ = 0;
  double power_ = 0.0;
  double clarity_ = 0.0;
};

}  // namespace audioblocks
