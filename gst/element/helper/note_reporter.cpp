// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/helper/note_reporter.h"

#include <algorithm>

#include "gst/analysis/tracked_result.h"

namespace audioblocks {

namespace {

/// Unlike those of blocks, times of notes may lie behind the segment in which their block begins.
GstClockTime stream_time_of(const GstSegment& segment, GstClockTime timestamp) noexcept {
  guint64 time = 0;
  const bool is_known =
      segment.format == GST_FORMAT_TIME &&
      gst_segment_to_stream_time_full(&segment, GST_FORMAT_TIME, timestamp, &time) > 0;
  return is_known ? time : GST_CLOCK_TIME_NONE;
}

/// Where the segment plays backwards without a stop, there is none, as for blocks.
GstClockTime running_time_of(const GstSegment& segment, GstClockTime timestamp) noexcept {
  guint64 time = 0;
  const bool is_known =
      segment.format == GST_FORMAT_TIME &&
      (segment.rate > 0.0 || GST_CLOCK_TIME_IS_VALID(segment.stop)) &&
      gst_segment_to_running_time_full(&segment, GST_FORMAT_TIME, timestamp, &time) > 0;
  return is_known ? time : GST_CLOCK_TIME_NONE;
}

}  // namespace

void NoteReporter::push(const BlockResult& result) {
  const NoteTracker::Setup setup =
      note_setup(result, result.tracking.live ? NoteTracker::Mode::live : NoteTracker::Mode::file);
  if (results_ == 0 || setup != setup_) {
    finish();
    setup_ = setup;
    tracker_.begin(setup);
  }
  places_[results_ % kept_places] = {result.position.start_sample, result.times};
  ++results_;
  epoch_ = result.epoch;
  announce(tracker_.push(tracked_block(result)));
}

void NoteReporter::finish() {
  if (results_ == 0) return;
  announce(tracker_.finish());
  results_ = 0;
}

void NoteReporter::discard() {
  if (results_ == 0) return;
  // The first event is then that note's end.
  if (is_open_) announce(tracker_.finish().first(1));
  results_ = 0;
}

void NoteReporter::announce(std::span<const NoteEvent> events) {
  for (const NoteEvent& event : events) {
    is_open_ = event.is_on;
    if (event.is_on) count();
    announcer_.note(event, times_of(event));
  }
}

/// Counts a note, unless there was a reset after the blocks that showed it: the writer of the
/// metrics may already have gone over to what came behind.
void NoteReporter::count() noexcept {
  if (metrics_.epoch() != epoch_) return;
  BufferMetrics::Update(metrics_, epoch_, BufferMetrics::Writer::helper).add(Counter::notes, 1);
}

/// The block that a sample lies in, or else the nearest that is known.
const BlockTimes& NoteReporter::times_at(guint64 sample) const noexcept {
  std::size_t back = 1;
  while (back < std::min(results_, kept_places) &&
         places_[(results_ - back) % kept_places].start > sample)
    ++back;
  return places_[(results_ - back) % kept_places].times;
}

NoteTimes NoteReporter::times_of(const NoteEvent& event) const noexcept {
  const guint64 sample = event.is_on ? event.onset : event.end;
  const BlockTimes& times = times_at(sample);
  const GstClockTime timestamp = times.clock.time_of(sample);
  return {.timestamp = timestamp,
          .stream_time = stream_time_of(times.segment, timestamp),
          .running_time = running_time_of(times.segment, timestamp),
          .duration = timestamp - times.clock.time_of(event.onset)};
}

}  // namespace audioblocks
