// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "gst/analysis/block_result.h"
#include "gst/analysis/settings.h"
#include "gst/element/helper/message_bus.h"
#include "gst/element/helper/peak_meter.h"
#include "gst/element/output/note_fields.h"
#include "src/metrics/buffer_metrics.h"

namespace audioblocks {

/// Reports to the application what reaches the helper thread: by bus messages where they are due,
/// by signals, and by the debug line of each block.
class Announcer {
 public:
  /// The signals' ids, as registered by the element's class.
  struct Signals {
    guint block_analyzed;
    guint overflow;
    guint note;
  };

  Announcer(GstElement* element, const Signals& signals, const Settings& settings,
            BufferMetrics& metrics, MessageBus& bus) noexcept
      : element_(element), signals_(signals), settings_(settings), metrics_(metrics), bus_(bus) {}

  /// Before the helper thread starts.
  void restart() noexcept;

  // Helper thread.

  /// There was a flush: the peaks of what was announced are of no use any more.
  void discard() noexcept { peaks_.forget(); }
  void block(const BlockResult& result, bool lost_before);
  void note(const NoteEvent& event, const NoteTimes& times);
  void overflow(guint64 samples);
  /// Warns that notes are asked for where no pitch is analysed.
  void no_pitch_for_notes() const;
  /// The signal `block-analyzed` has a handler.
  [[nodiscard]] bool listens() const;

 private:
  void post_quality(const BlockResult& result);
  void post_message(const BlockResult& result, bool lost_before);
  void log_line(const BlockResult& result, bool lost_before) const;

  GstElement* element_;  // borrowed: the element owns this
  Signals signals_;
  const Settings& settings_;
  BufferMetrics& metrics_;
  MessageBus& bus_;
  /// As of the last result.
  MessagesDue due_;
  PeakMeter peaks_;
};

}  // namespace audioblocks
