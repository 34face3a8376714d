// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "gst/tools/input/input_end.h"
#include "gst/tools/results/block.h"
#include "gst/tools/results/heard_note.h"

namespace audioblocks::tool {

/// Receives the blocks and notes of one input and writes results. One thread at a time.
class BlockWriter {
 public:
  virtual ~BlockWriter() = default;
  virtual void block(const Block& block) = 0;
  /// A note that has ended, after those that began before it. The blocks of its time may come
  /// before or after it.
  virtual void note(const HeardNote&) {}
  /// Frequency of A4 in Hz from now on, for writers that name notes themselves.
  virtual void set_reference(double) {}
  /// After the last block and note, also if the input ended with an error.
  virtual void end(const InputEnd&) {}
};

}  // namespace audioblocks::tool
