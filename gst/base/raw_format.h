// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>

#include <bit>
#include <cstddef>

namespace audioblocks {

// Raw formats by GStreamer's descriptions of them, so that a format of a later release is read
// right or refused. (GStreamer's own functions are no help: those of S20_32, new in 1.28, read it
// as if a value had three bytes.)

/// True if it is known what a number of the format means: an integer in the low `depth` bits of a
/// word of one to four bytes, or an IEEE float of four or eight.
inline bool is_readable(const GstAudioFormatInfo& format) noexcept {
  constexpr guint known = GST_AUDIO_FORMAT_FLAG_INTEGER | GST_AUDIO_FORMAT_FLAG_FLOAT |
                          GST_AUDIO_FORMAT_FLAG_SIGNED | GST_AUDIO_FORMAT_FLAG_UNPACK;
  if ((static_cast<guint>(format.flags) & ~known) != 0) return false;
  if (GST_AUDIO_FORMAT_INFO_IS_FLOAT(&format))
    return format.depth == format.width && (format.width == 32 || format.width == 64);
  return GST_AUDIO_FORMAT_INFO_IS_INTEGER(&format) && format.width % 8 == 0 && format.width <= 32 &&
         format.depth > 0 && format.depth <= format.width;
}

inline bool is_big_endian(const GstAudioFormatInfo& format) noexcept {
  return format.endianness == G_BIG_ENDIAN;
}

/// Caps of all readable formats at any rate, in 1 to 64 channels of any layout.
inline GstCaps* readable_caps() {
  GstCaps* caps = gst_caps_from_string(
      "audio/x-raw, rate = (int) [ 1, max ], channels = (int) [ 1, 64 ], "
      "layout = (string) { interleaved, non-interleaved }");
  GValue formats = G_VALUE_INIT;
  GValue name = G_VALUE_INIT;
  g_value_init(&formats, GST_TYPE_LIST);
  g_value_init(&name, G_TYPE_STRING);
  guint count = 0;
  const GstAudioFormat* all = gst_audio_formats_raw(&count);
  for (guint i = 0; i < count; ++i) {
    const GstAudioFormatInfo* format = gst_audio_format_get_info(all[i]);
    if (!is_readable(*format)) continue;
    g_value_set_static_string(&name, format->name);
    gst_value_list_append_value(&formats, &name);
  }
  gst_caps_set_value(caps, "format", &formats);
  g_value_unset(&name);
  g_value_unset(&formats);
  return caps;
}

/// The word of that many bytes at `data`.
template <typename Word, std::size_t Bytes, bool BigEndian>
Word word_at(const guint8* data) noexcept {
  Word word = 0;
  for (std::size_t i = 0; i < Bytes; ++i)
    word |= static_cast<Word>(Word{data[i]} << (8 * (BigEndian ? Bytes - 1 - i : i)));
  return word;
}

template <std::size_t Bytes, bool BigEndian>
void unpack_integers_of(const GstAudioFormatInfo& format, const guint8* data, std::size_t count,
                        gint32* out) noexcept {
  const int shift = 32 - format.depth;
  const guint32 sign = GST_AUDIO_FORMAT_INFO_IS_SIGNED(&format) ? 0 : 0x80000000U;
  for (std::size_t i = 0; i < count; ++i) {
    const auto word = word_at<guint32, Bytes, BigEndian>(data + i * Bytes);
    out[i] = std::bit_cast<gint32>((word << shift) ^ sign);
  }
}

/// Numbers of a readable integer format, full scale at −2³¹.
inline void unpack_integers(const GstAudioFormatInfo& format, const guint8* data, std::size_t count,
                            gint32* out) noexcept {
  static constexpr decltype(&unpack_integers_of<1, false>) by_bytes[][2] = {
      {unpack_integers_of<1, false>, unpack_integers_of<1, true>},
      {unpack_integers_of<2, false>, unpack_integers_of<2, true>},
      {unpack_integers_of<3, false>, unpack_integers_of<3, true>},
      {unpack_integers_of<4, false>, unpack_integers_of<4, true>}};
  by_bytes[format.width / 8 - 1][is_big_endian(format) ? 1 : 0](format, data, count, out);
}

template <typename Float, typename Word, bool BigEndian>
void unpack_floats_of(const guint8* data, std::size_t count, gdouble* out) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    const auto word = word_at<Word, sizeof(Word), BigEndian>(data + i * sizeof(Word));
    out[i] = gdouble{std::bit_cast<Float>(word)};
  }
}

/// Numbers of a readable float format as they are. (GStreamer's own function makes zeros of
/// denormal numbers.)
inline void unpack_floats(const GstAudioFormatInfo& format, const guint8* data, std::size_t count,
                          gdouble* out) noexcept {
  static constexpr decltype(&unpack_floats_of<gfloat, guint32, false>) by_bytes[][2] = {
      {unpack_floats_of<gfloat, guint32, false>, unpack_floats_of<gfloat, guint32, true>},
      {unpack_floats_of<gdouble, guint64, false>, unpack_floats_of<gdouble, guint64, true>}};
  by_bytes[format.width / 32 - 1][is_big_endian(format) ? 1 : 0](data, count, out);
}

}  // namespace audioblocks
