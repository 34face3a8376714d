// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "tests/bench/pitch/material/rendered_notes.h"

namespace audioblocks {

/// One block to be judged, with its true pitch.
struct TestBlock {
  /// Group of equal difficulty: clean, 20 dB, 10 dB, 0 dB, notes, low, unpitched.
  std::string_view group;
  /// A kind of tone, a kind of unpitched sound, or note.
  std::string_view kind;
  /// Hz; 0 = no pitch.
  double frequency = 0.0;
  /// Whether the frequency is known to less than a cent.
  bool exact = true;
  /// Full scale ±1.
  std::vector<float> samples;
};

inline constexpr int material_rate = 48000;

/// Groups whose figures are averaged: at least two periods per block.
inline constexpr std::array<std::string_view, 5> pitched_groups{"clean", "20 dB", "10 dB", "0 dB",
                                                                "notes"};
inline constexpr std::string_view low_group = "low";
inline constexpr std::string_view unpitched_group = "unpitched";

/// Returns the blocks of that size in random order, identical in every run; `notes` are at
/// material_rate.
std::vector<TestBlock> make_material(std::size_t block_samples,
                                     std::span<const RenderedNote> notes);

}  // namespace audioblocks
