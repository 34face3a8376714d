// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "tests/bench/notes/note_score.h"

namespace audioblocks {

/// Something that finds the notes of samples at melody_rate.
struct NoteFinder {
  std::string_view name;
  std::function<std::vector<FoundNote>(std::span<const double>)> find;
  /// Whether its times of report mean anything.
  bool is_live = false;
};

/// The tracker on blocks of 1024 samples, with files and live; and aubionotes, if it is installed.
std::vector<NoteFinder> note_finders();

}  // namespace audioblocks
