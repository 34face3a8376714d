// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "gst/tools/input/channel_mean.h"
#include "gst/tools/results/block.h"
#include "gst/tools/results/heard_note.h"
#include "gst/tools/results/sound_time.h"

namespace audioblocks::tool {

/// What a plot of an input shows. Memory does not grow with the input: what is too fine for any
/// plot is merged in pairs. Samples, and blocks and notes, may come from two threads at once.
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

  /// A note, of several the longest.
  struct Note {
    /// Seconds.
    double start = 0.0;
    double end = 0.0;
    int midi_note = 0;
  };

  /// The format of the samples that follow: one channel.
  void set_format(const GstCaps& caps);
  /// The first `count` samples of a buffer.
  void add_samples(GstBuffer& samples, std::size_t count);
  void add(const Block& block);
  void add(const HeardNote& note);

  [[nodiscard]] double seconds() const { return time_.seconds(); }
  [[nodiscard]] const std::vector<Point>& points() const { return points_; }
  [[nodiscard]] std::vector<Note> notes() const;
  [[nodiscard]] const std::vector<Extremes>& waveform() const { return waveform_; }
  /// The duration of each stretch of the waveform, except a shorter last one.
  [[nodiscard]] double stretch_seconds() const;

 private:
  void add_sample(float sample);

  std::unique_ptr<ChannelMean> unpacker_;
  GstAudioInfo info_ = {};
  std::vector<float> unpacked_;

  std::vector<Extremes> waveform_;
  std::uint64_t stretch_samples_ = 32;
  std::uint64_t samples_ = 0;

  std::vector<HeardNote> notes_;
  /// How many notes one of them stands for, and the number of all.
  std::uint64_t joined_notes_ = 1;
  std::uint64_t note_count_ = 0;
  /// Running time of the first block, in nanoseconds; GST_CLOCK_TIME_NONE as long as it is unknown.
  GstClockTime start_ = GST_CLOCK_TIME_NONE;
  std::vector<Point> points_;
  /// How many blocks make one point.
  std::uint64_t point_blocks_ = 1;
  std::uint64_t blocks_ = 0;
  SoundTime time_;
};

}  // namespace audioblocks::tool
