// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gst/gst.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/element/buffer_maker.h"
#include "tests/fuzz/element/element_pads.h"
#include "tests/fuzz/element/life_kind.h"
#include "tests/fuzz/element/stream_time.h"
#include "tests/fuzz/support/byte_reader.h"
#include "tests/fuzz/support/require.h"

/// The input of the element's sink pad: formats, segments, buffers, gaps, flushes, ends.
class Upstream {
 public:
  Upstream(ByteReader& bytes, LifeKind kind, ElementPads& pads, StreamTime& time)
      : bytes_(bytes), kind_(kind), pads_(pads), time_(time), buffers_(bytes, kind, time) {
    gst_audio_info_init(&info_);
  }

  /// Number of values sent, over all channels; other work counts as the values that take as long.
  [[nodiscard]] std::size_t sent() const { return sent_; }

  void open() {
    start_stream();
    change_format();
    if (bytes_.below(4) == 0)
      send_segment();
    else
      plain_segment();
  }

  void start_stream() { push_event(gst_event_new_stream_start("fuzz")); }

  void change_format() {
    constexpr std::array rates{48000, 44100, 8000, 192000, 1000, 1, G_MAXINT, 11025};
    const std::uint8_t shape = bytes_.take<std::uint8_t>();
    const auto format = static_cast<GstAudioFormat>(
        shape % 4 == 0 ? GST_AUDIO_FORMAT_S8 + static_cast<int>(bytes_.below(30))
                       : std::array{GST_AUDIO_FORMAT_S16, GST_AUDIO_FORMAT_F32,
                                    GST_AUDIO_FORMAT_S32}[static_cast<std::size_t>(shape % 4 - 1)]);
    const std::uint8_t channels = bytes_.take<std::uint8_t>();
    gst_audio_info_init(&info_);
    gst_audio_info_set_format(&info_, format, rates[static_cast<std::size_t>(shape / 32)],
                              channels == 255 ? 64 : 1 + channels % 9, nullptr);
    GST_AUDIO_INFO_LAYOUT(&info_) =
        (shape & 16) != 0 ? GST_AUDIO_LAYOUT_NON_INTERLEAVED : GST_AUDIO_LAYOUT_INTERLEAVED;
    send_format();
  }

  void send_segment() {
    constexpr std::array formats{GST_FORMAT_TIME, GST_FORMAT_TIME, GST_FORMAT_BYTES,
                                 GST_FORMAT_DEFAULT};
    constexpr std::array speeds{1.0, 1.0, -1.0, 2.0, 0.01, -100.0};
    GstSegment segment;
    gst_segment_init(&segment, formats[bytes_.below(formats.size())]);
    segment.rate = speeds[bytes_.below(speeds.size())];
    segment.applied_rate = bytes_.below(8) == 0 ? -2.0 : 1.0;
    segment.start = time_.take();
    segment.position = segment.start;
    segment.time = bytes_.below(4) == 0 ? time_.take() : 0;
    segment.base = bytes_.below(4) == 0 ? time_.take() : 0;
    // Reverse playback begins at the stop of the segment; GStreamer's base classes require one.
    if (bytes_.below(2) == 0 || segment.rate < 0.0)
      segment.stop = std::max(segment.start, time_.take());
    send(segment);
  }

  /// Another stream or segment that goes on where the last input ended, or nearly there.
  void follow() {
    if (!has_format()) return;
    const std::uint8_t how = bytes_.take<std::uint8_t>();
    guint64 now = 0;
    if (segment_.format != GST_FORMAT_TIME || segment_.rate <= 0.0 ||
        gst_segment_to_running_time_full(&segment_, GST_FORMAT_TIME, time_.position(), &now) <= 0 ||
        now > G_MAXINT64) {
      plain_segment();
      return;
    }
    GstSegment next;
    gst_segment_init(&next, GST_FORMAT_TIME);
    next.base = now;
    const GstClockTime sample = StreamTime::of(1, info_) + 1;
    if (how % 8 == 1) next.base += how / 32 * sample;
    if (how % 8 == 2) next.base -= std::min<guint64>(next.base, how / 32 * sample);
    if ((how & 8) != 0) next.start = next.time = next.position = time_.position();
    if ((how & 16) != 0) start_stream();
    // The stop may come before the end of the block that the next stream completes.
    if (how / 32 % 4 == 3) next.stop = next.start + StreamTime::of(bytes_.below(3000), info_);
    send(next);
    time_.begin(next.start);
  }

  void gap() {
    if (!has_format()) return;
    const std::uint8_t what = bytes_.take<std::uint8_t>();
    // At a very high rate, even a short time, or a small drift, has too many samples to wait for.
    const bool short_of_time = GST_AUDIO_INFO_RATE(&info_) > 1000000;
    if (short_of_time && time_.has_drifted()) return;
    const GstClockTime at = (what & 3) == 0 && !short_of_time ? time_.take() : time_.position();
    const std::size_t samples = bytes_.below(5000);
    GstClockTime duration = gap_duration(samples);
    if (what / 4 % 8 == 0) duration = what / 32 % 2 == 0 ? 0 : GST_CLOCK_TIME_NONE;
    if (what / 4 % 8 == 1) duration = endless_gap(at, duration);
    if (!GST_CLOCK_TIME_IS_VALID(at)) return;
    pads_.checker().silence_was_sent();
    before_samples(samples);
    push_event(gst_event_new_gap(at, duration));
    time_.begin(at);
    if (GST_CLOCK_TIME_IS_VALID(duration)) time_.advance(duration);
  }

