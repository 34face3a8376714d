// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gst/gst.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "src/base/buffer_constants.h"
#include "tests/fuzz/element/numbered_samples.h"
#include "tests/fuzz/support/require.h"

/// Aborts the process if a number in a structure, or in an array in it, is NaN or infinite.
inline void require_finite(const GstStructure* structure) {
  const auto check = [](GQuark, const GValue* value, gpointer) -> gboolean {
    if (G_VALUE_HOLDS_DOUBLE(value)) REQUIRE(std::isfinite(g_value_get_double(value)));
    G_GNUC_BEGIN_IGNORE_DEPRECATIONS
    if (G_VALUE_TYPE(value) != g_value_array_get_type()) return TRUE;
    const auto* array = static_cast<const GValueArray*>(g_value_get_boxed(value));
    for (guint i = 0; i < array->n_values; ++i) {
      const GValue* item = &array->values[i];
      REQUIRE(G_VALUE_HOLDS_FLOAT(item) ? std::isfinite(g_value_get_float(item))
                                        : std::isfinite(g_value_get_double(item)));
    }
    G_GNUC_END_IGNORE_DEPRECATIONS
    return TRUE;
  };
  REQUIRE(gst_structure_foreach(structure, check, nullptr) != FALSE);
}

/// Checks each block that leaves the element, and aborts the process if one breaks a promise: its
/// length, its samples, its position in the stream, its times, its results.
class BlockChecker {
 public:
  /// Counts since the element was started or its counters were reset.
  struct Counts {
    guint64 blocks = 0;
    guint64 analyzed = 0;
    guint64 samples = 0;
    guint64 padded = 0;
    guint64 gap = 0;
  };

  /// Describes the stream that follows.
  void caps(const GstCaps* caps) {
    REQUIRE(gst_audio_info_from_caps(&info_, caps) != FALSE);
    gint size = 0;
    gst_structure_get_int(gst_caps_get_structure(caps, 0), "block-samples", &size);
    REQUIRE(size > 0 &&
            audioblocks::BufferConstants::is_block_size(static_cast<std::size_t>(size)));
    block_samples_ = static_cast<std::size_t>(size);
  }

  /// The blocks that follow are of another stream, in the same segment.
  void stream() { anchored_ = false; }
  /// The blocks that follow lie in it.
  void segment(const GstSegment& segment) {
    segment_ = segment;
    anchored_ = false;
  }

  /// The samples are numbered; the next one to be sent has this number.
  void numbered_up_to(std::uint32_t next_number) { sent_up_to_ = next_number; }
  /// Silence was sent in place of samples.
  void silence_was_sent() { silence_ = true; }
  /// Number of places where samples may be missing unflagged, because they were clipped or refused.
  void allow_missing(int times) { missing_allowed_ += times; }

  /// The element was stopped.
  void stopped() {
    counts_ = Counts{};
    seen_ = anchored_ = false;
  }
  void counters_were_reset() { counts_ = Counts{}; }

  void block(GstBuffer* buffer) {
    REQUIRE(block_samples_ > 0);
    GstCustomMeta* meta = gst_buffer_get_custom_meta(buffer, "GstAudioBlockMeta");
    REQUIRE(meta != nullptr);
    const GstStructure* structure = gst_custom_meta_get_structure(meta);
    const std::size_t bytes = gst_buffer_get_size(buffer);
    REQUIRE(bytes % frame_bytes() == 0);
    const Place place = place_of(structure, bytes / frame_bytes());
    check_order(buffer, place);
    check_time(buffer, place);
    check_results(structure);
    GstMapInfo map;
    REQUIRE(gst_buffer_map(buffer, &map, GST_MAP_READ) != FALSE);
    check_samples(buffer, map.data, place);
    gst_buffer_unmap(buffer, &map);
    previous_ = place;
    seen_ = true;
    ++counts_.blocks;
    counts_.samples += place.length;
    counts_.padded += place.length - place.valid;
    counts_.gap += place.gap;
    counts_.analyzed += place.analyzed ? 1 : 0;
  }

  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  struct Place {
    guint64 index = 0;
    guint64 start = 0;
    guint64 timestamp = 0;
    guint64 duration = 0;
    std::size_t length = 0;
    std::size_t valid = 0;
    std::size_t gap = 0;
    guint64 running_time = 0;
    bool discont = false;
    bool analyzed = false;
  };

  [[nodiscard]] std::size_t frame_bytes() const {
    return static_cast<std::size_t>(GST_AUDIO_INFO_BPF(&info_));
  }
  [[nodiscard]] std::size_t channels() const {
    return static_cast<std::size_t>(GST_AUDIO_INFO_CHANNELS(&info_));
  }
  [[nodiscard]] std::size_t width() const { return frame_bytes() / channels(); }
  /// How a run rounds its times: down, or up once it has gone on in another segment.
  struct Rounding {
    guint64 (*scale)(guint64, guint64, guint64);
    /// Where the run began, if it rounds like this.
    GstClockTime anchor = 0;
    /// All blocks since then can have been rounded like this.
    bool fits = true;
  };

