// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "gst/analysis/block_result.h"

namespace audioblocks {

/// Makes the scalar fields of `result`, under their public names, those of `structure`: without an
/// allocation where it once had all of them. `levels` adds the scalar `rms` and `peak` of the meta.
void block_fields_set(GstStructure* structure, const BlockResult& result, bool levels) noexcept;

/// The structure of a message and of `block-analyzed`: the scalar fields, `rms` and `peak` as
/// GValueArray (one double a channel), `magnitudes`, `frequencies`, `clarities` where there are
/// any. `peaks` replaces the block's own peaks (dBFS, one a channel) where it is given. Transfer
/// full.
GstStructure* block_structure_new(const BlockResult& result, const double* peaks);

}  // namespace audioblocks
