// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

namespace audioblocks {

/// What a buffer of the pool needs to become whole again, attached to it for life: the memory of
/// its block and, where the memory of an input stands in for that, the input.
class PoolRecord {
 public:
  PoolRecord(const PoolRecord&) = delete;
  PoolRecord& operator=(const PoolRecord&) = delete;
  ~PoolRecord();

  /// Attaches a record to `buffer`, a new one, and appends `memory`, the block's own. Takes
  /// `memory`. False if memory is refused.
  [[nodiscard]] static bool attach(GstBuffer* buffer, GstMemory* memory) noexcept;

  /// Puts the input's one memory in the place of the block's own, by reference, until restore(). A
  /// pooled input is kept that long, so that its pool gets it back whole. `buffer` has a record;
  /// takes `input`.
  static void adopt(GstBuffer* buffer, GstBuffer* input) noexcept;
  /// Makes the block's own memory, all `bytes` of it, the one memory of `buffer` again, which has a
  /// record. False if somebody else still refers to it.
  [[nodiscard]] static bool restore(GstBuffer* buffer, gsize bytes) noexcept;

 private:
  /// Takes a reference to `memory`.
  explicit PoolRecord(GstMemory* memory) noexcept : own_(gst_memory_ref(memory)) {}

  /// Takes a lock of the buffer's, inside GStreamer.
  [[nodiscard]] static PoolRecord& of(GstBuffer* buffer) noexcept;
  void return_input() noexcept;

  GstMemory* own_;
  /// The pooled input whose memory stands in.
  GstBuffer* input_ = nullptr;
  /// That memory, one reference; the input itself has none meanwhile.
  GstMemory* lent_ = nullptr;
  /// The input had GST_BUFFER_FLAG_TAG_MEMORY set.
  bool tagged_ = false;
};

}  // namespace audioblocks
