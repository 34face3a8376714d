// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/session/tuner_line.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "gst/tools/base/bar.h"
#include "gst/tools/base/text.h"

namespace audioblocks::tool {

namespace {

/// How long a note stays on the display, faint, after its end.
constexpr double hold_seconds = 1.0;
constexpr double in_tune_cents = 5.0;
constexpr double near_cents = 15.0;
/// Farther from the nearest string than any note between two strings: no cents help to tune it.
constexpr double far_cents = 400.0;
/// How far the meter falls in a second.
constexpr double fall_db = 40.0;
constexpr double lowest_level = -60.0;
/// From this width on everything has its full length; it all fits into 80 columns, too.
constexpr std::size_t wide_columns = 100;
constexpr int needle_columns = 21;
constexpr int short_needle_columns = 13;
/// Beside the name of a string.
constexpr int min_needle_columns = 11;
constexpr int meter_columns = 10;
constexpr int short_meter_columns = 5;
constexpr std::size_t gap = 2;

/// Puts the pieces side by side.
StyledText joined(const std::vector<StyledPiece>& pieces) {
  StyledText text;
  for (const StyledPiece& piece : pieces) {
    if (!text.empty()) text.push_back({std::string(gap, ' '), Style::plain});
    text.push_back(piece);
  }
  return text;
}

}  // namespace

TunerLine::TunerLine(const Instrument* instrument, double reference_frequency)
    : instrument_(instrument), reference_frequency_(reference_frequency), utf8_(locale_is_utf8()) {}

void TunerLine::block(const Block& block) {
  const double seconds = block.seconds();
  if (block.rms) follow_level(*block.rms, seconds);
  if (block.pitch && block.pitch->voiced) {
    follow_pitch(*block.pitch, seconds);
    return;
  }
  seconds_without_pitch_ += seconds;
  clarity_ = block.pitch ? block.pitch->clarity : 0.0;
  needle_.rest();
  if (block.pitch && seconds_without_pitch_ < hold_seconds) return;
  note_.clear();
  frequency_ = 0.0;
}

void TunerLine::follow_pitch(const Pitch& pitch, double seconds) {
  seconds_without_pitch_ = 0.0;
  note_ = pitch.note;
  frequency_ = pitch.frequency;
  clarity_ = pitch.clarity;
  if (instrument_ == nullptr) {
    if (has_target())
      needle_.move(pitch.midi_note, pitch.cents, seconds);
    else
      needle_.rest();
    return;
  }
  string_ = nearest_string(*instrument_, pitch.frequency, reference_frequency_);
  needle_.move(string_->number, string_->cents, seconds);
}

void TunerLine::follow_level(double rms, double seconds) {
  level_ = std::max(rms, std::max(level_, lowest_level - 1.0) - fall_db * seconds);
}

Style TunerLine::pitch_style() const {
  if (seconds_without_pitch_ > 0.0) return Style::faint;
  const double off = std::abs(needle_.cents());
  if (off <= in_tune_cents) return Style::good;
  return off <= near_cents ? Style::near : Style::bad;
}

StyledPiece TunerLine::note_piece() const {
  if (note_.empty()) return {utf8_ ? "–  " : "-  ", Style::faint};
  return {fmt::format("{:<3}", note_), seconds_without_pitch_ > 0.0 ? Style::faint : Style::strong};
}

StyledPiece TunerLine::needle_piece(int columns) const {
  if (!has_target()) return {Needle::empty_scale(columns, utf8_), Style::faint};
  return {needle_.scale(columns, utf8_), pitch_style()};
}

StyledPiece TunerLine::cents_piece() const {
  if (!has_target()) return {std::string(9, ' '), Style::plain};
  if (string_ && std::abs(needle_.cents()) > far_cents)
    return {needle_.cents() > 0.0 ? "far above" : "far below", pitch_style()};
  return {fmt::format("{:>3} cents", signed_fixed(needle_.cents(), 0)), pitch_style()};
}

StyledPiece TunerLine::frequency_piece() const {
  if (!has_pitch()) return {std::string(9, ' '), Style::plain};
  return {fmt::format("{:>6} Hz", fixed(frequency_, frequency_ < 10000.0 ? 1 : 0)),
          seconds_without_pitch_ > 0.0 ? Style::faint : Style::plain};
}

StyledPiece TunerLine::string_piece() const {
  if (!has_pitch() || !string_) return {std::string(11, ' '), Style::plain};
  return {fmt::format("string {} {:<2}", string_->number, string_->note), pitch_style()};
}

StyledPiece TunerLine::level_piece(int columns) const {
  const double share = 1.0 - std::clamp(level_ / lowest_level, 0.0, 1.0);
  const std::string db = level_ <= lowest_level ? "<-60" : fixed(level_, 0);
  return {fmt::format("{:<{}}{:>4} dB", bar(share, columns, utf8_), columns, db), Style::plain};
}

StyledPiece TunerLine::clarity_piece() const {
  return {fmt::format("clarity {}", fixed(clarity_, 2)), Style::faint};
}

StyledPiece TunerLine::load_piece() const {
  return {fmt::format("load {} %", fixed(100.0 * load_, 0)), Style::faint};
}

StyledText TunerLine::text(std::size_t columns) const {
  std::vector<StyledPiece> pieces = {note_piece()};
  if (character_count(pieces[0].text) > columns)
    return {{clipped(pieces[0].text, columns), pieces[0].style}};
  std::size_t used = character_count(pieces[0].text);
  const auto add = [&](StyledPiece piece) {
    const std::size_t width = gap + character_count(piece.text);
    if (used + width > columns) return false;
    used += width;
    pieces.push_back(std::move(piece));
    return true;
  };
  const bool is_wide = columns >= wide_columns;
  const int narrow = instrument_ != nullptr ? min_needle_columns : short_needle_columns;
  // In the order of importance, as long as there is room.
  (void)(add(needle_piece(is_wide ? needle_columns : narrow)) && add(cents_piece()) &&
         (instrument_ == nullptr || add(string_piece())) && add(frequency_piece()) &&
         add(level_piece(is_wide ? meter_columns : short_meter_columns)) && add(clarity_piece()) &&
         add(load_piece()));
  return joined(pieces);
}

}  // namespace audioblocks::tool
