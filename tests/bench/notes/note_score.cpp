// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tests/bench/notes/note_score.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace audioblocks {

namespace {

bool is_right(const TrueNote& rendered, const TrueNote& found, bool with_end) {
  constexpr double tolerance = 0.05;
  constexpr double semitones = 0.5;
  const double longest = std::max(tolerance, 0.2 * (rendered.end - rendered.onset));
  return std::abs(rendered.onset - found.onset) <= tolerance &&
         std::abs(rendered.pitch - found.pitch) <= semitones &&
         (!with_end || std::abs(rendered.end - found.end) <= longest);
}

/// The largest number of pairs, by augmenting paths.
class Matching {
 public:
  Matching(std::span<const TrueNote> rendered, std::span<const FoundNote> found, bool with_end)
      : owners_(found.size()) {
    for (const TrueNote& note : rendered) {
      std::vector<std::size_t>& near = near_.emplace_back();
      for (std::size_t j = 0; j < found.size(); ++j)
        if (is_right(note, found[j].note, with_end)) near.push_back(j);
    }
    for (std::size_t i = 0; i < near_.size(); ++i) {
      std::vector<bool> seen(found.size());
      size_ += claim(i, seen) ? 1 : 0;
    }
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  /// Which rendered note each found one is.
  [[nodiscard]] const std::vector<std::optional<std::size_t>>& owners() const { return owners_; }

 private:
  // NOLINTNEXTLINE(misc-no-recursion): no deeper than there are notes within 50 ms
  bool claim(std::size_t i, std::vector<bool>& seen) {
    for (const std::size_t j : near_[i]) {
      if (seen[j]) continue;
      seen[j] = true;
      if (owners_[j] && !claim(*owners_[j], seen)) continue;
      owners_[j] = i;
      return true;
    }
    return false;
  }

  std::vector<std::vector<std::size_t>> near_;
  std::vector<std::optional<std::size_t>> owners_;
  std::size_t size_ = 0;
};

}  // namespace

void NoteScore::add(std::span<const TrueNote> rendered, std::span<const FoundNote> found) {
  rendered_ += rendered.size();
  found_ += found.size();
  const Matching matching(rendered, found, false);
  right_ += matching.size();
  right_with_end_ += Matching(rendered, found, true).size();
  for (std::size_t j = 0; j < found.size(); ++j)
    if (const auto owner = matching.owners()[j])
      delays_.push_back(1000.0 * (found[j].reported - rendered[*owner].onset));
}

double NoteScore::percent(std::size_t right) const {
  return 200.0 * static_cast<double>(right) /
         static_cast<double>(std::max<std::size_t>(1, rendered_ + found_));
}

double NoteScore::delay(double part) const {
  if (delays_.empty()) return 0.0;
  std::vector<double> sorted = delays_;
  std::ranges::sort(sorted);
  const auto last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<std::size_t>(part * last)];
}

}  // namespace audioblocks
