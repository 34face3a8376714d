// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>

#include "gst/analysis/block_result.h"
#include "gst/element/helper/announcer.h"
#include "gst/element/helper/note_reporter.h"
#include "gst/element/helper/pitch_delay.h"
#include "src/metrics/buffer_metrics.h"

namespace audioblocks {

/// Follows the blocks of each run, where that is asked for: their pitch, and notes. What it
/// announces of a run it has announced when the run ends. A run ends here also where a block has no
/// pitch, or was lost. Helper thread, but for holds().
class BlockTracker {
 public:
  BlockTracker(Announcer& announcer, BufferMetrics& metrics) noexcept
      : announcer_(announcer), pitch_(announcer), notes_(announcer, metrics) {}

  /// Before the helper thread starts.
  void restart() noexcept { has_warned_ = false; }

  /// Takes a result; announces it, or one before it.
  void block(const BlockResult& result, bool lost_before);
  /// The run of the last result has ended.
  void end_run();
  /// The results so far are of no use any more: announces the end of an open note, and no more.
  void discard();

  /// There is something to announce or to discard. Any thread.
  [[nodiscard]] bool holds() const noexcept { return holds_.load(); }

 private:
  [[nodiscard]] bool continues(const BlockPosition& position) const noexcept;
  void track(const BlockResult& result, bool lost_before);
  void warn_of_no_pitch();

  Announcer& announcer_;
  PitchDelay pitch_;
  NoteReporter notes_;
  /// Where the next block of the run is.
  guint64 next_index_ = 0;
  guint64 next_sample_ = 0;
  bool has_warned_ = false;
  std::atomic<bool> holds_{false};
};

}  // namespace audioblocks