  [[nodiscard]] guint64 rate() const { return static_cast<guint64>(GST_AUDIO_INFO_RATE(&info_)); }
  [[nodiscard]] GstClockTime time_of(guint64 sample, const Rounding& rounding) const {
    return rounding.scale(sample, GST_SECOND, rate());
  }

  static guint64 wide(const GstStructure* structure, const char* name) {
    guint64 value = 0;
    REQUIRE(gst_structure_get_uint64(structure, name, &value) != FALSE);
    return value;
  }
  static gint integer(const GstStructure* structure, const char* name) {
    gint value = 0;
    REQUIRE(gst_structure_get_int(structure, name, &value) != FALSE);
    return value;
  }
  static bool flag(const GstStructure* structure, const char* name) {
    gboolean value = FALSE;
    REQUIRE(gst_structure_get_boolean(structure, name, &value) != FALSE);
    return value != FALSE;
  }

  [[nodiscard]] Place place_of(const GstStructure* structure, std::size_t length) const {
    REQUIRE(integer(structure, "block-samples") == static_cast<gint>(block_samples_));
    REQUIRE(integer(structure, "rate") == GST_AUDIO_INFO_RATE(&info_));
    REQUIRE(integer(structure, "channels") == GST_AUDIO_INFO_CHANNELS(&info_));
    const auto valid = static_cast<std::size_t>(integer(structure, "valid-samples"));
    REQUIRE(valid > 0 && valid <= block_samples_);
    REQUIRE(length == block_samples_ || length == valid);
    return {.index = wide(structure, "block-index"),
            .start = wide(structure, "start-sample"),
            .timestamp = wide(structure, "timestamp"),
            .duration = wide(structure, "duration"),
            .length = length,
            .valid = valid,
            .gap = static_cast<std::size_t>(integer(structure, "gap-samples")),
            .running_time = wide(structure, "running-time"),
            .discont = flag(structure, "discont"),
            .analyzed = flag(structure, "analyzed")};
  }

