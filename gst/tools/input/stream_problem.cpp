// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/input/stream_problem.h"

#include <cstring>

#include "gst/base/gst_ptr.h"

namespace audioblocks::tool {

namespace {

/// GStreamer's text without its full stop, for use inside a sentence.
std::string text_of(const GError& error) {
  std::string text = error.message;
  while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.pop_back();
  return text;
}

bool is_not_audio(const GError& error) {
  return g_error_matches(&error, GST_STREAM_ERROR, GST_STREAM_ERROR_TYPE_NOT_FOUND) ||
         g_error_matches(&error, GST_STREAM_ERROR, GST_STREAM_ERROR_WRONG_TYPE);
}

/// What decodebin says, by its text for developers, where a demuxer finds nothing. Whether the
/// demuxer's own error comes through before is a race inside decodebin.
bool is_without_data(const GError& error, const char* details) {
  return g_error_matches(&error, GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED) && details != nullptr &&
         std::strstr(details, "all streams without buffers") != nullptr;
}

std::string missing_problem(const MissingPlugin& missing) {
  if (missing.is_source)
    return "is at an address that cannot be opened here (" + missing.name +
           "); check the address, or install the GStreamer plugin that has it";
  return "needs a decoder that is not installed (" + missing.name +
         "); install the GStreamer plugin that has it";
}

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
  const std::string text = text_of(*error);
  if (!missing.name.empty()) return missing_problem(missing);
  // The decoder was asked for audio alone: no codec found, and none missing, means no audio.
  if (g_error_matches(raw, GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND) ||
      g_error_matches(raw, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN))
    return "has no audio stream; name a file that has one";
  if (is_not_audio(*error))
    return "is no audio file (" + text + "); name a file that GStreamer can play";
  if (is_without_data(*error, details.get()))
    return "is no audio file (no stream in it has any data); name a file that GStreamer can play";
  if (error->domain == GST_RESOURCE_ERROR || comes_from_source(message))
    return "cannot be read (" + text + "); check the name, its permissions and the connection";
  if (g_error_matches(raw, GST_CORE_ERROR, GST_CORE_ERROR_NEGOTIATION))
    return "has a format that cannot be analysed (" + text + "); convert it to WAV or FLAC first";
  if (g_error_matches(raw, GST_CORE_ERROR, GST_CORE_ERROR_STATE_CHANGE))
    return "cannot be started (" + text + "); run again with GST_DEBUG=2, which may tell";
  if (error->domain == GST_CORE_ERROR)
    return "cannot be analysed (" + text + "); check the installation of GStreamer";
  return "cannot be decoded (" + text +
         "); the file may be damaged: try to play it, or run again with GST_DEBUG=2";
}

}  // namespace audioblocks::tool
