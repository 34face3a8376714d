// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/stream/held_events.h"

#include "gst/element/stream/base_transform.h"

namespace audioblocks {

namespace {

/// Outlives a flush, as on a pad.
bool survives_flush(GstEvent* event) noexcept {
  const GstEventType type = GST_EVENT_TYPE(event);
  return (gst_event_type_get_flags(type) & GST_EVENT_TYPE_STICKY) != 0 &&
         type != GST_EVENT_SEGMENT && type != GST_EVENT_STREAM_GROUP_DONE;
}

}  // namespace

void HeldEvents::hold(GstEvent* event) noexcept {
  if (GST_EVENT_TYPE(event) == GST_EVENT_SEGMENT) {
    gst_event_copy_segment(event, &segment_);
    has_segment_ = true;
  }
  g_queue_push_tail(&events_, event);
}

void HeldEvents::extend_segment(GstClockTime start, GstClockTime end) noexcept {
  GstSegment segment = transform_->segment;
  if (segment.format != GST_FORMAT_TIME || !GST_CLOCK_TIME_IS_VALID(segment.stop) ||
      segment.stop < start || segment.stop >= end)
    return;
  segment.stop = end;
  GstEvent* longer = gst_event_new_segment(&segment);
  GstEvent* known =
      gst_pad_get_sticky_event(GST_BASE_TRANSFORM_SRC_PAD(transform_), GST_EVENT_SEGMENT, 0);
  if (known != nullptr) {
    gst_event_set_seqnum(longer, gst_event_get_seqnum(known));
    gst_event_unref(known);
  }
  base_sink_event(transform_, longer);
}

void HeldEvents::release() noexcept {
  while (!empty() && !GST_PAD_IS_FLUSHING(GST_BASE_TRANSFORM_SRC_PAD(transform_)))
    base_sink_event(transform_, static_cast<GstEvent*>(g_queue_pop_head(&events_)));
  if (empty()) has_segment_ = false;
}

void HeldEvents::release_flushed() noexcept {
  has_segment_ = false;
  while (auto* event = static_cast<GstEvent*>(g_queue_pop_head(&events_))) {
    if (survives_flush(event))
      base_sink_event(transform_, event);
    else
      gst_event_unref(event);
  }
}

void HeldEvents::clear() noexcept {
  has_segment_ = false;
  while (auto* event = static_cast<GstEvent*>(g_queue_pop_head(&events_))) gst_event_unref(event);
}

}  // namespace audioblocks
