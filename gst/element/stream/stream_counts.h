// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <utility>

#include "src/metrics/buffer_metrics.h"

namespace audioblocks {

/// What the streaming thread counts. What came in has left, was dropped or discarded, or is
/// pending. All of it belongs to the epoch of the metrics in which the last buffer came in, so that
/// what a reset meets half done does not count after it.
class StreamCounts {
 public:
  explicit StreamCounts(BufferMetrics& metrics) noexcept : metrics_(metrics) {}

  /// Goes over to the present epoch; true if that is a new one, because the metrics were reset.
  bool take_reset() noexcept {
    const std::uint64_t now = metrics_.epoch();
    if (std::exchange(epoch_, now) == now) return false;
    pending_ = 0;
    return true;
  }
  [[nodiscard]] std::uint64_t epoch() const noexcept { return epoch_; }

  [[nodiscard]] BufferMetrics::Update update() noexcept { return {metrics_, epoch_}; }
  void add(Counter counter, std::uint64_t n) noexcept { update().add(counter, n); }
  /// Samples came in; `gap`: as a gap.
  void received(std::uint64_t samples, bool gap) noexcept {
    BufferMetrics::Update now = update();
    now.add(Counter::samples_in, samples);
    if (gap) now.add(Counter::gap_samples, samples);
    pending_ += samples;
  }
  /// Samples that are counted elsewhere became a block, or were dropped with one.
  void settled(std::uint64_t samples) noexcept { pending_ -= samples; }
  /// All pending samples are discarded.
  void discard() noexcept {
    const std::uint64_t samples = std::exchange(pending_, 0);
    if (samples > 0) add(Counter::discarded_samples, samples);
  }
  /// Samples came in that are discarded at once.
  void refuse(std::uint64_t samples) noexcept {
    if (samples == 0) return;
    BufferMetrics::Update now = update();
    now.add(Counter::samples_in, samples);
    now.add(Counter::discarded_samples, samples);
  }
  /// See BufferMetrics::load().
  [[nodiscard]] double load() const noexcept { return metrics_.load(); }

 private:
  BufferMetrics& metrics_;
  std::uint64_t epoch_ = 0;
  /// Samples of this epoch that came in and have gone nowhere yet.
  std::uint64_t pending_ = 0;
};

}  // namespace audioblocks
