// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tests/bench/pitch/detectors/aubio_detector.h"

namespace audioblocks {

bool AubioDetector::prepare(const char* method, unsigned block_samples, unsigned rate) {
  pitch_.reset(new_aubio_pitch(method, block_samples, block_samples, rate));
  return pitch_ != nullptr && aubio_pitch_set_unit(pitch_.get(), "Hz") == 0;
}

Estimate AubioDetector::detect(std::span<const float> block) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): aubio only reads it
  const fvec_t input{static_cast<uint_t>(block.size()), const_cast<float*>(block.data())};
  float frequency = 0.0F;
  fvec_t output{1, &frequency};
  aubio_pitch_do(pitch_.get(), &input, &output);
  return {.frequency = frequency,
          .confidence = aubio_pitch_get_confidence(pitch_.get()),
          .voiced = frequency > 0.0F};
}

}  // namespace audioblocks
