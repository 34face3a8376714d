// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/input/stream_problem.h"

#include <fmt/core.h>

#include <cstring>

#include "gst/base/gst_ptr.h"
#include "gst/tools/base/error_reason.h"
#include "gst/tools/input/element_class.h"

namespace audioblocks::tool {

namespace {

bool is_not_audio(const GError& error) {
  return g_error_matches(&error, GST_STREAM_ERROR, GST_STREAM_ERROR_TYPE_NOT_FOUND) ||
         g_error_matches(&error, GST_STREAM_ERROR, GST_STREAM_ERROR_WRONG_TYPE);
}

/// Recognises, by the text for developers, decodebin's error when a demuxer finds nothing. Whether
/// the demuxer's own error arrives first is a race inside decodebin.
bool is_without_data(const GError& error, const char* details) {
  return g_error_matches(&error, GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED) && details != nullptr &&
         std::strstr(details, "all streams without buffers") != nullptr;
}

std::string missing_problem(const MissingPlugin& missing) {
  if (missing.is_source)
    return fmt::format(
        "is at an address that cannot be opened here ({}); check the address, or install the "
        "GStreamer plugin for it",
        missing.name);
  return fmt::format(
      "needs a decoder that is not installed ({}); install the GStreamer plugin that contains it",
      missing.name);
}

/// True for a decoder, demuxer or parser, and for a bin of these.
bool comes_from_decoder(GstMessage& message) {
  const GstObject* origin = GST_MESSAGE_SRC(&message);
  if (!GST_IS_ELEMENT(origin)) return false;
  const ElementClass kind(*GST_ELEMENT_CAST(origin));
  return kind.has("Codec") || kind.has("Decoder") || kind.has("Demuxer") || kind.has("Parser");
}

double in_seconds(GstClockTime time) { return static_cast<double>(time) / GST_SECOND; }

}  // namespace

void MissingPlugin::note(const GstStructure& message) {
  if (!name.empty() || !gst_structure_has_name(&message, "missing-plugin")) return;
  const char* described = gst_structure_get_string(&message, "name");
  const char* type = gst_structure_get_string(&message, "type");
  if (described != nullptr) name = described;
  is_source = g_strcmp0(type, "urisource") == 0;
}

bool comes_from_source(GstMessage& message) {
  const GstObject* origin = GST_MESSAGE_SRC(&message);
  return GST_IS_ELEMENT(origin) && GST_OBJECT_FLAG_IS_SET(origin, GST_ELEMENT_FLAG_SOURCE) &&
         !GST_IS_BIN(origin);
}

std::string stream_problem(GstMessage& message, const MissingPlugin& missing) {
  GError* raw = nullptr;
  char* raw_details = nullptr;
  gst_message_parse_error(&message, &raw, &raw_details);
  const ErrorPtr error(raw);
  const CharPtr details(raw_details);
  const std::string reason = reason_of(*error);
  if (!missing.name.empty()) return missing_problem(missing);
  // The decoder exposes audio alone: no codec was found and none is missing, so there is no audio.
  if (g_error_matches(raw, GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND) ||
      g_error_matches(raw, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN))
    return "has no audio stream; name a file that has one";
  if (is_not_audio(*error))
    return fmt::format("is not an audio file ({}); name a file that GStreamer can play", reason);
  if (is_without_data(*error, details.get()))
    return "is not an audio file (none of its streams has data); name a file that GStreamer can "
           "play";
  if (error->domain == GST_RESOURCE_ERROR || comes_from_source(message))
    return fmt::format("cannot be read ({}); check the name, its permissions and the connection",
                       reason);
  if (g_error_matches(raw, GST_CORE_ERROR, GST_CORE_ERROR_NEGOTIATION))
    return fmt::format("has a format that cannot be analysed ({}); convert it to WAV or FLAC first",
                       reason);
  if (g_error_matches(raw, GST_CORE_ERROR, GST_CORE_ERROR_STATE_CHANGE))
    return fmt::format("cannot be started ({}); run again with GST_DEBUG=2, which may show why",
                       reason);
  if (error->domain == GST_CORE_ERROR)
    return fmt::format("cannot be analysed ({}); check the installation of GStreamer", reason);
  if (!comes_from_decoder(message))
    return fmt::format("ended in an error ({}); check its source, or run again with GST_DEBUG=2",
                       reason);
  return fmt::format(
      "cannot be decoded ({}); the file may be damaged, or of a kind that GStreamer does not know: "
      "try to play it, or run again with "
      "GST_DEBUG=2",
      reason);
}

std::string incomplete_problem(const AnnouncedLength::Shortfall& shortfall, GstClockTime end) {
  const GstClockTimeDiff before_end = GST_CLOCK_DIFF(shortfall.came, end);
  const bool is_cut_off = GST_CLOCK_DIFF(end, shortfall.announced) > before_end;
  return fmt::format("{} {:.3f} s of the {:.3f} s that it announces; it {}, use a complete copy",
                     is_cut_off ? "stops after" : "has only", in_seconds(shortfall.came),
                     in_seconds(shortfall.announced),
                     is_cut_off ? "was cut off or is damaged" : "is damaged");
}

std::string cut_off_problem(double seconds) {
  return fmt::format(
      "stops after {:.3f} s, inside a page of Ogg; it was cut off, use a complete copy", seconds);
}

std::string stopped_problem(double seconds, const std::string& problem) {
  return fmt::format("stops after {:.3f} s: what follows {}", seconds, problem);
}

}  // namespace audioblocks::tool