  /// `what` is the step's byte.
  void push(std::uint8_t what) {
    if (!has_format()) return;
    const std::size_t samples = take_length(what);
    const std::uint8_t how = (what & 128) != 0 ? bytes_.take<std::uint8_t>() : 0;
    GstBuffer* buffer = buffers_.make(info_, samples, how);
    if (kind_.is_numbered()) pads_.checker().numbered_up_to(buffers_.next_number());
    before_samples(samples);
    if (gst_pad_push(pads_.src(), buffer) == GST_FLOW_OK) return;
    pads_.checker().allow_missing(1);
  }

  void flush() {
    const std::uint8_t how = bytes_.take<std::uint8_t>();
    pads_.checker().allow_missing(1);
    if (how % 4 != 1) push_event(gst_event_new_flush_start());
    if (how % 4 == 0) {
      // Input during the flush is refused.
      push(static_cast<std::uint8_t>(32 + 18));
      gap();
    }
    if (how % 4 == 2 && bytes_.below(4) != 0) return;
    push_event(gst_event_new_flush_stop(static_cast<gboolean>(how / 4 % 2)));
    plain_segment();
  }

  void end_stream() {
    const std::uint8_t how = bytes_.take<std::uint8_t>();
    push_event(how % 4 == 0 ? gst_event_new_segment_done(GST_FORMAT_TIME, 0) : gst_event_new_eos());
    if (how % 4 == 0) return;
    start_stream();
    plain_segment();
  }

  void send_other() {
    const std::size_t which = bytes_.below(5);
    if (which < 4)
      push_event(make_other(which));
    else if (has_format())
      send_format();
  }

 private:
  void push_event(GstEvent* event) { gst_pad_push_event(pads_.src(), event); }

  static GstEvent* make_other(std::size_t which) {
    switch (which) {
      case 0:
        return gst_event_new_tag(gst_tag_list_new_empty());
      case 1:
        return gst_event_new_stream_group_done(1);
      case 2:
        return gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, gst_structure_new_empty("fuzz"));
      default:
        return gst_event_new_buffer_size(GST_FORMAT_BYTES, 1, 2, FALSE);
    }
  }

  [[nodiscard]] bool has_format() const {
    return GST_AUDIO_INFO_FORMAT(&info_) != GST_AUDIO_FORMAT_UNKNOWN;
  }

  /// Even a format that cannot be negotiated makes the element release the old one. The element
  /// tries again with the next input, and may accept the format then.
  void send_format() {
    GstCaps* caps = gst_audio_info_to_caps(&info_);
    REQUIRE(caps != nullptr);
    refused_ = gst_pad_push_event(pads_.src(), gst_event_new_caps(caps)) == FALSE;
    gst_caps_unref(caps);
  }

  void send(const GstSegment& segment) {
    push_event(gst_event_new_segment(&segment));
    segment_ = segment;
    limited_ = segment.format == GST_FORMAT_TIME &&
               (segment.start > 0 || GST_CLOCK_TIME_IS_VALID(segment.stop));
  }

  void plain_segment() {
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    send(segment);
  }

  /// Returns the longest duration of this many samples: if the last format was refused, the element
  /// may still use the previous one.
  [[nodiscard]] GstClockTime gap_duration(std::size_t samples) const {
    const GstClockTime duration = StreamTime::of(samples, info_);
    GstPad* sink = gst_pad_get_peer(pads_.src());
    GstCaps* caps = gst_pad_get_current_caps(sink);
    gst_object_unref(sink);
    if (caps == nullptr) return duration;
    GstAudioInfo info;
    REQUIRE(gst_audio_info_from_caps(&info, caps) != FALSE);
    gst_caps_unref(caps);
    return std::min(duration, StreamTime::of(samples, info));
  }

  /// As long as can be, if the segment leaves no more of it than can be waited for.
  [[nodiscard]] GstClockTime endless_gap(GstClockTime at, GstClockTime duration) const {
    const GstClockTime most = 10 * duration;
    if (segment_.format != GST_FORMAT_TIME || !GST_CLOCK_TIME_IS_VALID(segment_.stop) ||
        (segment_.stop > at && segment_.stop - at > most) ||
        (segment_.start > at && segment_.stop - segment_.start > most))
      return duration;
    return GST_CLOCK_TIME_NONE - 1 - at;
  }

  std::size_t take_length(std::uint8_t what) {
    constexpr std::array lengths{128, 441, 1024, 256, 512, 2048, 1, 0};
    if ((what & 32) != 0) return static_cast<std::size_t>(lengths[bytes_.below(lengths.size())]);
    return bytes_.below((what & 64) != 0 ? 5000 : 700);
  }

  void before_samples(std::size_t samples) {
    // Input in a refused format is negotiated first, which takes as long.
    constexpr std::size_t negotiation = 5000;
    sent_ += samples * static_cast<std::size_t>(GST_AUDIO_INFO_CHANNELS(&info_)) +
             (refused_ ? negotiation : 0);
    if (limited_) pads_.checker().allow_missing(2);
  }

  ByteReader& bytes_;
  LifeKind kind_;
  ElementPads& pads_;
  StreamTime& time_;
  BufferMaker buffers_;
  /// The last format sent; empty before the first.
  GstAudioInfo info_{};
  /// The format was refused at first.
  bool refused_ = false;
  GstSegment segment_{};
  /// The last segment may clip samples.
  bool limited_ = false;
  std::size_t sent_ = 0;
};
