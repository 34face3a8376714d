// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <span>

namespace audioblocks {

/// True if a long sound repeats with a period of about this many samples (within 2.5 %), and
/// neither with half or a third of it nor, clearly better, with twice as many.
bool repeats_at(std::span<const double> sound, double period);

}  // namespace audioblocks
