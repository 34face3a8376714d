// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "gst/analysis/block_result.h"

namespace audioblocks {

/// Replaces the fields of `structure` by the scalar fields of `result`, under their public names.
/// Allocates nothing if the structure once had all of them. `levels` adds the scalar `rms` and
/// `peak` of the meta.
void block_fields_set(GstStructure* structure, const BlockResult& result, bool levels) noexcept;

/// The peaks that a structure reports, in dBFS, one per channel; borrowed.
struct ChannelPeaks {
  const double* highest = nullptr;
  const double* falling = nullptr;
};

/// The structure of a message and of `block-analyzed`: the scalar fields, `lag`, `rms`, `peak` and
/// `peak-decay` as GValueArray (one double per channel), and `magnitudes`, `frequencies` and
/// `clarities` where there are any. `peaks` are read if the block has a level. Transfer full.
GstStructure* block_structure_new(const BlockResult& result, const ChannelPeaks& peaks);

}  // namespace audioblocks
