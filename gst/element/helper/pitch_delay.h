// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>

#include "gst/analysis/block_result.h"
#include "gst/element/helper/announcer.h"
#include "src/base/buffer_constants.h"
#include "src/track/pitch_track.h"

namespace audioblocks {

/// Holds results until the blocks behind them have decided about their pitch, and announces them
/// with that. Helper thread.
class PitchDelay {
 public:
  explicit PitchDelay(Announcer& announcer) noexcept : announcer_(announcer) {}

  /// Takes the next result of a run, one with a pitch; announces the one that it decides about.
  void push(const BlockResult& result, bool lost_before);
  /// Announces all that is held: the run has ended.
  void drain();
  /// Forgets all that is held.
  void discard() noexcept { held_ = 0; }
  [[nodiscard]] bool empty() const noexcept { return held_ == 0; }

 private:
  struct Held {
    BlockResult result;
    bool lost_before = false;
  };
  /// What a run of the tracks was begun with.
  struct Setup {
    PitchTrack::Setup track;
    /// How many channels have a track each; 0: one for all of them.
    std::size_t channels = 0;

    bool operator==(const Setup&) const noexcept = default;
  };

  [[nodiscard]] static Setup setup_for(const BlockResult& result) noexcept;
  void begin(const Setup& setup) noexcept;
  [[nodiscard]] std::size_t tracks() const noexcept {
    return setup_.channels > 0 ? setup_.channels : 1;
  }
  void decide(std::size_t track, double frequency) noexcept;
  void announce_oldest();

  Announcer& announcer_;
  Setup setup_;
  std::array<PitchTrack, BufferConstants::max_channels> tracks_{};
  /// One more than can be held: the one that comes in decides about the oldest.
  std::array<Held, PitchTrack::longest_lag + 1> results_{};
  std::size_t first_ = 0;
  std::size_t held_ = 0;
};

}  // namespace audioblocks
