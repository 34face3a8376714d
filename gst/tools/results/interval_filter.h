// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <memory>
#include <optional>

#include "gst/tools/results/block_writer.h"
#include "gst/tools/results/sound_time.h"

namespace audioblocks::tool {

/// Passes on the first block that ends at or after each interval of sound, as the element's
/// messages do, with the highest peak since the block passed on before.
class IntervalFilter : public BlockWriter {
 public:
  /// `interval` above 0.
  IntervalFilter(std::unique_ptr<BlockWriter> next, GstClockTime interval);

  void block(const Block& block) override;
  void note(const HeardNote& note) override { next_->note(note); }
  void set_reference(double frequency) override { next_->set_reference(frequency); }
  void end(const InputEnd& end) override;

 private:
  std::unique_ptr<BlockWriter> next_;
  GstClockTime interval_;
  /// Since the first block.
  SoundTime heard_;
  GstClockTime due_;
  std::optional<double> peak_;
};

}  // namespace audioblocks::tool
