// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/input/announced_length.h"

#include <gst/audio/audio.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "gst/base/gst_ptr.h"
#include "gst/tools/input/element_class.h"

namespace audioblocks::tool {

namespace {

/// Containers round their duration, to a millisecond for example; a coder's delay and its last
/// frame may or may not be in it.
constexpr GstClockTime lossless_tolerance = 5 * GST_MSECOND;
constexpr GstClockTime lossy_tolerance = 250 * GST_MSECOND;
constexpr GstClockTime film_tolerance = 500 * GST_MSECOND;
/// Parts of streams are at most so far apart in a file.
constexpr GstClockTime together = 2 * GST_SECOND;

/// What a demuxer gets to know instead of the size: no header exceeds it. A parser gets no answer,
/// for it would make an estimate of any.
constexpr std::int64_t unlimited_size = std::int64_t{1} << 44;

/// Programs that write WAV to a pipe do not know the size: they leave the largest one that a reader
/// might accept, less the header's.
bool is_placeholder(std::int64_t size) {
  constexpr std::int64_t slack = 0x1000;
  constexpr std::array<std::int64_t, 3> placeholders = {0x7fffffff, 0x80000000, 0xffffffff};
  return size > unlimited_size / 2 ||
         std::ranges::any_of(placeholders, [size](std::int64_t placeholder) {
           return std::abs(size - placeholder) <= slack;
         });
}

bool is_lossless_format(GstPad& pad) {
  constexpr std::array<std::string_view, 3> names = {"audio/x-raw", "audio/x-flac",
                                                     "audio/x-wavpack"};
  const CapsPtr caps(gst_pad_get_current_caps(&pad));
  if (caps == nullptr) return false;
  const char* name = gst_structure_get_name(gst_caps_get_structure(caps.get(), 0));
  return std::ranges::find(names, name) != names.end();
}

GstClockTime duration_of(GstPad& pad) {
  gint64 duration = -1;
  return gst_pad_query_duration(&pad, GST_FORMAT_TIME, &duration) && duration >= 0
             ? static_cast<GstClockTime>(duration)
             : GST_CLOCK_TIME_NONE;
}

/// The size that the header of WAV's chunk of samples announces. 0 if it is something else.
std::int64_t size_in_chunk_header(GstBuffer& buffer) {
  std::array<std::uint8_t, 8> header;
  if (gst_buffer_get_size(&buffer) != header.size()) return 0;
  gst_buffer_extract(&buffer, 0, header.data(), header.size());
  if (std::memcmp(header.data(), "data", 4) != 0) return 0;
  return GST_READ_UINT32_LE(header.data() + 4);
}

/// The bytes of so much sound, −1 if unknown; of coded sound, what the element says. aiffparse,
/// whose sound is never coded, would answer with a critical message.
std::int64_t size_of(GstPad& pad, GstClockTime duration) {
  const CapsPtr caps(gst_pad_get_current_caps(&pad));
  if (caps == nullptr || !GST_CLOCK_TIME_IS_VALID(duration)) return -1;
  gint64 size = -1;
  if (!gst_structure_has_name(gst_caps_get_structure(caps.get(), 0), "audio/x-raw"))
    return gst_pad_query_duration(&pad, GST_FORMAT_BYTES, &size) ? size : -1;
  GstAudioInfo info;
  if (!gst_audio_info_from_caps(&info, caps.get())) return -1;
  gst_audio_info_convert(&info, GST_FORMAT_TIME, static_cast<gint64>(duration), GST_FORMAT_BYTES,
                         &size);
  return size;
}

std::optional<AnnouncedLength::Shortfall> compared(GstClockTime came, GstClockTime announced,
                                                   GstClockTime tolerance) {
  if (came + tolerance >= announced) return std::nullopt;
  return AnnouncedLength::Shortfall{came, announced};
}

GstClockTime tolerance_of(bool is_lossless) {
  return is_lossless ? lossless_tolerance : lossy_tolerance;
}

}  // namespace

void AnnouncedLength::watch(GstBin& bin) {
  g_signal_connect(&bin, "deep-element-added",
                   G_CALLBACK(+[](GstBin*, GstBin*, GstElement* element, gpointer self) {
                     static_cast<AnnouncedLength*>(self)->add(*element);
                   }),
                   this);
}

void AnnouncedLength::add(GstElement& element) {
  const ElementClass kind(element);
  if (!kind.has("Demuxer") && !kind.has("Parser")) return;
  // Readers of tags pass on the rest of the file.
  if (kind.has("Metadata")) return;
  Reader& reader = add_reader(kind.has("Audio"), kind.has("Demuxer"));
  const ObjectPtr<GstPad> sink(gst_element_get_static_pad(&element, "sink"));
  if (sink != nullptr) add_probes(*sink, reader);
  g_signal_connect(&element, "pad-added", G_CALLBACK(+[](GstElement*, GstPad* pad, gpointer data) {
    add_pad(*pad, *static_cast<Reader*>(data));
  }),
                   &reader);
  const ObjectPtr<GstPad> source(gst_element_get_static_pad(&element, "src"));
  if (source != nullptr) add_pad(*source, reader);
}

AnnouncedLength::Reader& AnnouncedLength::add_reader(bool is_audio, bool is_demuxer) {
  const std::scoped_lock lock(lock_);
  return readers_.emplace_back(*this, is_audio, is_demuxer);
}

void AnnouncedLength::add_probes(GstPad& sink, Reader& reader) {
  gst_pad_add_probe(
      &sink, GST_PAD_PROBE_TYPE_QUERY_UPSTREAM,
      [](GstPad* pad, GstPadProbeInfo* info, gpointer data) {
        return on_duration_query(*pad, *info, *static_cast<Reader*>(data));
      },
      &reader, nullptr);
  gst_pad_add_probe(
      &sink, static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_PULL | GST_PAD_PROBE_TYPE_BUFFER),
      [](GstPad*, GstPadProbeInfo* info, gpointer data) {
        auto& read_by = *static_cast<Reader*>(data);
        if (read_by.chunk_size == 0)
          read_by.chunk_size = size_in_chunk_header(*GST_PAD_PROBE_INFO_BUFFER(info));
        return GST_PAD_PROBE_OK;
      },
      &reader, nullptr);
}

