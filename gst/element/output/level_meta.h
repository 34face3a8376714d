// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "src/analysis/block_analysis.h"

namespace audioblocks {

/// Registers what keeps the place of a level meta, once in a process however often it is called.
/// Any thread.
void level_meta_register() noexcept;

/// Gives a new buffer of the pool a place for a GstAudioLevelMeta. It is a pooled meta of a type of
/// its own, which nobody looks for; to add a level meta to each block would allocate, and a pooled
/// one would be there, too, on blocks whose level is not known.
[[nodiscard]] bool level_meta_add_place(GstBuffer* buffer) noexcept;

/// Makes the place a GstAudioLevelMeta with the level of the block, all channels together, and
/// whether it is voiced. The caller is the buffer's only owner.
void level_meta_write(GstBuffer* buffer, const BlockAnalysis& analysis) noexcept;

/// Makes it a place again, for a buffer that has come back. False if somebody has removed it.
[[nodiscard]] bool level_meta_clear(GstBuffer* buffer) noexcept;

}  // namespace audioblocks
