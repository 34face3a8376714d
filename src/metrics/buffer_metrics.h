// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include "src/base/realtime.h"
#include "src/metrics/counter.h"
#include "src/metrics/metrics_lane.h"

namespace audioblocks {

/// Counters and processing times of one element. The audio threads write without waiting for
/// anyone; any thread reads and resets at any time. Readers and resetters share a mutex among
/// themselves, never with a writer.
///
/// A reset starts a new epoch, from which on everything reads zero at once. Each Update names the
/// epoch that its work belongs to: work that was begun before a reset and is counted after it
/// counts nowhere. A writer's epochs never go back.
class BufferMetrics {
 public:
  /// Who writes: each has counts of its own, which are read as one whole and then added up. In
  /// inline mode the streaming thread writes everything but notes; in worker mode the helper thread
  /// writes blocks_analyzed, blocks_skipped and the processing times, too.
  enum class Writer : std::uint8_t { streaming, helper };

  /// Everything since the last reset.
  struct Snapshot {
    PerCounter<std::uint64_t> counters;
    /// Nanoseconds; the maximum is exact, the percentiles are within 3.2 % (Histogram) and never
    /// above the maximum.
    std::uint64_t processing_p50 = 0;
    std::uint64_t processing_p99 = 0;
    std::uint64_t processing_max = 0;
    /// The busier writer's processing ÷ block duration over the last second of stream time.
    double load = 0.0;
    std::uint64_t messages_posted = 0;

    [[nodiscard]] std::uint64_t operator[](Counter counter) const noexcept {
      return counters[counter];
    }
  };

  /// A write section, one for each buffer or block: what is counted in it is read as a whole or not
  /// at all. Keep it short, and never nest two of one writer.
  class Update {
   public:
    Update(BufferMetrics& metrics, std::uint64_t epoch,
           Writer writer = Writer::streaming) noexcept AUDIOBLOCKS_REALTIME
        : lane_(metrics.lanes_[static_cast<std::size_t>(writer)]) {
      lane_.begin(epoch);
    }
    ~Update() { lane_.end(); }
    Update(const Update&) = delete;
    Update& operator=(const Update&) = delete;

    void add(Counter counter, std::uint64_t n) noexcept AUDIOBLOCKS_REALTIME {
      lane_.add(counter, n);
    }
    /// A block of `block_duration_ns` of stream time took `processing_ns`.
    void processed(std::uint64_t processing_ns,
                   std::uint64_t block_duration_ns) noexcept AUDIOBLOCKS_REALTIME {
      lane_.processed(processing_ns, block_duration_ns);
    }
    /// A block passed without being processed: its stream time counts for the load alone.
    void elapsed(std::uint64_t block_duration_ns) noexcept AUDIOBLOCKS_REALTIME {
      lane_.elapsed(block_duration_ns);
    }

   private:
    MetricsLane& lane_;
  };

  BufferMetrics() noexcept = default;
  BufferMetrics(const BufferMetrics&) = delete;
  BufferMetrics& operator=(const BufferMetrics&) = delete;

  /// The present epoch. Any thread.
  [[nodiscard]] std::uint64_t epoch() const noexcept AUDIOBLOCKS_REALTIME { return epoch_.load(); }

  /// Any thread, beside the Updates.
  void message_posted() noexcept AUDIOBLOCKS_REALTIME {
    messages_.fetch_add(1, std::memory_order_relaxed);
  }

  /// Any thread, at any time; may wait for another reader. Each writer's counts are those of one
  /// moment. Where a writer is in the way again and again, they are those that were read last.
  [[nodiscard]] Snapshot snapshot() const noexcept;

  /// The snapshot's `load` alone, without waiting: for the streaming thread's own decisions.
  [[nodiscard]] double load() const noexcept AUDIOBLOCKS_REALTIME;

  /// From now on everything counts from zero. Any thread, at any time; may wait for a reader.
  void reset() noexcept;

 private:
  static constexpr std::size_t writer_count = 2;
  static constexpr int max_attempts = 64;

  void refresh(std::size_t writer) const noexcept;

  std::array<MetricsLane, writer_count> lanes_;
  /// Changed under the mutex only.
  std::atomic<std::uint64_t> epoch_{0};
  std::atomic<std::uint64_t> messages_{0};

  mutable std::mutex readers_;
  // Under the mutex.
  mutable std::array<MetricsLane::Reading, writer_count> last_good_;
  mutable MetricsLane::Reading attempt_;
  std::uint64_t messages_before_ = 0;
};

}  // namespace audioblocks