void AnnouncedLength::add_pad(GstPad& pad, Reader& reader) {
  const std::scoped_lock lock(reader.owner.lock_);
  Stream& stream = reader.streams.emplace_back(reader);
  gst_pad_add_probe(
      &pad, GST_PAD_PROBE_TYPE_BUFFER,
      [](GstPad* from, GstPadProbeInfo* info, gpointer data) {
        on_buffer(*from, *GST_PAD_PROBE_INFO_BUFFER(info), *static_cast<Stream*>(data));
        return GST_PAD_PROBE_OK;
      },
      &stream, nullptr);
}

/// Called before and after the query has gone upstream.
GstPadProbeReturn AnnouncedLength::on_duration_query(const GstPad& pad, GstPadProbeInfo& info,
                                                     const Reader& reader) {
  GstQuery* query = GST_PAD_PROBE_INFO_QUERY(&info);
  if (GST_QUERY_TYPE(query) != GST_QUERY_DURATION) return GST_PAD_PROBE_OK;
  GstFormat format = GST_FORMAT_UNDEFINED;
  gint64 duration = -1;
  gst_query_parse_duration(query, &format, &duration);
  const bool is_answer = (GST_PAD_PROBE_INFO_TYPE(&info) & GST_PAD_PROBE_TYPE_PULL) != 0;
  // A source that does not know the duration answers, too, and the reader would not.
  if (is_answer && duration < 0) return GST_PAD_PROBE_DROP;
  if (is_answer || format != GST_FORMAT_BYTES || !reader.is_audio || reader.has_begun)
    return GST_PAD_PROBE_OK;
  if (!reader.is_demuxer) return GST_PAD_PROBE_DROP;
  // It looks for chunks behind the samples, and fails if the file does not reach that far.
  if (GST_PAD_MODE(&pad) == GST_PAD_MODE_PULL) return GST_PAD_PROBE_OK;
  gst_query_set_duration(query, GST_FORMAT_BYTES, unlimited_size);
  return GST_PAD_PROBE_HANDLED;
}

void AnnouncedLength::on_buffer(GstPad& pad, GstBuffer& buffer, Stream& stream) {
  Reader& reader = stream.reader;
  if (!reader.has_begun) begin(pad, reader);
  reader.bytes += gst_buffer_get_size(&buffer);
  GstClockTime end = GST_BUFFER_PTS(&buffer);
  if (!GST_CLOCK_TIME_IS_VALID(end)) return;
  if (GST_BUFFER_DURATION_IS_VALID(&buffer)) end += GST_BUFFER_DURATION(&buffer);
  stream.end = std::max<GstClockTime>(stream.end, end);
}

/// The header is read, the size of the file is not known yet.
void AnnouncedLength::begin(GstPad& pad, Reader& reader) {
  Reader* none = nullptr;
  reader.owner.first_.compare_exchange_strong(none, &reader);
  reader.duration = duration_of(pad);
  if (reader.is_demuxer) reader.size = size_of(pad, reader.duration);
  reader.is_lossless = is_lossless_format(pad);
  const ObjectPtr<GstElement> element(gst_pad_get_parent_element(&pad));
  reader.has_several_streams = element != nullptr && element->numsrcpads > 1;
  reader.has_begun = true;
}

std::optional<AnnouncedLength::Shortfall> AnnouncedLength::shortfall(GstClockTime duration,
                                                                     GstClockTime came) const {
  const Reader* reader = first_;
  if (reader == nullptr) return std::nullopt;
  if (reader->is_audio) return of_audio(*reader, came);
  if (!GST_CLOCK_TIME_IS_VALID(duration)) return std::nullopt;
  if (reader->has_several_streams) return of_film(*reader, duration);
  return compared(came, duration, tolerance_of(reader->is_lossless));
}

/// Where a film was cut off, its streams end together. One that was not cut ends with the longest
/// of its streams; that one may be a picture whose end the demuxer does not report.
std::optional<AnnouncedLength::Shortfall> AnnouncedLength::of_film(const Reader& reader,
                                                                   GstClockTime duration) {
  GstClockTime last = 0;
  GstClockTime second = 0;
  for (const Stream& stream : reader.streams) {
    second = std::max(second, std::min<GstClockTime>(last, stream.end));
    last = std::max<GstClockTime>(last, stream.end);
  }
  if (last - second > together) return std::nullopt;
  return compared(last, duration, film_tolerance);
}

/// What leaves a demuxer is counted in bytes: the rate of coded sound inside WAV, and with it the
/// duration, can be wrong.
std::optional<AnnouncedLength::Shortfall> AnnouncedLength::of_audio(const Reader& reader,
                                                                    GstClockTime came) {
  const GstClockTime duration = reader.duration;
  if (!GST_CLOCK_TIME_IS_VALID(duration)) return std::nullopt;
  if (!reader.is_demuxer) return compared(came, duration, tolerance_of(reader.is_lossless));
  const std::int64_t size = reader.chunk_size > 0 ? reader.chunk_size : reader.size;
  if (size <= 0 || is_placeholder(size) || reader.bytes == 0) return std::nullopt;
  return compared(came, gst_util_uint64_scale(came, static_cast<guint64>(size), reader.bytes),
                  lossless_tolerance);
}

}  // namespace audioblocks::tool
