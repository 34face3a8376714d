// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/pitchscope/trace.h"

#include <gst/gst.h>

#include <algorithm>
#include <cmath>

namespace audioblocks::scope {

bool are_joined(double from, double to) noexcept {
  // A glide moves less within a block, a melodic leap more.
  constexpr double most = 1.5;
  return std::fabs(to - from) < most;
}

void Trace::start(std::uint64_t span_samples) noexcept {
  span_samples_ = span_samples;
  position_ = 0;
  begun_ = 0;
  changed_ = 0;
  was_voiced_ = false;
  ++generation_;
}

std::uint64_t Trace::start_of(std::uint64_t cell) const noexcept {
  return gst_util_uint64_scale_ceil(cell, span_samples_, cells);
}

std::uint64_t Trace::end() const noexcept {
  return gst_util_uint64_scale(position_, cells, span_samples_);
}

/// A cell that the block before has begun is continued.
Trace::Cell& Trace::open_cell(std::uint64_t cell) noexcept {
  Cell& opened = ring_[cell % cells];
  if (cell >= begun_) {
    opened = {};
    opened.low = std::numeric_limits<float>::max();
    opened.high = std::numeric_limits<float>::lowest();
    begun_ = cell + 1;
  }
  return opened;
}

Trace::Stretch Trace::cells_of(Stretch stretch) const noexcept {
  const std::uint64_t last = gst_util_uint64_scale_ceil(stretch.end, cells, span_samples_);
  const std::uint64_t first = gst_util_uint64_scale(stretch.start, cells, span_samples_);
  // If it is longer than the time shown, its end is shown.
  return {std::max(first, begun_ - std::min(begun_, cells)), last};
}

void Trace::append(std::span<const float> samples) noexcept {
  if (samples.empty()) return;
  const std::uint64_t block_start = position_;
  position_ += samples.size();
  const std::uint64_t last = gst_util_uint64_scale_ceil(position_, cells, span_samples_);
  std::uint64_t cell = gst_util_uint64_scale(block_start, cells, span_samples_);
  cell = std::max(cell, last - std::min(last, cells));
  changed_ = std::min(changed_, cell);
  for (; cell < last; ++cell) {
    Cell& open = open_cell(cell);
    // A cell shorter than a sample shows the one before it.
    const std::uint64_t from = std::max(start_of(cell), block_start) - block_start;
    const std::uint64_t to = std::min(start_of(cell + 1), position_) - block_start;
    const std::size_t first = std::min<std::size_t>(from, samples.size() - 1);
    const auto part = samples.subspan(first, std::max<std::size_t>(to, first + 1) - first);
    const auto [low, high] = std::ranges::minmax(part);
    open.low = std::min(open.low, low);
    open.high = std::max(open.high, high);
  }
}

void Trace::set_pitch(Stretch block, double semitones, double clarity) noexcept {
  const bool is_joined = was_voiced_ && are_joined(last_semitones_, semitones);
  const double from = is_joined ? last_semitones_ : semitones;
  const auto length = static_cast<double>(block.end - block.start);
  const Stretch there = cells_of(block);
  changed_ = std::min(changed_, there.start);
  for (std::uint64_t cell = there.start; cell < there.end; ++cell) {
    const std::uint64_t to = std::clamp(start_of(cell + 1), block.start, block.end);
    Cell& shown = ring_[cell % cells];
    shown.semitones = static_cast<float>(
        std::lerp(from, semitones, static_cast<double>(to - block.start) / length));
    // With a clarity threshold of 0 a pitch may have no clarity.
    shown.clarity = std::max(static_cast<float>(clarity), 0.01F);
  }
  was_voiced_ = true;
  last_semitones_ = semitones;
}

void Trace::set_note(Stretch stretch, int midi, bool begins) noexcept {
  if (stretch.end <= stretch.start) return;
  const Stretch there = cells_of(stretch);
  changed_ = std::min(changed_, there.start);
  const std::uint64_t first = gst_util_uint64_scale(stretch.start, cells, span_samples_);
  for (std::uint64_t cell = there.start; cell < std::min(there.end, begun_); ++cell) {
    ring_[cell % cells].note = static_cast<std::int16_t>(midi);
    ring_[cell % cells].note_begins = begins && cell == first;
  }
}

Trace::Cell Trace::merged(std::uint64_t first, std::uint64_t last) const noexcept {
  Cell all = ring_[first % cells];
  for (std::uint64_t cell = first + 1; cell < last; ++cell) {
    const Cell& next = ring_[cell % cells];
    all.low = std::min(all.low, next.low);
    all.high = std::max(all.high, next.high);
    all.note = next.note;
    all.note_begins = all.note_begins || next.note_begins;
    if (next.clarity > 0.0F) {
      all.semitones = next.semitones;
      all.clarity = next.clarity;
    }
  }
  return all;
}

}  // namespace audioblocks::scope
