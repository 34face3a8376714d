// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace audioblocks {

/// Blocks of one kind of sound without a pitch.
struct UnpitchedKind {
  std::string_view name;
  std::vector<std::vector<double>> blocks;
};

/// White, pink and brown noise, clicks, the hum of an idle input, silence: `count` blocks of each.
std::vector<UnpitchedKind> make_unpitched(std::size_t count, std::size_t block_samples, int rate);

}  // namespace audioblocks
