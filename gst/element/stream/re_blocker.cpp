// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/stream/re_blocker.h"

#include <algorithm>
#include <utility>

namespace audioblocks {

void ReBlocker::configure(const Negotiated& next) {
  const Negotiated& before = context_.negotiated;
  const bool same_format =
      before.block_samples > 0 && gst_audio_info_is_equal(&next.info, &before.info) != FALSE;
  if (!same_format) {
    if (fill() > 0) flush();
    run_.configure(GST_AUDIO_INFO_RATE(&next.info));
  } else if (carry_ == nullptr) {
    carry_ = block_.take_as_input(carry_gaps_);
    if (carry_ != nullptr) carried_ = RawInput::samples_in(carry_, next.info);
  }
  block_.configure(next);
}

// ---- input ----

GstFlowReturn ReBlocker::push(RawInput& input) {
  GstFlowReturn flow = consume_carry();
  if (flow == GST_FLOW_OK)
    flow = start_run({.segment = events_.segment(),
                      .pts = GST_BUFFER_PTS(input.buffer()),
                      .discont = input.is_discont()},
                     context_.settings.discont_wait.load());
  if (flow != GST_FLOW_OK) return flow;
  received(input.samples(), input.is_gap());
  flow = consume(input);
  if (flow == GST_FLOW_OK && context_.plays_backwards()) flow = drain(RunEnd::run);
  return flow;
}

GstFlowReturn ReBlocker::push_gap(GstClockTime pts, GstClockTime duration) {
  GstFlowReturn flow = consume_carry();
  // Jitter is a matter of buffers: an event that states a gap states where it is.
  if (flow == GST_FLOW_OK) flow = start_run({.segment = events_.segment(), .pts = pts}, 0);
  if (flow != GST_FLOW_OK) return flow;
  const guint64 samples =
      run_.gap_samples(pts, duration, context_.settings.alignment_threshold.load());
  received(samples, true);
  flow = consume_silence(samples);
  if (flow == GST_FLOW_OK && context_.plays_backwards()) flow = drain(RunEnd::run);
  return flow;
}

/// Readies the run for what comes in: another one begins where that does not continue the present
/// one. `wait`: for how long a drift is none; nanoseconds.
GstFlowReturn ReBlocker::start_run(const StreamRun::Arrival& next, GstClockTime wait) {
  const Alignment alignment{.threshold = context_.settings.alignment_threshold.load(),
                            .wait = wait};
  if (!run_.continues(next, alignment)) {
    const GstFlowReturn flow = drain(RunEnd::run);
    if (flow != GST_FLOW_OK) return flow;
    run_.lose();
  }
  if (run_.begin(next)) context_.counts.add(Counter::discontinuities, 1);
  meet_events();
  return GST_FLOW_OK;
}

void ReBlocker::received(guint64 samples, bool gap) noexcept {
  run_.received(samples);
  context_.counts.received(samples, gap);
}

/// Held events come before the samples that come in now, and behind the block in the making.
void ReBlocker::meet_events() noexcept {
  if (events_.empty()) return;
  crosses_events_ = block_.begun();
  if (crosses_events_) {
    const BlockPosition& block = block_.position();
    events_.extend_segment(block.timestamp, block.timestamp + block.duration);
  } else {
    events_.release();
  }
}

/// Samples were added to a block; where that completed it, events that it crosses follow it.
GstFlowReturn ReBlocker::passed(GstFlowReturn flow) noexcept {
  if (crosses_events_ && !block_.begun()) {
    crosses_events_ = false;
    events_.release();
  }
  return flow;
}

GstFlowReturn ReBlocker::consume_carry() {
  if (carry_ == nullptr) return GST_FLOW_OK;
  RawInput input(std::exchange(carry_, nullptr), context_.negotiated.info);
  carried_ = 0;
  for (std::size_t from = 0; from < input.samples();) {
    const std::size_t count =
        carry_gaps_.run(from, std::min(block_.room(), input.samples() - from));
    const GstFlowReturn flow = passed(block_.append(input, from, count, carry_gaps_.is_gap(from)));
    if (flow != GST_FLOW_OK) return flow;
    from += count;
  }
  return GST_FLOW_OK;
}

GstFlowReturn ReBlocker::consume(RawInput& input) {
  if (!block_.begun() && input.is_block(context_.negotiated.block_samples))
    return block_.append_whole(input);
  const bool gap = input.is_gap();
  for (std::size_t from = 0; from < input.samples();) {
    const std::size_t count = std::min(block_.room(), input.samples() - from);
    const GstFlowReturn flow = passed(block_.append(input, from, count, gap));
    if (flow != GST_FLOW_OK) return flow;
    from += count;
  }
  return GST_FLOW_OK;
}

GstFlowReturn ReBlocker::consume_silence(guint64 samples) {
  while (samples > 0) {
    // Hours of it must not keep a flush waiting.
    if (context_.gate.must_not_wait()) return GST_FLOW_FLUSHING;
    const auto count = static_cast<std::size_t>(std::min<guint64>(block_.room(), samples));
    const GstFlowReturn flow = passed(block_.append_silence(count));
    if (flow != GST_FLOW_OK) return flow;
    samples -= count;
  }
  return GST_FLOW_OK;
}

// ---- ends ----

bool ReBlocker::change_stream() noexcept {
  return run_.change_stream(events_.segment()) && carries_over();
}

bool ReBlocker::change_segment(const GstSegment& to) noexcept {
  return run_.change_segment(events_.segment(), to) && carries_over();
}

GstFlowReturn ReBlocker::drain(RunEnd end) {
  GstFlowReturn flow = consume_carry();
  if (flow == GST_FLOW_OK && block_.fill() > 0) {
    context_.state.drain();
    flow = passed(block_.finish(end));
    context_.state.cleared();
  }
  if (tracking().any()) context_.helper.end_run();
  run_.end(events_.segment());
  if (end == RunEnd::stream) run_.forget();
  events_.release();
  return flow;
}

void ReBlocker::flush() noexcept {
  block_.discard();
  gst_clear_buffer(&carry_);
  carried_ = 0;
  crosses_events_ = false;
  context_.counts.discard();
  run_.forget();
  run_.lose();
  context_.state.cleared();
}

}  // namespace audioblocks
