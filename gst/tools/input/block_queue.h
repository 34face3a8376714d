// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>

#include "gst/base/gst_ptr.h"

namespace audioblocks::tool {

/// Blocks on their way from the streaming thread to the main thread. Where the source is live and
/// nobody takes them the oldest are lost; else the streaming thread waits.
class BlockQueue {
 public:
  /// Streaming thread. False: the queue is closed.
  bool push(StructurePtr fields);
  /// Main thread; nullptr where there is none.
  [[nodiscard]] StructurePtr pop();
  void set_live(bool live);
  /// Nobody takes any more: the streaming thread goes on.
  void close();
  /// Blocks that were lost.
  [[nodiscard]] std::uint64_t lost();

 private:
  std::mutex lock_;
  std::condition_variable room_;
  /// Under the lock.
  std::deque<StructurePtr> blocks_;
  /// Nothing is lost until the pipeline has told.
  bool is_live_ = false;
  bool is_closed_ = false;
  std::uint64_t lost_ = 0;
};

}  // namespace audioblocks::tool
