// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>

#include "gst/base/gst_ptr.h"

namespace audioblocks::tool {

/// Results, of blocks and notes, on their way from the element's thread to the main thread. When
/// the queue is full the oldest of a live source is lost; for any other source that thread waits.
class BlockQueue {
 public:
  /// The element's thread. False: the queue is closed.
  bool push(StructurePtr fields);
  /// Main thread; nullptr if the queue is empty.
  [[nodiscard]] StructurePtr pop();
  void set_live(bool live);
  /// Main thread: no result will be taken any more, so the element's thread must not wait.
  void close();
  /// How many results were lost.
  [[nodiscard]] std::uint64_t lost();

 private:
  std::mutex lock_;
  std::condition_variable room_;
  /// Under the lock.
  std::deque<StructurePtr> blocks_;
  /// Unknown before the pipeline plays: until then nothing is lost.
  bool is_live_ = false;
  bool is_closed_ = false;
  std::uint64_t lost_ = 0;
};

}  // namespace audioblocks::tool
