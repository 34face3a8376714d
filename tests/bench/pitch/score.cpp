// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tests/bench/pitch/score.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace audioblocks {

namespace {

/// Infinite if there is no guess.
double cents_off(double frequency, double truth) {
  return std::abs(1200.0 * std::log2(frequency / truth));
}

bool is_octave_error(double frequency, double truth) {
  constexpr std::array factors{2.0, 3.0, 4.0, 1.0 / 2.0, 1.0 / 3.0, 1.0 / 4.0};
  return std::ranges::any_of(
      factors, [=](double factor) { return cents_off(frequency, factor * truth) <= 50.0; });
}

double percent(int part, int whole) {
  return whole > 0 ? 100.0 * part / whole : std::numeric_limits<double>::quiet_NaN();
}

Tally find(const std::map<std::string_view, Tally>& tallies, std::string_view name) {
  const auto found = tallies.find(name);
  return found != tallies.end() ? found->second : Tally{};
}

}  // namespace

void Tally::add(const TestBlock& block, const Estimate& estimate) {
  ++blocks;
  voiced += estimate.voiced ? 1 : 0;
  if (block.frequency <= 0.0) return;
  const double off = cents_off(estimate.frequency, block.frequency);
  right += off <= 50.0 ? 1 : 0;
  exact += block.exact ? 1 : 0;
  precise += block.exact && off <= 10.0 ? 1 : 0;
  octave_errors += is_octave_error(estimate.frequency, block.frequency) ? 1 : 0;
}

double Tally::percent_right() const { return percent(right, blocks); }
double Tally::percent_precise() const { return percent(precise, exact); }
double Tally::percent_octave_errors() const { return percent(octave_errors, blocks); }
double Tally::percent_voiced() const { return percent(voiced, blocks); }

void Score::add(const TestBlock& block, const Estimate& estimate) {
  groups_[block.group].add(block, estimate);
  if (block.group != low_group) kinds_[block.kind].add(block, estimate);
}

Tally Score::of_group(std::string_view group) const { return find(groups_, group); }
Tally Score::of_kind(std::string_view kind) const { return find(kinds_, kind); }

double Score::mean(double (Tally::*figure)() const) const {
  double sum = 0.0;
  int count = 0;
  for (const std::string_view group : pitched_groups) {
    const double value = (of_group(group).*figure)();
    if (std::isnan(value)) continue;
    sum += value;
    ++count;
  }
  return sum / count;
}

}  // namespace audioblocks
