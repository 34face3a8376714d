// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/negotiation.h"

#include <gst/audio/audio.h>

#include <utility>

#include "gst/base/debug_category.h"
#include "gst/element/block_caps.h"
#include "gst/element/missing_level.h"
#include "gst/element/pitch_range.h"
#include "gst/element/stream/base_transform.h"
#include "src/base/buffer_constants.h"

namespace audioblocks {

void Negotiation::start() noexcept { size_refusal_reported_ = memory_refusal_reported_ = false; }

void Negotiation::stop() {
  exchange_negotiated({});
  live_is_unconfirmed_ = false;
}

// ---- attempts ----

bool Negotiation::negotiate(GstCaps* incaps) {
  if (refuses_size(incaps)) return false;
  // The property goes up to 50 MB.
  context_.budget.set_limit(static_cast<std::size_t>(context_.settings.max_memory.load()));
  wanted_size_ = static_cast<gint>(context_.engine.workload().wanted_size());
  gint first_refused = 0;
  while (true) {
    const auto [done, refused] = attempt(incaps);
    if (refused == 0) {
      if (done) memory_refusal_reported_ = false;
      if (done && first_refused > 0) report_smaller_size(first_refused);
      return done;
    }
    // It may have been refused because old results could not be waited for.
    if (context_.engine.must_not_wait()) return false;
    if (first_refused == 0) first_refused = refused;
    wanted_size_ = smaller_size(incaps, refused);
    if (wanted_size_ == 0) {
      give_up(first_refused);
      return false;
    }
  }
}

bool Negotiation::renegotiate() {
  GstCaps* incaps = gst_pad_get_current_caps(GST_BASE_TRANSFORM_SINK_PAD(context_.transform));
  const bool done = incaps != nullptr && negotiate(incaps);
  gst_clear_caps(&incaps);
  return done;
}

Negotiation::Attempt Negotiation::attempt(GstCaps* incaps) {
  attempt_ = {};
  attempt_.done = offer_to_base_class(incaps);
  return attempt_;
}

/// As if upstream had just sent these caps, which is how the base class, too, renegotiates.
bool Negotiation::offer_to_base_class(GstCaps* incaps) {
  GstBaseTransform* transform = context_.transform;
  if (!base_sink_event(transform, gst_event_new_caps(incaps))) return false;
  if (context_.engine.configured()) return true;
  // The base class does not call set_caps() for caps that the source pad already has.
  const CapsPtr outcaps(gst_pad_get_current_caps(GST_BASE_TRANSFORM_SRC_PAD(transform)));
  return outcaps != nullptr && set_caps(incaps, outcaps.get());
}

bool Negotiation::set_caps(GstCaps* incaps, GstCaps* outcaps) {
  Negotiated next;
  if (gst_audio_info_from_caps(&next.info, incaps) == FALSE) return false;
  next.block_samples = static_cast<std::size_t>(block_size_of(outcaps));
  if (!BufferConstants::is_block_size(next.block_samples)) return false;
  next.worker = context_.settings.analysis_mode.load() == AnalysisMode::worker;
  ask_live(next);
  if (!configure(next, outcaps)) {
    attempt_.refused_size = static_cast<gint>(next.block_samples);
    return false;
  }
  report_latency(exchange_negotiated(next), next);
  context_.helper.drop_checks();
  report(Check::pitch_range);
  report(Check::level_meta);
  return true;
}

void Negotiation::confirm_live() {
  if (!live_is_unconfirmed_) return;
  Negotiated next = negotiated();
  ask_live(next);
  live_is_unconfirmed_ = false;
  if (!next.live) return;
  const CapsPtr outcaps(gst_pad_get_current_caps(GST_BASE_TRANSFORM_SRC_PAD(context_.transform)));
  // The pad has none when it has just been deactivated.
  if (outcaps != nullptr && configure(next, outcaps.get())) exchange_negotiated(next);
}

bool Negotiation::configure(const Negotiated& next, GstCaps* outcaps) {
  BlockEngine& engine = context_.engine;
  const GstAudioInfo old_format = engine.negotiated().info;
  // Still in the old format: the source pad gets its new caps after this function. A begun block
  // that crosses events is not cut anew either, since only some of its parts would lie before them.
  if (engine.configured() &&
      (gst_audio_info_is_equal(&old_format, &next.info) == FALSE || engine.crosses_events()))
    engine.drain(RunEnd::run);
  if (!engine.configure(next, outcaps)) return false;
  GST_DEBUG_OBJECT(context_.transform, "%" G_GSIZE_FORMAT " samples a block, %s, %s",
                   next.block_samples, next.live ? "live" : "not live",
                   next.lossless ? "lossless" : "evicting");
  return true;
}

/// No smaller blocks are left to try.
void Negotiation::give_up(gint refused_size) {
  context_.engine.abandon();
  stop();
  if (!std::exchange(memory_refusal_reported_, true)) report_no_memory(refused_size);
}

// ---- what the neighbours take and are ----

GstCaps* Negotiation::fixate_caps(GstPadDirection direction, GstCaps* othercaps) const {
  return direction == GST_PAD_SINK ? fixate_block_size(othercaps, wanted_size_)
                                   : gst_caps_fixate(othercaps);
}

/// True, and an error on the bus the first time, if downstream would take the format `incaps` but
/// asks for a block size that there is not.
bool Negotiation::refuses_size(const GstCaps* incaps) {
  GstPad* src = GST_BASE_TRANSFORM_SRC_PAD(context_.transform);
  GstCaps* wanted = gst_pad_peer_query_caps(src, nullptr);
  if (wanted == nullptr) return false;
  const Text asked = impossible_block_size(wanted, incaps);
  gst_caps_unref(wanted);
  if (asked == nullptr) {
    size_refusal_reported_ = false;
    return false;
  }
  if (!std::exchange(size_refusal_reported_, true))
    GST_ELEMENT_ERROR(context_.transform, CORE, NEGOTIATION,
                      ("Downstream asks for blocks of %s samples (block-samples). Allowed are %s: "
                       "change the caps filter.",
                       asked.get(), allowed_block_sizes().get()),
                      ("block-samples=%s cannot be made", asked.get()));
  return true;
}

/// The largest size under `samples` that downstream takes; 0 where there is none.
gint Negotiation::smaller_size(const GstCaps* incaps, gint samples) const {
  GstCaps* peer = gst_pad_peer_query_caps(GST_BASE_TRANSFORM_SRC_PAD(context_.transform), nullptr);
  gint found = 0;
  for (const gint size : BufferConstants::block_sizes())
    if (size < samples && takes_block_size(peer, incaps, size)) found = size;
  gst_caps_unref(peer);
  return found;
}

/// No answer counts as live: pulsesrc and jackaudiosrc give none this early.
bool Negotiation::upstream_is_live() const {
  GstQuery* query = gst_query_new_latency();
  gboolean live = TRUE;
  if (gst_pad_peer_query(GST_BASE_TRANSFORM_SINK_PAD(context_.transform), query) != FALSE)
    gst_query_parse_latency(query, &live, nullptr, nullptr);
  gst_query_unref(query);
  return live != FALSE;
}

/// What depends on upstream being live.
void Negotiation::ask_live(Negotiated& negotiated) {
  const OverflowPolicy policy = context_.settings.overflow_policy.load();
  negotiated.live = upstream_is_live();
  negotiated.lossless =
      policy == OverflowPolicy::wait || (policy == OverflowPolicy::automatic && !negotiated.live);
  live_is_unconfirmed_ = !negotiated.live;
}

// ---- reports ----

void Negotiation::report_smaller_size(gint refused_size) const {
  GST_ELEMENT_WARNING(context_.transform, RESOURCE, NO_SPACE_LEFT,
                      ("Blocks of %d samples do not fit into max-memory (%" G_GSIZE_FORMAT
                       " bytes); they have %d samples instead.",
                       refused_size, context_.budget.limit(), wanted_size_),
                      ("the pool, the rings or the analyzer were refused their memory"));
}

void Negotiation::report_no_memory(gint refused_size) const {
  GST_ELEMENT_ERROR(
      context_.transform, RESOURCE, NO_SPACE_LEFT,
      ("Blocks of %d samples do not fit into max-memory (%" G_GSIZE_FORMAT
       " bytes), of which %" G_GSIZE_FORMAT
       " are in use, also by blocks that downstream holds; smaller ones do not fit either, or "
       "downstream does not take them. Use smaller blocks or fewer channels, or release buffers "
       "earlier.",
       refused_size, context_.budget.limit(), context_.budget.current()),
      ("the pool, the rings or the analyzer were refused their memory"));
}

/// Warns of a latency beyond the budget, and has the pipeline query it anew where it has changed.
void Negotiation::report_latency(const Negotiated& before, const Negotiated& now) const {
  const GstClockTime latency = block_fill_time(now);
  if (latency > BufferConstants::latency_budget_ns)
    GST_WARNING_OBJECT(context_.transform,
                       "a block of %" G_GSIZE_FORMAT " samples at %d Hz takes %" G_GUINT64_FORMAT
                       " us to fill, more than the latency budget of %" G_GUINT64_FORMAT " us",
                       now.block_samples, GST_AUDIO_INFO_RATE(&now.info), latency / 1000,
                       BufferConstants::latency_budget_ns / 1000);
  if (latency != block_fill_time(before))
    gst_element_post_message(GST_ELEMENT_CAST(context_.transform),
                             gst_message_new_latency(GST_OBJECT_CAST(context_.transform)));
}

// ---- any thread ----

Negotiated Negotiation::negotiated() const {
  const std::lock_guard lock(mutex_);
  return negotiated_;
}

/// Returns what was negotiated before.
Negotiated Negotiation::exchange_negotiated(const Negotiated& negotiated) {
  const std::lock_guard lock(mutex_);
  return std::exchange(negotiated_, negotiated);
}

void Negotiation::report(Check what) const {
  GstElement* element = GST_ELEMENT_CAST(context_.transform);
  if (what == Check::pitch_range)
    pitch_range::report_unreached(element, context_.settings, negotiated());
  else
    report_missing_level(element, context_.settings, negotiated());
}

bool Negotiation::answer_latency(GstQuery* query) const {
  if (gst_pad_peer_query(GST_BASE_TRANSFORM_SINK_PAD(context_.transform), query) == FALSE)
    return false;
  const GstClockTime own = block_fill_time(negotiated());
  gboolean live = FALSE;
  GstClockTime min = 0;
  GstClockTime max = 0;
  gst_query_parse_latency(query, &live, &min, &max);
  if (GST_CLOCK_TIME_IS_VALID(max)) max += own;
  gst_query_set_latency(query, live, min + own, max);
  return true;
}

void Negotiation::answer_caps(GstQuery* query) const {
  GstCaps* filter = nullptr;
  gst_query_parse_caps(query, &filter);
  GstCaps* caps = gst_pad_get_pad_template_caps(GST_BASE_TRANSFORM_SINK_PAD(context_.transform));
  GstCaps* peer = gst_pad_peer_query_caps(GST_BASE_TRANSFORM_SRC_PAD(context_.transform), nullptr);
  if (peer != nullptr) {
    GstCaps* formats = caps_without_block_size(peer);
    caps = filter_caps(caps, formats);
    gst_caps_unref(formats);
    gst_caps_unref(peer);
  }
  caps = filter_caps(caps, filter);
  gst_query_set_caps_result(query, caps);
  gst_caps_unref(caps);
}

GstClockTime block_fill_time(const Negotiated& negotiated) {
  if (negotiated.block_samples == 0) return 0;
  return gst_util_uint64_scale_ceil(negotiated.block_samples, GST_SECOND,
                                    static_cast<guint64>(GST_AUDIO_INFO_RATE(&negotiated.info)));
}

}  // namespace audioblocks
