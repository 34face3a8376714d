// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/output/pool_record.h"

#include <new>
#include <utility>

namespace audioblocks {

namespace {

GQuark record_quark() {
  static const GQuark quark = g_quark_from_static_string("audioblocks-pool-record");
  return quark;
}

}  // namespace

PoolRecord::~PoolRecord() {
  return_input();
  gst_memory_unref(own_);
}

bool PoolRecord::attach(GstBuffer* buffer, GstMemory* memory) noexcept {
  auto* record = new (std::nothrow) PoolRecord(memory);
  if (record == nullptr) {
    gst_memory_unref(memory);
    return false;
  }
  gst_buffer_append_memory(buffer, memory);
  gst_mini_object_set_qdata(GST_MINI_OBJECT_CAST(buffer), record_quark(), record,
                            [](gpointer data) { delete static_cast<PoolRecord*>(data); });
  return true;
}

PoolRecord& PoolRecord::of(GstBuffer* buffer) noexcept {
  return *static_cast<PoolRecord*>(
      gst_mini_object_get_qdata(GST_MINI_OBJECT_CAST(buffer), record_quark()));
}

void PoolRecord::adopt(GstBuffer* buffer, GstBuffer* input) noexcept {
  GstMemory* memory = gst_memory_ref(gst_buffer_peek_memory(input, 0));
  const bool tagged = GST_BUFFER_FLAG_IS_SET(input, GST_BUFFER_FLAG_TAG_MEMORY);
  gst_buffer_remove_all_memory(buffer);
  gst_buffer_remove_all_memory(input);
  if (input->pool != nullptr) {
    PoolRecord& record = of(buffer);
    record.input_ = input;
    record.lent_ = gst_memory_ref(memory);
    record.tagged_ = tagged;
  } else {
    gst_buffer_unref(input);
  }
  gst_buffer_append_memory(buffer, memory);
}

bool PoolRecord::restore(GstBuffer* buffer, gsize bytes) noexcept {
  PoolRecord& record = of(buffer);
  GstMemory* own = record.own_;
  const bool intact = gst_buffer_n_memory(buffer) == 1 && gst_buffer_peek_memory(buffer, 0) == own;
  if (!intact) {
    gst_buffer_remove_all_memory(buffer);
    record.return_input();
  }
  // One reference is the record's; the buffer's own counts only where it still holds it.
  if (GST_MINI_OBJECT_REFCOUNT_VALUE(own) != (intact ? 2 : 1)) return false;
  gsize offset = 0;
  const gsize size = gst_memory_get_sizes(own, &offset, nullptr);
  if (offset != 0 || size != bytes) gst_memory_resize(own, -static_cast<gssize>(offset), bytes);
  if (!intact) gst_buffer_append_memory(buffer, gst_memory_ref(own));
  GST_BUFFER_FLAG_UNSET(buffer, GST_BUFFER_FLAG_TAG_MEMORY);
  return true;
}

/// Gives the input its memory back and lets it go. The block must have let go of that memory
/// before: where a memory lies in two buffers, GStreamer allocates.
void PoolRecord::return_input() noexcept {
  if (input_ == nullptr) return;
  gst_buffer_append_memory(input_, std::exchange(lent_, nullptr));
  // Appending tags the input, whose pool would then not reuse it; yet its memory is the one that
  // its pool knows.
  if (!tagged_) GST_BUFFER_FLAG_UNSET(input_, GST_BUFFER_FLAG_TAG_MEMORY);
  gst_clear_buffer(&input_);
}

}  // namespace audioblocks
