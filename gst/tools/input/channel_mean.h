// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>

#include <cstddef>
#include <vector>

namespace audioblocks::tool {

/// The arithmetic mean of the channels, sample by sample, for any raw format and layout. Integers
/// are summed exactly and rounded to float once, at the end. Samples that are not finite count as
/// 0.
class ChannelMean {
 public:
  explicit ChannelMean(const GstAudioInfo& info);

  [[nodiscard]] const GstAudioInfo& info() const { return info_; }
  /// Writes `audio.n_samples` floats.
  void mix(const GstAudioBuffer& audio, float* mixed);

 private:
  void mix_slice(const GstAudioBuffer& audio, std::size_t first, std::size_t count, float* mixed);
  void add(const void* plane, std::size_t first, std::size_t count, std::size_t interleaved);

  GstAudioInfo info_;
  bool is_integer_;
  std::size_t channels_;
  std::size_t slice_samples_;
  /// Holds gint32 or gdouble, whichever the format unpacks to; its type is for alignment.
  std::vector<double> unpacked_;
  std::vector<double> sums_;
};

}  // namespace audioblocks::tool
