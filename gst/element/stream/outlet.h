// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstddef>
#include <cstdint>
#include <memory>

#include "gst/element/stream/message_schedule.h"
#include "gst/element/stream/stream_context.h"

namespace audioblocks {

/// A block that is ready to leave. Its result is in Outlet::slot().
struct FinishedBlock {
  GstBuffer* buffer = nullptr;  // transfer full
  /// Samples, with those that were padded.
  std::size_t length = 0;
  /// Samples with an unusable number.
  std::size_t unusable = 0;
  /// What the analysis took, nanoseconds.
  std::uint64_t processing = 0;
};

/// The way out: buffers from the pool, results to the helper thread, blocks downstream. Where the
/// pool or the queue is full, a lossless pipeline waits, and any other evicts. Streaming thread.
class Outlet {
 public:
  explicit Outlet(const StreamContext& context) noexcept
      : context_(context), schedule_(context.settings) {}
  Outlet(const Outlet&) = delete;
  Outlet& operator=(const Outlet&) = delete;

  /// A new run of the element begins.
  void start() noexcept { schedule_.start(); }
  /// Results go through `queue` from now on. False if memory is refused.
  [[nodiscard]] bool open(std::shared_ptr<HelperQueue> queue);
  /// What waits in the queue is still delivered.
  void close() noexcept { context_.helper.close(); }

  /// A buffer for a block that begins; NULL where the pool is empty and the policy evicts: the
  /// block is to be dropped. GST_FLOW_FLUSHING if the wait for one was ended.
  [[nodiscard]] GstFlowReturn acquire(GstBuffer** buffer);
  /// The result of the block in the making, until send().
  [[nodiscard]] BlockResult& slot() noexcept { return context_.helper.slot(); }
  /// Hands slot() to the helper thread and pushes the block. GST_FLOW_OK or an error.
  [[nodiscard]] GstFlowReturn send(const FinishedBlock& block);
  /// Counts a block of `samples` that was not made.
  void drop(std::size_t samples) noexcept;

  /// Waits until all results are delivered; at most a second where the policy evicts. False if that
  /// was not enough.
  bool wait_delivered();

 private:
  GstFlowReturn wait_for_block(GstBuffer** buffer);
  void post_shortage() const;
  [[nodiscard]] bool wait_for_room();
  [[nodiscard]] bool is_wanted(const BlockResult& result) const;
  void count(const FinishedBlock& block) noexcept;
  void count_overrun() noexcept;
  void publish(bool urgent) noexcept;

  StreamContext context_;
  MessageSchedule schedule_;
};

}  // namespace audioblocks
