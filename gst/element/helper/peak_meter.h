// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <array>

#include "gst/analysis/block_result.h"
#include "src/base/buffer_constants.h"
#include "src/track/falling_peak.h"

namespace audioblocks {

/// Follows the peak of each channel from block to block: the highest since the last message, and
/// one that falls. Blocks without a level only let time pass.
class PeakMeter {
 public:
  PeakMeter() noexcept { forget(); }

  /// Takes the next result. A reset of the element and another format begin anew.
  void block(const BlockResult& result, bool lost_before) noexcept;
  /// Begins to look for the highest peak anew.
  void reported() noexcept { highest_.fill(min_db); }
  /// Begins anew.
  void forget() noexcept;

  /// One value for each channel, in dBFS: the highest peak since reported(), and the falling peak
  /// at the end of the last block that has a level.
  [[nodiscard]] const double* highest() const noexcept { return highest_.data(); }
  [[nodiscard]] const double* falling() const noexcept { return falling_.data(); }

 private:
  using Values = std::array<double, BufferConstants::max_channels>;

  [[nodiscard]] bool begins(const BlockResult& result) const noexcept;
  [[nodiscard]] GstClockTime missing_time(const BlockPosition& next,
                                          bool lost_before) const noexcept;
  [[nodiscard]] GstClockTime missing_samples(const BlockPosition& next) const noexcept;

  Values highest_{};
  Values falling_{};
  std::array<FallingPeak, BufferConstants::max_channels> peaks_{};
  /// The last block; no channels where there is none.
  BlockPosition last_;
  guint64 epoch_ = 0;
};

}  // namespace audioblocks
