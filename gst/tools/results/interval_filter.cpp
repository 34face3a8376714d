// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/interval_filter.h"

#include <algorithm>
#include <utility>

namespace audioblocks::tool {

IntervalFilter::IntervalFilter(std::unique_ptr<BlockWriter> next, GstClockTime interval)
    : next_(std::move(next)), interval_(interval), due_(interval) {}

void IntervalFilter::block(const Block& block) {
  if (block.peak) peak_ = std::max(peak_.value_or(*block.peak), *block.peak);
  count(block);
  if (heard_ < due_) return;
  due_ += interval_ * ((heard_ - due_) / interval_ + 1);
  Block shown = block;
  shown.peak = peak_;
  next_->block(shown);
  peak_.reset();
}

/// Sums samples rather than times, whose fractions would be lost.
void IntervalFilter::count(const Block& block) {
  if (block.rate <= 0) return;
  if (block.rate != rate_) {
    heard_before_ = heard_;
    samples_ = 0;
    rate_ = block.rate;
  }
  samples_ += static_cast<guint64>(block.valid_samples);
  heard_ = heard_before_ + gst_util_uint64_scale(samples_, GST_SECOND, static_cast<guint64>(rate_));
}

void IntervalFilter::end(const StreamFormat& format) { next_->end(format); }

}  // namespace audioblocks::tool
