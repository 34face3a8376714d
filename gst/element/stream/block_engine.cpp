// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/stream/block_engine.h"

#include <utility>

#include "gst/element/stream/stream_errors.h"
#include "gst/input/segment_clip.h"

namespace audioblocks {

BlockEngine::BlockEngine(const EngineContext& element) noexcept
    : counts_(element.metrics),
      stage_({GST_OBJECT_CAST(element.transform), element.settings, element.clock},
             element.metrics),
      context_{element.transform, element.settings, element.helper, element.state, counts_,
               workload_,         stage_,           negotiated_,    gate_},
      outlet_(context_),
      events_(element.transform),
      re_blocker_(context_, outlet_, events_) {}

bool BlockEngine::start(std::shared_ptr<MemoryBudget> budget) {
  if (!stage_.start(std::move(budget))) return false;
  counts_.take_reset();
  workload_.restart();
  outlet_.start();
  re_blocker_.start();
  gate_.start();
  return true;
}

void BlockEngine::stop() noexcept {
  flush();
  events_.clear();
  stage_.clear();
  negotiated_ = {};
}

// ---- negotiation ----

bool BlockEngine::configure(const Negotiated& negotiated, GstCaps* caps) {
  // 1. What is pending is carried over, or discarded.
  re_blocker_.configure(negotiated);
  // 2. The old stage goes first, so that the budget need not hold two.
  stage_.clear();
  outlet_.close();
  negotiated_ = negotiated;
  // 3. The new one is built within the memory.
  const PoolFormat format{caps, negotiated.info, negotiated.block_samples};
  if (!stage_.install({.format = format, .worker = negotiated.worker}, outlet_)) return false;
  workload_.negotiated(negotiated.block_samples);
  return true;
}

void BlockEngine::abandon() noexcept {
  stage_.abandon();
  flush();
  negotiated_ = {};
}

// ---- data ----

GstFlowReturn BlockEngine::push(GstBuffer* buffer) {
  const MemoryBudget::Steady steady(stage_.budget(), re_blocker_.steady());
  // 1. A buffer that is not whole samples in the negotiated format is an error.
  const RawInput::Fault fault = RawInput::check(buffer, negotiated_.info);
  if (fault != RawInput::Fault::none) {
    stream_errors::faulty_buffer(GST_ELEMENT_CAST(context_.transform), fault,
                                 gst_buffer_get_size(buffer), negotiated_.info);
    gst_buffer_unref(buffer);
    return GST_FLOW_ERROR;
  }
  // 2. A reset discards what is pending.
  take_reset();
  // 3. What lies outside the segment is cut off.
  const std::size_t samples = RawInput::samples_in(buffer, negotiated_.info);
  buffer = clip_buffer(buffer, events_.segment(), negotiated_.info);
  counts_.refuse(samples -
                 (buffer != nullptr ? RawInput::samples_in(buffer, negotiated_.info) : 0));
  if (buffer == nullptr) return GST_FLOW_OK;
  // 4. The rest is mapped,
  RawInput input(buffer, negotiated_.info);
  if (input.samples() == 0) return GST_FLOW_OK;
  if (!input.readable()) {
    stream_errors::unreadable_buffer(GST_ELEMENT_CAST(context_.transform), input.samples());
    return GST_FLOW_ERROR;
  }
  // 5. and cut into blocks.
  return settle(re_blocker_.push(input));
}

GstFlowReturn BlockEngine::push_gap(GstClockTime pts, GstClockTime duration) {
  if (!configured()) return GST_FLOW_OK;
  const MemoryBudget::Steady steady(stage_.budget(), re_blocker_.steady());
  take_reset();
  if (!clip_gap(events_.segment(), pts, duration)) return GST_FLOW_OK;
  return settle(re_blocker_.push_gap(pts, duration));
}

GstFlowReturn BlockEngine::drain(RunEnd end) {
  if (!configured()) {
    events_.release();
    return GST_FLOW_OK;
  }
  take_reset();
  return settle(re_blocker_.drain(end));
}

bool BlockEngine::holds(GstEvent* event) {
  const GstEventType type = GST_EVENT_TYPE(event);
  if ((gst_event_type_get_flags(type) & GST_EVENT_TYPE_SERIALIZED) == 0) return false;
  make_ready_for(event);
  const bool divides = type == GST_EVENT_STREAM_START || type == GST_EVENT_SEGMENT ||
                       type == GST_EVENT_STREAM_GROUP_DONE;
  if (events_.empty() && !(divides && fill() > 0)) return false;
  events_.hold(event);
  return true;
}

void BlockEngine::make_ready_for(GstEvent* event) {
  bool waits = true;
  if (GST_EVENT_TYPE(event) == GST_EVENT_STREAM_START) {
    waits = re_blocker_.change_stream();
  } else if (GST_EVENT_TYPE(event) == GST_EVENT_SEGMENT) {
    const GstSegment* segment = nullptr;
    gst_event_parse_segment(event, &segment);
    waits = re_blocker_.change_segment(*segment);
  }
  if (!waits) drain(RunEnd::run);
}

void BlockEngine::take_reset() noexcept {
  if (counts_.take_reset()) flush();
}

/// Where the flow is broken, what is pending can go nowhere.
GstFlowReturn BlockEngine::settle(GstFlowReturn flow) noexcept {
  if (flow != GST_FLOW_OK) {
    flush();
    events_.release();
  }
  return flow;
}

// ---- any thread ----

void BlockEngine::set_flushing(bool flushing) noexcept {
  gate_.set_flushing(flushing);
  if (flushing) wake_waiters();
}

void BlockEngine::unlock() noexcept {
  gate_.stop();
  wake_waiters();
}

void BlockEngine::wake_waiters() noexcept {
  usage()->wait_point.notify();
  context_.helper.wait_point().notify();
}

}  // namespace audioblocks
