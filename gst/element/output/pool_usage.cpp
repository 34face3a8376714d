// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/output/pool_usage.h"

namespace audioblocks {

void PoolUsage::acquired() noexcept {
  raise_peak(in_use.fetch_add(1, std::memory_order_relaxed) + 1);
}

void PoolUsage::reset_peak() noexcept {
  peak.store(0);
  // A block that is acquired meanwhile raises it as well.
  raise_peak(in_use.load());
}

void PoolUsage::raise_peak(gint now) noexcept {
  gint highest = peak.load(std::memory_order_relaxed);
  while (highest < now && !peak.compare_exchange_weak(highest, now, std::memory_order_relaxed)) {
  }
}

}  // namespace audioblocks
