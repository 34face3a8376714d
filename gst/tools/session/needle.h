// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

namespace audioblocks::tool {

/// The needle of a tuner: it goes to where the pitch is, and not as fast as that trembles.
class Needle {
 public:
  /// The pitch is `cents` from what is `aimed` at (any number that tells one aim from another);
  /// `seconds` since the last call.
  void move(int aimed, double cents, double seconds);
  /// There is no pitch: the next one is taken as it is.
  void rest() { is_moving_ = false; }

  [[nodiscard]] double cents() const { return cents_; }
  /// −50 to +50 in `columns` characters, at least 1: a scale with its middle and the needle on it.
  [[nodiscard]] std::string scale(int columns, bool utf8) const;
  /// The same without a needle.
  [[nodiscard]] static std::string empty_scale(int columns, bool utf8);

 private:
  bool is_moving_ = false;
  int aimed_ = 0;
  double cents_ = 0.0;
};

}  // namespace audioblocks::tool
