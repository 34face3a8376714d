// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "src/base/buffer_constants.h"
#include "src/base/realtime.h"
#include "src/metrics/histogram.h"
#include "src/metrics/load_meter.h"

namespace audioblocks {

/// What is counted; see the `metrics` property.
enum class Counter : std::uint8_t {
  blocks,             ///< blocks completed
  blocks_analyzed,    ///< of them, analysed
  blocks_skipped,     ///< of them, not analysed because processing was late
  samples_in,         ///< samples taken in
  samples_out,        ///< samples that left
  samples_padded,     ///< zeros added to a last block
  overruns,           ///< times a bounded queue was full
  evicted_samples,    ///< samples whose analysis was evicted
  evicted_results,    ///< results evicted before they were told
  dropped_blocks,     ///< blocks dropped because the output pool was empty
  discontinuities,    ///< jumps in time
  nonfinite_samples,  ///< samples that were NaN or infinite
};
inline constexpr std::size_t counter_count = 12;

/// The counts one thread writes and any thread reads, as one whole: a sequence lock (Boehm 2012)
/// whose data are atomics. The writer never waits; a reader that meets it tries again.
class alignas(BufferConstants::alignment) MetricsLane {
 public:
  /// One moment's content.
  struct Reading {
    std::uint64_t epoch = 0;
    std::array<std::uint64_t, counter_count> counters{};
    Histogram::Counts processing{};
    std::uint64_t processing_max = 0;
    double load = 0.0;
  };

  /// `sequence`, an even number, is what the write sections are counted from, modulo 2^64.
  explicit MetricsLane(std::uint64_t sequence = 0) noexcept : sequence_(sequence) {}

  // The writing thread. No read-modify-writes: nobody else writes.

  /// Opens a write section; everything is first set to zero if `epoch` is a new one.
  void begin(std::uint64_t epoch) noexcept AUDIOBLOCKS_REALTIME;
  void add(Counter counter, std::uint64_t n) noexcept AUDIOBLOCKS_REALTIME;
  void processed(std::uint64_t processing_ns,
                 std::uint64_t duration_ns) noexcept AUDIOBLOCKS_REALTIME;
  void elapsed(std::uint64_t duration_ns) noexcept AUDIOBLOCKS_REALTIME;
  /// Closes it.
  void end() noexcept AUDIOBLOCKS_REALTIME;

  // Any thread.

  /// Copies the content; false (and `reading` undefined) if a write section came in between.
  [[nodiscard]] bool read(Reading& reading) const noexcept AUDIOBLOCKS_REALTIME;
  /// The load as of the last write section, 0 if that was in another epoch than this.
  [[nodiscard]] double load(std::uint64_t epoch) const noexcept AUDIOBLOCKS_REALTIME;

 private:
  void clear() noexcept;

  /// Odd inside a write section. Data are stored with release order, hence after the odd number,
  /// and loaded with acquire order, hence before the number is looked at again.
  std::atomic<std::uint64_t> sequence_;
  std::atomic<std::uint64_t> epoch_{0};
  std::array<std::atomic<std::uint64_t>, counter_count> counters_{};
  std::atomic<std::uint64_t> processing_max_{0};
  std::atomic<double> load_{0.0};
  Histogram processing_;
  LoadMeter meter_;
};

}  // namespace audioblocks
