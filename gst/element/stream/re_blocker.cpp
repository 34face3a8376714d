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
    clear();
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
    flow = start_run(GST_BUFFER_PTS(input.buffer()), GST_BUFFER_IS_DISCONT(input.buffer()),
                     input.samples());
  if (flow == GST_FLOW_OK) flow = consume(input);
  if (flow == GST_FLOW_OK && context_.plays_backwards()) flow = drain();
  return flow;
}

GstFlowReturn ReBlocker::push_gap(GstClockTime pts, GstClockTime duration) {
  GstFlowReturn flow = consume_carry();
  const guint64 samples =
      run_.gap_samples(pts, duration, context_.settings.alignment_threshold.load());
  if (flow == GST_FLOW_OK) flow = start_run(pts, false, samples);
  if (flow == GST_FLOW_OK) flow = consume_silence(samples);
  if (flow == GST_FLOW_OK && context_.plays_backwards()) flow = drain();
  return flow;
}

/// Takes note of `samples` that come in at `pts`: in a new run where they do not continue the
/// present one.
GstFlowReturn ReBlocker::start_run(GstClockTime pts, bool discont, guint64 samples) {
  const Alignment alignment{.threshold = context_.settings.alignment_threshold.load(),
                            .wait = context_.settings.discont_wait.load()};
  if (run_.jumps(pts, discont, alignment)) {
    const GstFlowReturn flow = drain();
    if (flow != GST_FLOW_OK) return flow;
    run_.lose();
  }
  if (run_.begin(pts, discont)) context_.counts.add(Counter::discontinuities, 1);
  run_.received(samples);
  context_.counts.add(Counter::samples_in, samples);
  return GST_FLOW_OK;
}

GstFlowReturn ReBlocker::consume_carry() {
  if (carry_ == nullptr) return GST_FLOW_OK;
  RawInput input(std::exchange(carry_, nullptr), context_.negotiated.info);
  carried_ = 0;
  for (std::size_t from = 0; from < input.samples();) {
    const std::size_t count =
        carry_gaps_.run(from, std::min(block_.room(), input.samples() - from));
    const GstFlowReturn flow = block_.append(input, from, count, carry_gaps_.is_gap(from));
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
    const GstFlowReturn flow = block_.append(input, from, count, gap);
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
    const GstFlowReturn flow = block_.append_silence(count);
    if (flow != GST_FLOW_OK) return flow;
    samples -= count;
  }
  return GST_FLOW_OK;
}

// ---- ends ----

GstFlowReturn ReBlocker::drain() {
  GstFlowReturn flow = consume_carry();
  if (flow == GST_FLOW_OK && block_.fill() > 0) {
    context_.state.drain();
    flow = block_.finish();
    context_.state.cleared();
  }
  run_.end();
  return flow;
}

void ReBlocker::clear() noexcept {
  block_.discard();
  gst_clear_buffer(&carry_);
  carried_ = 0;
  run_.end();
  context_.state.cleared();
}

void ReBlocker::flush() noexcept {
  clear();
  run_.lose();
}

}  // namespace audioblocks
