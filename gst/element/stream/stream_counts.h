// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <utility>

#include "src/metrics/buffer_metrics.h"

namespace audioblocks {

/// What the streaming thread counts. All of it belongs to the epoch of the metrics in which the
/// last buffer came in, so that what a reset meets half done does not count after it.
class StreamCounts {
 public:
  explicit StreamCounts(BufferMetrics& metrics) noexcept : metrics_(metrics) {}

  /// Goes over to the present epoch; true if that is a new one, because the metrics were reset.
  bool take_reset() noexcept {
    const std::uint64_t now = metrics_.epoch();
    return std::exchange(epoch_, now) != now;
  }
  [[nodiscard]] std::uint64_t epoch() const noexcept { return epoch_; }

  [[nodiscard]] BufferMetrics::Update update() noexcept { return {metrics_, epoch_}; }
  void add(Counter counter, std::uint64_t n) noexcept { update().add(counter, n); }
  /// See BufferMetrics::load().
  [[nodiscard]] double load() const noexcept { return metrics_.load(); }

 private:
  BufferMetrics& metrics_;
  std::uint64_t epoch_ = 0;
};

}  // namespace audioblocks
