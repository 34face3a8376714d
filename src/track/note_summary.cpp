// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/track/note_summary.h"

#include <cmath>

#include "src/analysis/level.h"

namespace audioblocks {

void NoteSummary::add(double cents, double level, double clarity) noexcept {
  if (!(std::abs(cents) <= static_cast<double>(reach))) return;
  ++blocks_at_[static_cast<std::size_t>(std::lround(cents) + reach)];
  ++blocks_;
  power_ += std::pow(10.0, 0.1 * level);
  clarity_ += clarity;
}

double NoteSummary::median_cents() const noexcept {
  if (blocks_ == 0) return 0.0;
  // The two in the middle, which are one if their number is odd.
  const std::size_t lower = (blocks_ + 1) / 2;
  const std::size_t upper = blocks_ / 2 + 1;
  std::size_t passed = 0;
  int sum = 0;
  for (std::size_t place = 0; place < blocks_at_.size(); ++place) {
    const int cents = static_cast<int>(place) - reach;
    const std::size_t before = passed;
    passed += blocks_at_[place];
    if (before < lower && lower <= passed) sum += cents;
    if (before < upper && upper <= passed) sum += cents;
  }
  return 0.5 * static_cast<double>(sum);
}

double NoteSummary::level() const noexcept {
  return blocks_ == 0 ? min_db : power_to_db(power_ / static_cast<double>(blocks_));
}

double NoteSummary::clarity() const noexcept {
  return blocks_ == 0 ? 0.0 : clarity_ / static_cast<double>(blocks_);
}

}  // namespace audioblocks
