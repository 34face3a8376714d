// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "gst/element/stream/gap_map.h"
#include "gst/element/stream/open_block.h"
#include "gst/element/stream/outlet.h"
#include "gst/element/stream/stream_context.h"
#include "gst/element/stream/stream_run.h"
#include "gst/input/raw_input.h"

namespace audioblocks {

/// What a partial block is the last of.
enum class RunEnd : std::uint8_t {
  /// A run: other samples may follow.
  run,
  /// The stream.
  stream,
};

/// Makes one block after another of the samples it is given, and sends each that is complete. A
/// flow that is not GST_FLOW_OK is broken: what is pending can go nowhere. Streaming thread, except
/// for fill().
class BlockMaker {
 public:
  /// `run` says where the blocks lie, and moves on with each.
  BlockMaker(const StreamContext& context, StreamRun& run, Outlet& outlet) noexcept
      : context_(context), run_(run), outlet_(outlet) {}
  BlockMaker(const BlockMaker&) = delete;
  BlockMaker& operator=(const BlockMaker&) = delete;

  /// A new run of the element begins.
  void start() noexcept { decide_tracking(); }
  /// From now on blocks are of that format and size; discards the one in the making.
  void configure(const Negotiated& negotiated) noexcept {
    open_.configure(negotiated.info, negotiated.block_samples);
  }

  [[nodiscard]] bool begun() const noexcept { return open_.begun(); }
  /// Samples that the block in the making lacks, or else a new one.
  [[nodiscard]] std::size_t room() const noexcept { return open_.room(); }
  /// Samples in the block in the making. Any thread.
  [[nodiscard]] std::size_t fill() const noexcept { return open_.fill(); }
  /// How the run of that block is tracked; between runs, how the last one was. Any thread.
  [[nodiscard]] Tracking tracking() const noexcept {
    return tracking_.load(std::memory_order_relaxed);
  }

  /// Takes `count` samples of `input` from `from` on, at most room(). `gap`: they are marked as a
  /// gap: passed on as they are, and analysed as the silence they stand for.
  GstFlowReturn append(RawInput& input, std::size_t from, std::size_t count, bool gap);
  /// Takes an input that is just one block, where none is begun; without a copy if it can.
  GstFlowReturn append_whole(RawInput& input);
  /// Takes `count` samples of silence, at most room().
  GstFlowReturn append_silence(std::size_t count);
  /// Sends the block in the making, of at least one sample, as it is.
  GstFlowReturn finish(RunEnd end);
  /// Where the block in the making lies if it becomes a whole one.
  [[nodiscard]] const BlockPosition& position() noexcept { return outlet_.slot().position; }

  /// The samples in the making as a buffer like any input, transfer full, and in `gaps` which of
  /// them are a gap; NULL if there are none.
  [[nodiscard]] GstBuffer* take_as_input(GapMap& gaps) noexcept;
  /// Discards the block in the making.
  void discard() noexcept;

 private:
  [[nodiscard]] BlockStage& stage() const noexcept { return *context_.stage.get(); }
  GstFlowReturn acquire(GstBuffer** buffer);
  void begin_result(bool has_buffer) noexcept;
  void decide_tracking() noexcept;
  GstFlowReturn begin(GstBuffer* input);
  void read(std::size_t first, std::size_t count, bool gap) noexcept;
  GstFlowReturn arrived();
  [[nodiscard]] bool shortens(RunEnd end) const noexcept;
  std::size_t complete_partial(RunEnd end) noexcept;
  void stamp(GstBuffer* buffer, const BlockPosition& position) const noexcept;
  void step_size(GstClockTime duration) noexcept;
  void drop() noexcept;

  StreamContext context_;
  StreamRun& run_;
  Outlet& outlet_;
  OpenBlock open_;
  std::atomic<Tracking> tracking_{Tracking{}};
  /// The block in the making gets a level meta, if its level becomes known.
  bool wants_level_ = false;
};

}  // namespace audioblocks
