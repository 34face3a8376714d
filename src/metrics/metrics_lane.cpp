// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/metrics/metrics_lane.h"

namespace audioblocks {

void MetricsLane::begin(std::uint64_t epoch) noexcept {
  sequence_.store(sequence_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  if (epoch_.load(std::memory_order_relaxed) == epoch) return;
  clear();
  epoch_.store(epoch, std::memory_order_release);
}

void MetricsLane::end() noexcept {
  sequence_.store(sequence_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

void MetricsLane::add(Counter counter, std::uint64_t n) noexcept {
  std::atomic<std::uint64_t>& value = counters_[counter];
  value.store(value.load(std::memory_order_relaxed) + n, std::memory_order_release);
}

void MetricsLane::processed(std::uint64_t processing_ns, std::uint64_t duration_ns) noexcept {
  processing_.add(processing_ns);
  if (processing_ns > processing_max_.load(std::memory_order_relaxed))
    processing_max_.store(processing_ns, std::memory_order_release);
  meter_.add(processing_ns, duration_ns);
  load_.store(meter_.load(), std::memory_order_release);
}

void MetricsLane::elapsed(std::uint64_t duration_ns) noexcept {
  meter_.add(0, duration_ns);
  load_.store(meter_.load(), std::memory_order_release);
}

bool MetricsLane::read(Reading& reading) const noexcept {
  const std::uint64_t before = sequence_.load(std::memory_order_acquire);
  if (before % 2 != 0) return false;
  reading.epoch = epoch_.load(std::memory_order_acquire);
  for (std::size_t i = 0; i < counter_count; ++i)
    reading.counters.values[i] = counters_.values[i].load(std::memory_order_acquire);
  reading.processing.fill(0);
  processing_.add_to(reading.processing);
  reading.processing_max = processing_max_.load(std::memory_order_acquire);
  reading.load = load_.load(std::memory_order_acquire);
  return sequence_.load(std::memory_order_relaxed) == before;
}

double MetricsLane::load(std::uint64_t epoch) const noexcept {
  // The order matters: once the epoch is the new one, the old one's load is gone.
  if (epoch_.load(std::memory_order_acquire) != epoch) return 0.0;
  return load_.load(std::memory_order_acquire);
}

void MetricsLane::clear() noexcept {
  for (std::atomic<std::uint64_t>& counter : counters_.values)
    counter.store(0, std::memory_order_release);
  processing_.clear();
  processing_max_.store(0, std::memory_order_release);
  load_.store(0.0, std::memory_order_release);
  meter_.clear();
}

}  // namespace audioblocks
