// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "gst/tools/command_line/instrument.h"
#include "gst/tools/results/block.h"
#include "gst/tools/session/needle.h"
#include "gst/tools/terminal/styled_text.h"
#include "src/analysis/level.h"

namespace audioblocks::tool {

/// What a tuner shows, in one line with fixed places: note, needle, cents, frequency, string,
/// level, clarity and load. What does not fit the terminal is left out, the least important first.
class TunerLine {
 public:
  /// `instrument` may be nullptr. `reference_frequency`: of A4, in Hz.
  TunerLine(const Instrument* instrument, double reference_frequency);

  void set_reference(double frequency) { reference_frequency_ = frequency; }
  /// Call it for every block.
  void block(const Block& block);
  /// 0..1: processing time as a share of the sound's.
  void set_load(double load) { load_ = load; }

  /// At most `columns` characters.
  [[nodiscard]] StyledText text(std::size_t columns) const;

 private:
  void follow_pitch(const Pitch& pitch, double seconds);
  void follow_level(double rms, double seconds);
  [[nodiscard]] StyledPiece note_piece() const;
  [[nodiscard]] StyledPiece needle_piece(int columns) const;
  [[nodiscard]] StyledPiece cents_piece() const;
  [[nodiscard]] StyledPiece frequency_piece() const;
  [[nodiscard]] StyledPiece string_piece() const;
  [[nodiscard]] StyledPiece level_piece(int columns) const;
  [[nodiscard]] StyledPiece clarity_piece() const;
  [[nodiscard]] StyledPiece load_piece() const;
  [[nodiscard]] Style pitch_style() const;
  [[nodiscard]] bool has_pitch() const { return frequency_ > 0.0; }
  /// True if there is a string or a note that the pitch is compared with: MIDI's notes end at G9.
  [[nodiscard]] bool has_target() const {
    return has_pitch() && (instrument_ != nullptr || !note_.empty());
  }

  const Instrument* instrument_;
  double reference_frequency_;
  bool utf8_;
  Needle needle_;
  /// The last pitch, until a while after its end: the name of its note, empty if it has none, and
  /// Hz, 0 if there is none.
  std::string note_;
  double frequency_ = 0.0;
  std::optional<NearestString> string_;
  double clarity_ = 0.0;
  double seconds_without_pitch_ = 0.0;
  double level_ = min_db;
  double load_ = 0.0;
};

}  // namespace audioblocks::tool
