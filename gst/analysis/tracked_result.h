// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>

#include "gst/analysis/block_result.h"
#include "src/track/note_tracker.h"
#include "src/track/pitch_track.h"
#include "src/track/tracked_block.h"

namespace audioblocks {

/// What the trackers take of a result with a pitch: of all channels, or of the loudest.
inline TrackedBlock tracked_block(const BlockResult& result) noexcept {
  return {.start = result.position.start_sample,
          .samples = static_cast<std::uint32_t>(result.position.valid_samples),
          .frequency = result.analysis.guess_frequency,
          .clarity = result.analysis.clarity,
          .height = result.analysis.guess_height,
          .level = result.analysis.rms,
          .onset = result.analysis.onset};
}

/// What they take of one channel, where each has a pitch of its own.
inline TrackedBlock tracked_channel(const BlockResult& result, std::size_t channel) noexcept {
  TrackedBlock block = tracked_block(result);
  block.frequency = result.analysis.channel_guesses[channel];
  block.clarity = result.analysis.channel_clarities[channel];
  block.level = result.analysis.channel_rms[channel];
  return block;
}

/// What the trackers are begun with for a run of such results.
inline PitchTrack::Setup track_setup(const BlockResult& result, std::size_t lag) noexcept {
  return {.rate = result.position.rate,
          .block_samples = static_cast<std::size_t>(result.position.block_samples),
          .lag = lag,
          .clarity_threshold = result.settings.clarity_threshold,
          .min_frequency = result.settings.min_frequency,
          .max_frequency = result.settings.max_frequency};
}
inline NoteTracker::Setup note_setup(const BlockResult& result, NoteTracker::Mode mode) noexcept {
  return {.rate = result.position.rate,
          .block_samples = static_cast<std::size_t>(result.position.block_samples),
          .reference_frequency = result.settings.reference_frequency,
          .mode = mode};
}

}  // namespace audioblocks
