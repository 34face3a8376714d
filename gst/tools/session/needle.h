// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

namespace audioblocks::tool {

/// The needle of a tuner: it follows the pitch, damped.
class Needle {
 public:
  /// Moves towards a pitch that is `cents` from `target`, any number that identifies a note or
  /// string; `seconds` have passed since the last call. Another target is reached at once.
  void move(int target, double cents, double seconds);
  /// There is no pitch: the next one is reached at once.
  void rest() { is_moving_ = false; }

  [[nodiscard]] double cents() const { return cents_; }
  /// A scale from −50 to +50 cents in `columns` (≥ 1) characters, with its middle and the needle.
  [[nodiscard]] std::string scale(int columns, bool utf8) const;
  /// A scale without a needle.
  [[nodiscard]] static std::string empty_scale(int columns, bool utf8);

 private:
  bool is_moving_ = false;
  int target_ = 0;
  double cents_ = 0.0;
};

}  // namespace audioblocks::tool
