// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "gst/analysis/block_result.h"

namespace audioblocks {

/// Registers the meta, once in a process however often it is called. Any thread.
void block_meta_register() noexcept;

/// Makes a meta stay on a pool's buffer. (The flag macros of GStreamer 1.22 are not valid C++.)
inline void meta_mark_pooled(GstMeta* meta) noexcept {
  meta->flags = static_cast<GstMetaFlags>(meta->flags | GST_META_FLAG_POOLED);
}

/// Adds a pooled meta that holds every field, so that writing it later allocates nothing.
[[nodiscard]] bool block_meta_add_pooled(GstBuffer* buffer) noexcept;

/// False if somebody has removed the meta.
[[nodiscard]] bool block_meta_is_on(GstBuffer* buffer) noexcept;

/// Writes the result into the buffer's pooled meta, field by field, and removes absent fields. The
/// caller is the buffer's only owner.
void block_meta_write(GstBuffer* buffer, const BlockResult& result) noexcept;

/// A copy of the buffer's block meta as a structure, or NULL if it has none. Transfer full.
GstStructure* block_meta_copy_structure(GstBuffer* buffer) noexcept;

}  // namespace audioblocks
