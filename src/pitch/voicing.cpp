// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/voicing.h"

#include <algorithm>
#include <cmath>

namespace audioblocks {

double voicing_clarity(const VoicingFeatures& features) noexcept {
  // At the longest lags noise repeats well too; but only a tone repeats to the last tenth.
  constexpr double doubtful = 0.1;
  const double doubt = std::clamp((1.0 - features.height) / doubtful, 0.0, 1.0);
  // Below a twentieth of the mean it is a beginning or an end as well as a click.
  const double steadiness = std::log10(std::clamp(features.quietest_part, 0.05, 1.0));
  // Logistic regression on pitched and unpitched blocks of three sizes, rounded; the constant such
  // that 0.5 is the default threshold. docs/pitch.md, "Clarity".
  const double evidence = 3.0 * features.height + 7.5 * features.highest +
                          10.0 * features.harmonic_share + 7.5 * features.valley +
                          5.0 * steadiness - 13.0 * doubt * features.scarcity - 5.1;
  // What does not repeat even by half has no pitch, whatever else speaks for one. The shorter the
  // block, the better some lag of mere noise repeats: by 0.13 more in 5.8 ms than in long blocks.
  constexpr double reference = 0.0058;
  const double least = 0.45 + 0.13 * std::sqrt(reference / features.duration);
  const double most = 20.0 * (0.5 * (features.height + features.highest) - least);
  return 1.0 / (1.0 + std::exp(-std::min(evidence, most)));
}

}  // namespace audioblocks
