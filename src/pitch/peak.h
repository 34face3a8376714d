// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

namespace audioblocks {

/// A maximum of a curve that shows how well a block repeats after each lag.
struct Peak {
  /// In samples, where nothing else is said; 0 where there is no maximum.
  double lag = 0.0;
  /// At most 1 in an NSDF.
  double height = 0.0;
};

}  // namespace audioblocks
