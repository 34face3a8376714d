// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <cstddef>

#include "gst/element/stream/block_maker.h"
#include "gst/element/stream/gap_map.h"
#include "gst/element/stream/held_events.h"
#include "gst/element/stream/outlet.h"
#include "gst/element/stream/stream_context.h"
#include "gst/element/stream/stream_run.h"
#include "gst/input/raw_input.h"

namespace audioblocks {

/// Makes blocks of input of any length, run by run. A flow that is not GST_FLOW_OK is broken: what
/// is pending can go nowhere. Streaming thread, except for fill().
class ReBlocker {
 public:
  /// `events` are handed on as soon as no sample from before them is pending.
  ReBlocker(const StreamContext& context, Outlet& outlet, HeldEvents& events) noexcept
      : context_(context), events_(events), block_(context, run_, outlet) {}
  ReBlocker(const ReBlocker&) = delete;
  ReBlocker& operator=(const ReBlocker&) = delete;
  ~ReBlocker() { gst_clear_buffer(&carry_); }

  /// A new run of the element begins.
  void start() noexcept {
    run_.start();
    block_.start();
  }
  /// Goes over to `next` while the old stage is still there. In the same format, what is pending
  /// waits to be cut into the new size; else it is discarded: drain() first.
  void configure(const Negotiated& next);

  /// Takes an input of at least one sample and sends the blocks that it completes.
  GstFlowReturn push(RawInput& input);
  /// Takes silence in the place of missing data. GST_CLOCK_TIME_NONE: where the last input ended.
  GstFlowReturn push_gap(GstClockTime pts, GstClockTime duration);
  /// The next input belongs to another stream; false if what is pending cannot wait for it.
  [[nodiscard]] bool change_stream() noexcept;
  /// The next input comes in the segment `to`; false if what is pending cannot wait for it. In both
  /// cases it is to be drained then.
  [[nodiscard]] bool change_segment(const GstSegment& to) noexcept;
  /// Sends what is pending as the last, partial block; the next input starts a new run.
  GstFlowReturn drain(RunEnd end);
  /// Discards what is pending; the next block is a discontinuity.
  void flush() noexcept;

  /// The block in the making has samples from before and behind events that are held.
  [[nodiscard]] bool crosses_events() const noexcept { return crosses_events_; }
  /// The run has had a block.
  [[nodiscard]] bool steady() const noexcept { return run_.steady(); }
  /// Samples that are pending. Any thread.
  [[nodiscard]] std::size_t fill() const noexcept {
    return block_.fill() + carried_.load(std::memory_order_relaxed);
  }
  /// How the present run is tracked; between runs, how the last one was. Any thread.
  [[nodiscard]] Tracking tracking() const noexcept { return block_.tracking(); }

 private:
  [[nodiscard]] bool carries_over() const noexcept {
    return context_.settings.partial_block.load() == PartialBlock::automatic;
  }

  GstFlowReturn start_run(const StreamRun::Arrival& next, GstClockTime wait);
  void received(guint64 samples, bool gap) noexcept;
  void meet_events() noexcept;
  GstFlowReturn passed(GstFlowReturn flow) noexcept;
  GstFlowReturn consume_carry();
  GstFlowReturn consume(RawInput& input);
  GstFlowReturn consume_silence(guint64 samples);

  StreamContext context_;
  HeldEvents& events_;
  bool crosses_events_ = false;
  StreamRun run_;
  BlockMaker block_;
  /// Samples of a block begun in another size, still to be cut into blocks; transfer full.
  GstBuffer* carry_ = nullptr;
  /// Which of them are a gap.
  GapMap carry_gaps_;
  /// How many they are.
  std::atomic<std::size_t> carried_{0};
};

}  // namespace audioblocks
