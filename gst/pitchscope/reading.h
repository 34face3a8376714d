// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "src/analysis/level.h"

namespace audioblocks::scope {

/// What the panel shows: note and level of the last blocks, held and damped so that they are
/// readable.
class Reading {
 public:
  /// Takes in the level of the next block, of so many seconds; dBFS.
  void update_level(double rms, double peak, double seconds) noexcept;
  /// Takes in the next block's pitch, in Hz; 0: it is unvoiced.
  void update_pitch(double frequency, double reference_frequency, double seconds) noexcept;
  void clear() noexcept { *this = {}; }

  /// The last note; "" if none was heard for a while.
  [[nodiscard]] const char* note() const noexcept { return presence_ > 0.0 ? note_ : ""; }
  /// In [−50, 50), damped.
  [[nodiscard]] double cents() const noexcept { return cents_; }
  [[nodiscard]] double frequency() const noexcept { return frequency_; }
  /// 1 while blocks have the note, then fading to 0.
  [[nodiscard]] double presence() const noexcept { return presence_; }
  /// dBFS; both fall as slowly as a meter does.
  [[nodiscard]] double rms() const noexcept { return rms_; }
  [[nodiscard]] double peak() const noexcept { return peak_; }

 private:
  const char* note_ = "";
  int midi_ = -1;
  double cents_ = 0.0;
  double frequency_ = 0.0;
  double presence_ = 0.0;
  double rms_ = min_db;
  double peak_ = min_db;
};

}  // namespace audioblocks::scope
