// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "gst/analysis/block_result.h"
#include "gst/pitchscope/reading.h"
#include "gst/pitchscope/trace.h"
#include "src/track/note_tracker.h"
#include "src/track/pitch_track.h"

namespace audioblocks::scope {

/// Follows pitch and notes from block to block, and passes them on to the trace and the reading
/// when they are known. Streaming thread.
class BlockFollower {
 public:
  /// Both must outlive this.
  BlockFollower(Trace& trace, Reading& reading) noexcept : trace_(trace), reading_(reading) {}

  /// Takes the next block of a run: its samples, mixed, and its result.
  void follow(std::span<const float> samples, const BlockResult& result) noexcept;
  /// The run has ended: passes on what is left of it.
  void finish() noexcept;
  /// Forgets the run.
  void clear() noexcept { blocks_ = decided_ = 0; }

 private:
  /// How many later blocks decide about the pitch of a block: an octave error lasts for one or two.
  static constexpr std::size_t lag = 2;

  struct Block {
    Trace::Stretch place;
    double clarity = 0.0;
  };

  [[nodiscard]] bool goes_on_with(const BlockResult& result) const noexcept;
  void begin(const BlockResult& result) noexcept;
  void decide(double frequency) noexcept;
  void take(std::span<const NoteEvent> events) noexcept;
  void show_note(const NoteEvent& event) noexcept;

  Trace& trace_;
  Reading& reading_;
  PitchTrack track_;
  NoteTracker notes_;
  // What the run was begun with.
  PitchTrack::Setup track_setup_;
  NoteTracker::Setup note_setup_;
  unsigned generation_ = 0;

  std::array<Block, lag + 1> waiting_{};
  /// In this run, and those of them whose pitch is known.
  std::size_t blocks_ = 0;
  std::size_t decided_ = 0;
  /// The note that sounds, −1 for none, and where it is shown.
  int note_ = -1;
  Trace::Stretch shown_;
};

}  // namespace audioblocks::scope
