// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <atomic>
#include <cstdint>

#include "src/base/buffer_constants.h"
#include "src/base/realtime.h"
#include "src/metrics/counter.h"
#include "src/metrics/histogram.h"
#include "src/metrics/load_meter.h"

namespace audioblocks {

/// The counts that one thread writes and any thread reads as one whole: a sequence lock (Boehm
/// 2012) whose data are atomics. The writer never waits; a reader that meets it tries again.
class alignas(BufferConstants::alignment) MetricsLane {
 public:
  /// One moment's content.
  struct Reading {
    std::uint64_t epoch = 0;
    PerCounter<std::uint64_t> counters;
    Histogram::Counts processing{};
    std::uint64_t processing_max = 0;
    double load = 0.0;
  };

  /// The write sections are counted from `sequence`, an even number, modulo 2^64.
  explicit MetricsLane(std::uint64_t sequence = 0) noexcept : sequence_(sequence) {}

  // The writing thread. There are no read-modify-writes, since nobody else writes.

  /// Opens a write section; sets everything to zero first if `epoch` is a new one.
  void begin(std::uint64_t epoch) noexcept AUDIOBLOCKS_REALTIME;
  void add(Counter counter, std::uint64_t n) noexcept AUDIOBLOCKS_REALTIME;
  void processed(std::uint64_t processing_ns,
                 std::uint64_t duration_ns) noexcept AUDIOBLOCKS_REALTIME;
  void elapsed(std::uint64_t duration_ns) noexcept AUDIOBLOCKS_REALTIME;
  /// Closes the write section.
  void end() noexcept AUDIOBLOCKS_REALTIME;

  // Any thread.

  /// Copies the content; false (and `reading` undefined) if a write section came in between.
  [[nodiscard]] bool read(Reading& reading) const noexcept AUDIOBLOCKS_REALTIME;
  /// The load as of the last write section; 0 if that belonged to another epoch than `epoch`.
  [[nodiscard]] double load(std::uint64_t epoch) const noexcept AUDIOBLOCKS_REALTIME;

 private:
  void clear() noexcept;

  /// Odd inside a write section. Data are stored with release order, hence after the odd number,
  /// and loaded with acquire order, hence before the number is read again.
  std::atomic<std::uint64_t> sequence_;
  std::atomic<std::uint64_t> epoch_{0};
  PerCounter<std::atomic<std::uint64_t>> counters_;
  std::atomic<std::uint64_t> processing_max_{0};
  std::atomic<double> load_{0.0};
  Histogram processing_;
  LoadMeter meter_;
};

}  // namespace audioblocks
