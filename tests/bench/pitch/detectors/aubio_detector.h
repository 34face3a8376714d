// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <aubio/aubio.h>

#include <memory>
#include <span>

#include "tests/bench/pitch/detectors/detector.h"

namespace audioblocks {

/// One of aubio's pitch methods at its defaults; window and hop are both a block, so that every
/// block is judged on its own.
class AubioDetector : public Detector {
 public:
  /// Returns false if aubio has no such method or cannot create it.
  [[nodiscard]] bool prepare(const char* method, unsigned block_samples, unsigned rate);

  /// For a whole block. The decision is aubio's own: it returns a frequency or it does not.
  Estimate detect(std::span<const float> block) override;

 private:
  struct Deleter {
    void operator()(aubio_pitch_t* pitch) const { del_aubio_pitch(pitch); }
  };
  std::unique_ptr<aubio_pitch_t, Deleter> pitch_;
};

}  // namespace audioblocks
