// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/metrics/load_meter.h"

#include <algorithm>

namespace audioblocks {

namespace {

/// `whole` · part ÷ of, for part ≤ of, without overflow.
std::uint64_t share(std::uint64_t whole, std::uint64_t part, std::uint64_t of) noexcept {
  if (part == of) return whole;
  const double scaled =
      static_cast<double>(whole) * (static_cast<double>(part) / static_cast<double>(of));
  return std::min(whole, static_cast<std::uint64_t>(scaled));
}

}  // namespace

void LoadMeter::add(std::uint64_t processing_ns, std::uint64_t duration_ns) noexcept {
  // A block longer than that counts with its last second.
  const std::uint64_t counted_ns = std::min(duration_ns, window_count * window_ns);
  std::uint64_t processing = share(processing_ns, counted_ns, duration_ns);
  std::uint64_t duration = counted_ns;
  while (duration > 0) {
    if (windows_[newest_].duration_ns == window_ns) {
      newest_ = (newest_ + 1) % window_count;
      windows_[newest_] = {};
    }
    Window& window = windows_[newest_];
    const std::uint64_t part = std::min(duration, window_ns - window.duration_ns);
    const std::uint64_t processing_part = share(processing, part, duration);
    window.processing_ns += processing_part;
    window.duration_ns += part;
    processing -= processing_part;
    duration -= part;
  }
}

double LoadMeter::load() const noexcept {
  Window sum;
  for (const Window& window : windows_) {
    sum.processing_ns += window.processing_ns;
    sum.duration_ns += window.duration_ns;
  }
  if (sum.duration_ns == 0) return 0.0;
  return static_cast<double>(sum.processing_ns) / static_cast<double>(sum.duration_ns);
}

void LoadMeter::clear() noexcept { *this = LoadMeter(); }

}  // namespace audioblocks
