// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/interval_filter.h"

#include <algorithm>
#include <utility>

namespace audioblocks::tool {

IntervalFilter::IntervalFilter(std::unique_ptr<BlockWriter> next, GstClockTime interval)
    : next_(std::move(next)), interval_(interval), due_(interval) {}

void IntervalFilter::block(const Block& block) {
  if (block.peak) peak_ = std::max(peak_.value_or(*block.peak), *block.peak);
  heard_.add(block);
  const GstClockTime heard = heard_.nanoseconds();
  if (heard < due_) return;
  due_ += interval_ * ((heard - due_) / interval_ + 1);
  Block shown = block;
  shown.peak = peak_;
  next_->block(shown);
  peak_.reset();
}

void IntervalFilter::end(const InputEnd& end) { next_->end(end); }

}  // namespace audioblocks::tool
