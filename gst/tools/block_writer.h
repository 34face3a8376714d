// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

#include "block.h"
#include "stream_format.h"

namespace tool {

/// Takes the blocks of one file after another and writes them out. `begin_file` and `end_file` are
/// called by the main thread, `block` by the streaming thread between the two.
class BlockWriter {
 public:
  virtual ~BlockWriter() = default;
  /// `name` as the user gave it.
  virtual void begin_file(const std::string& name) = 0;
  virtual void block(const Block& block) = 0;
  virtual void end_file(const StreamFormat& format) = 0;
};

}  // namespace tool