  void check_order(GstBuffer* buffer, const Place& place) const {
    const bool flagged = GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DISCONT);
    REQUIRE(flagged == (place.discont || !seen_));
    REQUIRE(place.gap <= place.valid);
    REQUIRE((place.gap == place.valid) ==
            (GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_GAP) != FALSE));
    REQUIRE(GST_BUFFER_OFFSET(buffer) == place.start);
    REQUIRE(GST_BUFFER_OFFSET_END(buffer) == place.start + place.valid);
    if (place.index == 0) {
      REQUIRE(place.start == 0);
    } else if (!place.discont) {
      REQUIRE(seen_ && place.index == previous_.index + 1);
      REQUIRE(place.start == previous_.start + previous_.valid);
    }
  }

  void check_time(GstBuffer* buffer, const Place& place) {
    REQUIRE(GST_BUFFER_PTS(buffer) == place.timestamp);
    REQUIRE(GST_BUFFER_DURATION(buffer) == place.duration);
    // A discontinuity may be a run whose first block was dropped; a run that goes on in another
    // stream or segment has other times there.
    bool lasts = false;
    const bool begins = place.index == 0 || place.discont || !anchored_;
    for (Rounding& rounding : roundings_) {
      const GstClockTime start = time_of(place.start, rounding);
      if (begins) rounding = {rounding.scale, place.timestamp - start, true};
      rounding.fits = rounding.fits && place.timestamp == rounding.anchor + start;
      lasts = lasts || place.duration == time_of(place.start + place.length, rounding) - start;
    }
    anchored_ = true;
    REQUIRE(roundings_[0].fits || roundings_[1].fits);
    // A block in which the run goes on in another segment may begin down and end up.
    REQUIRE(lasts);
    check_running_time(place);
  }

  /// The time of a block is valid in the segment that downstream knows, and goes on without a gap.
  void check_running_time(const Place& place) const {
    if (segment_.format != GST_FORMAT_TIME || segment_.rate != 1.0) return;
    REQUIRE(place.running_time ==
            gst_segment_to_running_time(&segment_, GST_FORMAT_TIME, place.timestamp));
    if (place.index == 0 || place.discont || !GST_CLOCK_TIME_IS_VALID(place.running_time) ||
        !GST_CLOCK_TIME_IS_VALID(previous_.running_time))
      return;
    const guint64 end = previous_.running_time + previous_.duration;
    const guint64 distance =
        place.running_time > end ? place.running_time - end : end - place.running_time;
    REQUIRE(distance <= GST_SECOND / rate() + 2);
  }

  static void between(const GstStructure* structure, const char* name, double low, double high) {
    gdouble value = 0.0;
    if (gst_structure_get_double(structure, name, &value) == FALSE) return;
    REQUIRE(value >= low && value <= high);
  }

  void check_results(const GstStructure* structure) const {
    require_finite(structure);
    // From the minimum to the largest float, plus what a window and a sum may add to it.
    constexpr double least = -700.0;
    constexpr double loudest = 790.0;
    const double half_rate = 0.5 * GST_AUDIO_INFO_RATE(&info_) * (1.0 + 1e-6);
    for (const char* name : {"rms", "peak", "peak-magnitude"})
      between(structure, name, least, loudest);
    for (const char* name : {"frequency", "peak-frequency", "centroid"})
      between(structure, name, 0.0, half_rate);
    between(structure, "clarity", 0.0, 1.0);
    between(structure, "cents", -50.0, 50.0);
  }

  /// Returns the position of channel `channel` of sample `sample` in a block of `length` samples.
  [[nodiscard]] std::size_t offset(std::size_t sample, std::size_t channel,
                                   std::size_t length) const {
    if (GST_AUDIO_INFO_LAYOUT(&info_) == GST_AUDIO_LAYOUT_INTERLEAVED)
      return sample * frame_bytes() + channel * width();
    return (channel * length + sample) * width();
  }

  template <typename Is>
  bool all_channels(const guint8* data, std::size_t sample, std::size_t length, Is is) const {
    for (std::size_t channel = 0; channel < channels(); ++channel)
      if (!is(data + offset(sample, channel, length))) return false;
    return true;
  }

  void check_samples(GstBuffer* buffer, const guint8* data, const Place& place) {
    if (GST_AUDIO_INFO_LAYOUT(&info_) == GST_AUDIO_LAYOUT_NON_INTERLEAVED) {
      const GstAudioMeta* meta = gst_buffer_get_audio_meta(buffer);
      REQUIRE(meta != nullptr && meta->samples == place.length);
      for (std::size_t channel = 0; channel < channels(); ++channel)
        REQUIRE(meta->offsets[channel] == offset(0, channel, place.length));
    }
    std::array<guint8, 8> quiet{};
    gst_audio_format_info_fill_silence(info_.finfo, quiet.data(), width());
    const auto is_quiet = [this, &quiet](const guint8* value) {
      return std::memcmp(value, quiet.data(), width()) == 0;
    };
    for (std::size_t i = place.valid; i < place.length; ++i)
      REQUIRE(all_channels(data, i, place.length, is_quiet));
    // If there are few numbers, silence equals the number of some sample.
    if (sent_up_to_ == 0 || (silence_ && width() < 3)) return;
    missing_ = missing_ || place.discont || place.index == 0;
    for (std::size_t i = 0; i < place.valid; ++i) {
      // Checked in this order, because silence in unsigned big-endian formats equals sample 128.
      if (has_number(data, i, place.length, next_number_)) {
        follow(next_number_);
      } else if (!(silence_ && all_channels(data, i, place.length, is_quiet))) {
        REQUIRE(follows_missing(data, i, place.length));
      }
    }
  }

  [[nodiscard]] bool has_number(const guint8* data, std::size_t sample, std::size_t length,
                                std::uint32_t number) const {
    return number < sent_up_to_ && all_channels(
                                       data, sample, length,
                                       [this, number](const guint8* value) {
                                         return NumberedSamples::is(value, width(), number);
                                       });
  }

  /// True if the sample comes later than the next one, and those in between may be missing.
  bool follows_missing(const guint8* data, std::size_t sample, std::size_t length) {
    const std::uint32_t number =
        NumberedSamples::read(data + offset(sample, 0, length), width(), next_number_);
    if (!has_number(data, sample, length, number) || (!missing_ && missing_allowed_ == 0))
      return false;
    if (!missing_) --missing_allowed_;
    follow(number);
    return true;
  }

  void follow(std::uint32_t number) {
    next_number_ = number + 1;
    missing_ = false;
  }

  GstAudioInfo info_{};
  GstSegment segment_{};
  std::size_t block_samples_ = 0;
  Counts counts_;
  bool seen_ = false;
  Place previous_;
  bool anchored_ = false;
  std::array<Rounding, 2> roundings_{{{gst_util_uint64_scale}, {gst_util_uint64_scale_ceil}}};

  /// 0: the samples are not numbered.
  std::uint32_t sent_up_to_ = 0;
  std::uint32_t next_number_ = 1;
  bool silence_ = false;
  /// A block was flagged: samples are missing before it.
  bool missing_ = false;
  int missing_allowed_ = 0;
};
