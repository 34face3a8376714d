// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

namespace audioblocks {

/// What a block has in common with the input buffer that it begins with.
struct SharedInput {
  /// The block has all of the input's samples,
  bool samples = false;
  /// and its memory.
  bool memory = false;
  /// A GstAudioLevelMeta of the input is true of the block; else the block has its own or none.
  bool level = true;
};

/// Copies the metas of `input` that are still true of `block`. The block meta is not among them,
/// nor is the GstAudioMeta of a planar block, which has its own.
void copy_metas(GstBuffer* input, GstBuffer* block, SharedInput shared) noexcept;

}  // namespace audioblocks
