// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tests/bench/pitch/material/midi_file.h"

#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <string_view>

namespace audioblocks {

namespace {

constexpr int ticks_a_second = 1920;  // 960 per quarter, 120 quarters per minute

std::string bytes_of(std::initializer_list<int> values) {
  std::string bytes;
  for (const int value : values) bytes += static_cast<char>(value);
  return bytes;
}

std::string big_endian(std::size_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFFU);
  return bytes;
}

/// Seven bits per byte, the highest first; all but the last byte are marked.
std::string variable_length(long value) {
  std::string bytes = bytes_of({static_cast<int>(value & 127)});
  for (value >>= 7; value > 0; value >>= 7)
    bytes.insert(0, bytes_of({static_cast<int>(value & 127) | 128}));
  return bytes;
}

class Track {
 public:
  void add(double seconds, std::initializer_list<int> event) {
    const long tick = std::lround(seconds * ticks_a_second);
    bytes_ += variable_length(tick - last_) + bytes_of(event);
    last_ = tick;
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  long last_ = 0;
};

}  // namespace

std::string midi_file(std::span<const MidiNote> notes) {
  Track track;
  double slot = 0.0;
  for (const MidiNote& note : notes) {
    const int bend = 8192 + static_cast<int>(std::lround(note.bend / 200.0 * 8192.0));
    track.add(slot, {0xB0, 120, 0});  // all sound off
    track.add(slot + 0.005, {0xC0, note.program});
    track.add(slot + 0.010, {0xE0, bend & 127, bend >> 7});
    track.add(slot + midi_start, {0x90, note.key, note.velocity});
    track.add(slot + midi_start + midi_hold, {0x80, note.key, 0});
    slot += midi_slot;
  }
  track.add(slot, {0xFF, 0x2F, 0});  // end of track
  using std::string_view_literals::operator""sv;
  std::string file("MThd\0\0\0\6\0\0\0\1\3\xC0"sv);  // format 0, 1 track, 960 ticks a quarter
  return file += "MTrk" + big_endian(track.bytes().size()) + track.bytes();
}

}  // namespace audioblocks
