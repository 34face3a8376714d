// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gst/gst.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/support/byte_reader.h"

/// The current time of the stream being sent, and times around it.
class StreamTime {
 public:
  explicit StreamTime(ByteReader& bytes) : bytes_(bytes) {}

  /// Returns the duration of this many samples.
  [[nodiscard]] static GstClockTime of(std::size_t samples, const GstAudioInfo& info) {
    return gst_util_uint64_scale(samples, GST_SECOND,
                                 static_cast<guint64>(GST_AUDIO_INFO_RATE(&info)));
  }

  [[nodiscard]] GstClockTime position() const { return position_; }
  /// True if something was sent that does not begin where the previous input ended.
  [[nodiscard]] bool has_drifted() const { return drifted_; }

  /// Mostly near the current time, sometimes at an end of the range. Never NONE.
  GstClockTime take() {
    switch (bytes_.below(8)) {
      case 0:
        return 0;
      case 1:
        return GST_CLOCK_TIME_NONE - 1 - bytes_.take<std::uint8_t>();
      case 2:
        return std::min(bytes_.take<guint64>(), GST_CLOCK_TIME_NONE - 1);
      case 3:
        return position_ + bytes_.take<std::uint16_t>() * guint64{100000};
      case 4:
        return position_ > GST_SECOND ? position_ - GST_SECOND : 0;
      default:
        return position_;
    }
  }

  /// The next input begins at `at`.
  void begin(GstClockTime at) {
    drifted_ = drifted_ || at != position_;
    position_ = at;
  }
  void advance(GstClockTime duration) {
    position_ = std::min(position_ + duration, GST_CLOCK_TIME_NONE - 1);
  }

 private:
  ByteReader& bytes_;
  GstClockTime position_ = 0;
  bool drifted_ = false;
};
