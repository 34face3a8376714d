// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "gst/tools/input/stream_format.h"
#include "gst/tools/results/block.h"

namespace audioblocks::tool {

/// Takes the blocks of one input and writes them out. One thread at a time.
class BlockWriter {
 public:
  virtual ~BlockWriter() = default;
  virtual void block(const Block& block) = 0;
  /// Hz of A4 from now on. For writers that name notes themselves.
  virtual void set_reference(double) {}
  /// After the last block, also where the input ended in an error.
  virtual void end(const StreamFormat&) {}
};

}  // namespace audioblocks::tool
