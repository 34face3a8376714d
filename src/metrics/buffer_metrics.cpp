// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/metrics/buffer_metrics.h"

#include <algorithm>

namespace audioblocks {

namespace {

/// Two writers' counts added up.
MetricsLane::Reading sum(const MetricsLane::Reading& a, const MetricsLane::Reading& b) noexcept {
  MetricsLane::Reading both = a;
  for (std::size_t i = 0; i < counter_count; ++i) both.counters.values[i] += b.counters.values[i];
  for (std::size_t i = 0; i < both.processing.size(); ++i) both.processing[i] += b.processing[i];
  both.processing_max = std::max(a.processing_max, b.processing_max);
  both.load = std::max(a.load, b.load);
  return both;
}

BufferMetrics::Snapshot to_snapshot(const MetricsLane::Reading& reading) noexcept {
  const auto percentile = [&](double share) {
    return std::min(Histogram::percentile(reading.processing, share), reading.processing_max);
  };
  return {
      .counters = reading.counters,
      .processing_p50 = percentile(0.50),
      .processing_p99 = percentile(0.99),
      .processing_max = reading.processing_max,
      .load = reading.load,
      .messages_posted = 0,
  };
}

}  // namespace

BufferMetrics::Snapshot BufferMetrics::snapshot() const noexcept {
  const std::lock_guard lock(readers_);
  // The helper counts blocks that the streaming thread has counted before: its lane is read first,
  // so that it never shows more of them.
  refresh(static_cast<std::size_t>(Writer::helper));
  refresh(static_cast<std::size_t>(Writer::streaming));
  Snapshot snapshot = to_snapshot(sum(last_good_[0], last_good_[1]));
  snapshot.messages_posted = messages_.load(std::memory_order_relaxed) - messages_before_;
  return snapshot;
}

/// Brings one writer's part of `last_good_` up to date, or leaves it where the writer is in the
/// way.
void BufferMetrics::refresh(std::size_t writer) const noexcept {
  const std::uint64_t epoch = epoch_.load();
  for (int attempts = max_attempts; attempts > 0; --attempts) {
    if (!lanes_[writer].read(attempt_)) continue;
    // A writer that has not noticed the last reset still has the counts from before it.
    if (attempt_.epoch == epoch) last_good_[writer] = attempt_;
    return;
  }
}

double BufferMetrics::load() const noexcept {
  const std::uint64_t epoch = epoch_.load();
  return std::max(lanes_[0].load(epoch), lanes_[1].load(epoch));
}

void BufferMetrics::reset() noexcept {
  const std::lock_guard lock(readers_);
  epoch_.fetch_add(1);
  messages_before_ = messages_.load(std::memory_order_relaxed);
  last_good_ = {};
}

}  // namespace audioblocks
