// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gst/tools/results/block.h"
#include "gst/tools/results/heard_note.h"
#include "gst/tools/results/pitch_histogram.h"
#include "gst/tools/results/sound_time.h"
#include "src/analysis/level.h"

namespace audioblocks::tool {

/// The use of one note.
struct NoteUse {
  std::string name;
  SoundTime time;
  /// Weighted by clarity.
  double clarity_weight = 0.0;
  double weighted_frequency = 0.0;
  double weighted_cents = 0.0;

  [[nodiscard]] double frequency() const { return weighted_frequency / clarity_weight; }
  [[nodiscard]] double cents() const { return weighted_cents / clarity_weight; }
};

/// Statistics over all blocks of a file. Memory does not grow with the file.
class FileStatistics {
 public:
  void add(const Block& block);
  void add(const HeardNote& note);

  [[nodiscard]] std::uint64_t blocks() const { return blocks_; }
  [[nodiscard]] std::uint64_t samples() const { return samples_; }
  /// Samples in a full block.
  [[nodiscard]] int block_samples() const { return block_samples_; }
  [[nodiscard]] double seconds() const { return time_.seconds(); }
  [[nodiscard]] double voiced_seconds() const { return voiced_time_.seconds(); }
  /// The part of it with pitches outside MIDI's notes, which have no name.
  [[nodiscard]] double unnamed_seconds() const { return unnamed_time_.seconds(); }
  [[nodiscard]] bool has_level() const { return has_level_; }
  [[nodiscard]] bool has_pitch() const { return has_pitch_; }
  /// dBFS.
  [[nodiscard]] double rms() const;
  [[nodiscard]] double peak() const { return peak_; }
  /// The pitch that more than half of the voiced time has, in Hz, and its share of it; no value if
  /// no pitch dominates.
  [[nodiscard]] std::optional<PitchHistogram::Peak> main_pitch() const;
  /// The notes heard, the one with the longest time first.
  [[nodiscard]] std::vector<NoteUse> notes() const;
  /// The names of the first notes, in their order.
  [[nodiscard]] const std::vector<std::string>& melody() const { return melody_; }
  [[nodiscard]] bool melody_goes_on() const { return melody_goes_on_; }

 private:
  void add_level(const Block& block);
  void add_pitch(const Block& block, const Pitch& pitch);
  void add_note(const Pitch& pitch, const Block& block, double weight);

  std::uint64_t blocks_ = 0;
  std::uint64_t samples_ = 0;
  int block_samples_ = 0;
  SoundTime time_;
  SoundTime voiced_time_;
  SoundTime unnamed_time_;
  bool has_level_ = false;
  bool has_pitch_ = false;
  /// Σ mean square · samples.
  double energy_ = 0.0;
  double peak_ = min_db;
  PitchHistogram pitches_;
  std::map<int, NoteUse> notes_;

  bool melody_goes_on_ = false;
  std::vector<std::string> melody_;
};

}  // namespace audioblocks::tool
