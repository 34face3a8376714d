// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "gst/tools/input/channel_mean.h"
#include "gst/tools/results/block.h"
#include "gst/tools/results/sound_time.h"

namespace audioblocks::tool {

/// What a plot of an input shows. Memory does not grow with the input: what is too fine for any
/// plot is merged in pairs. One thread at a time.
class PlotData {
 public:
  /// The lowest and the highest sample of a short stretch.
  struct Extremes {
    float low = 0.0F;
    float high = 0.0F;
  };
  /// A block, or several: then the clearest one's pitch and the loudest one's level.
  struct Point {
    /// Seconds.
    double start = 0.0;
    double length = 0.0;
    /// Hz; 0 if unvoiced.
    double frequency = 0.0;
    double clarity = 0.0;
    /// dBFS.
    double rms = 0.0;
    double peak = 0.0;
  };

  /// The format of the blocks that follow: one channel.
  void set_format(const GstCaps& caps);
  void add(const Block& block, GstBuffer& samples);

  [[nodiscard]] bool is_empty() const { return points_.empty(); }
  [[nodiscard]] double seconds() const { return time_.seconds(); }
  [[nodiscard]] const std::vector<Point>& points() const { return points_; }
  [[nodiscard]] const std::vector<Extremes>& waveform() const { return waveform_; }
  /// The duration of each stretch of the waveform, except a shorter last one.
  [[nodiscard]] double stretch_seconds() const;

 private:
  void add_samples(GstBuffer& samples, std::size_t count);
  void add_sample(float sample);

  std::unique_ptr<ChannelMean> unpacker_;
  GstAudioInfo info_ = {};
  std::vector<float> unpacked_;

  std::vector<Extremes> waveform_;
  std::uint64_t stretch_samples_ = 32;
  std::uint64_t samples_ = 0;
  std::vector<Point> points_;
  /// How many blocks make one point.
  std::uint64_t point_blocks_ = 1;
  std::uint64_t blocks_ = 0;
  SoundTime time_;
};

}  // namespace audioblocks::tool
