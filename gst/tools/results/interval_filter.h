// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <memory>
#include <optional>

#include "gst/tools/results/block_writer.h"

namespace audioblocks::tool {

/// Passes on the first block that ends at or after each interval of sound, as the element's
/// messages do, with the highest peak since the block passed on before.
class IntervalFilter : public BlockWriter {
 public:
  /// `interval` above 0.
  IntervalFilter(std::unique_ptr<BlockWriter> next, GstClockTime interval);

  void block(const Block& block) override;
  void set_reference(double frequency) override { next_->set_reference(frequency); }
  void end(const StreamFormat& format) override;

 private:
  void count(const Block& block);

  std::unique_ptr<BlockWriter> next_;
  GstClockTime interval_;
  /// Duration of the sound since the first block.
  GstClockTime heard_ = 0;
  /// The same up to the last change of the rate, and samples since then.
  GstClockTime heard_before_ = 0;
  guint64 samples_ = 0;
  int rate_ = 0;
  GstClockTime due_;
  std::optional<double> peak_;
};

}  // namespace audioblocks::tool
