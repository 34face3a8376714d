// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <span>

namespace audioblocks {

/// Which notes of each octave have their names beside an axis.
struct NamedNotes {
  /// Bit 0 is C.
  unsigned notes = 0;
  /// Rows from one name to the next, at the least.
  double distance = 0.0;

  [[nodiscard]] bool has(int midi) const noexcept {
    return ((notes >> static_cast<unsigned>((midi % 12 + 12) % 12)) & 1U) != 0;
  }

  /// The first of `sets` whose names are `min_distance` apart at least, else the last one.
  static const NamedNotes& fitting(std::span<const NamedNotes> sets, double row_height,
                                   double min_distance) noexcept {
    const auto fits = [=](const NamedNotes& set) {
      return set.distance * row_height >= min_distance;
    };
    const auto found = std::ranges::find_if(sets, fits);
    return found != sets.end() ? *found : sets.back();
  }
};

}  // namespace audioblocks
