// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "gst/analysis/block_result.h"
#include "gst/element/helper/announcer.h"
#include "gst/element/output/note_fields.h"
#include "src/metrics/buffer_metrics.h"
#include "src/track/note_tracker.h"

namespace audioblocks {

/// Finds the notes in the results of a run, and announces where they begin and end. Helper thread.
class NoteReporter {
 public:
  NoteReporter(Announcer& announcer, BufferMetrics& metrics) noexcept
      : announcer_(announcer), metrics_(metrics) {}

  /// Takes the next result of a run, one with a pitch.
  void push(const BlockResult& result);
  /// The run has ended: announces what is still to be announced. An open note ends with the run.
  void finish();
  /// Ends a note whose beginning was announced, and forgets all others.
  void discard();
  /// Nothing was pushed since the end of a run.
  [[nodiscard]] bool empty() const noexcept { return results_ == 0; }

 private:
  /// Where the samples of a block lie.
  struct Place {
    guint64 start = 0;
    BlockTimes times;
  };
  /// More than the tracker looks back.
  static constexpr std::size_t kept_places = 64;

  void announce(std::span<const NoteEvent> events);
  void count() noexcept;
  [[nodiscard]] NoteTimes times_of(const NoteEvent& event) const noexcept;
  [[nodiscard]] const BlockTimes& times_at(guint64 sample) const noexcept;

  Announcer& announcer_;
  BufferMetrics& metrics_;
  NoteTracker::Setup setup_;
  NoteTracker tracker_;
  std::array<Place, kept_places> places_{};
  /// In this run.
  std::size_t results_ = 0;
  /// That of the last result.
  std::uint64_t epoch_ = 0;
  /// A note's beginning was announced, and its end was not.
  bool is_open_ = false;
};

}  // namespace audioblocks
