// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/input/input_source.h"

#include <gst/audio/audio.h>
#include <unistd.h>

#include "gst/tools/base/text.h"

namespace audioblocks::tool {

namespace {

/// The description's own words, without the full stop.
std::string reason_of(const GError& error) {
  std::string text = error.message;
  while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.pop_back();
  return text;
}

/// A bin of what is described, with a source pad that gives `caps`; nullptr, and an error, where it
/// cannot be made. The filter at its end waits for elements that find out only later what they
/// have, as decodebin does; a bin that ghosts unlinked pads by itself would take away the filter's
/// input.
GstElement* parse_bin(const std::string& description, const std::string& caps, ErrorPtr& error) {
  constexpr const char* end = "audioblocks-source-end";
  GError* raw = nullptr;
  GstElement* bin = gst_parse_bin_from_description_full(
      (description + " ! capsfilter name=" + end + " caps=" + caps).c_str(), FALSE, nullptr,
      GST_PARSE_FLAG_FATAL_ERRORS, &raw);
  error.reset(raw);
  if (bin == nullptr) return nullptr;
  const ObjectPtr<GstElement> filter(gst_bin_get_by_name(GST_BIN(bin), end));
  if (error != nullptr || filter == nullptr) {
    gst_object_unref(gst_object_ref_sink(bin));
    return nullptr;
  }
  const ObjectPtr<GstPad> pad(gst_element_get_static_pad(filter.get(), "src"));
  gst_element_add_pad(bin, gst_ghost_pad_new("src", pad.get()));
  return bin;
}

/// Parses a description of ours, which fails only where an element is missing.
void take_description(InputSource& source, const std::string& description,
                      const std::string& caps) {
  ErrorPtr error;
  source.take(parse_bin(description, caps, error));
}

}  // namespace

void DescriptorClose::operator()(const int* descriptor) const noexcept {
  close(*descriptor);
  delete descriptor;
}

void InputSource::take(GstElement* floating) {
  if (floating != nullptr)
    element.reset(GST_ELEMENT(gst_object_ref_sink(floating)));
  else
    problem =
        "cannot be opened, an element of GStreamer's core or base plugins is missing; check "
        "the installation of GStreamer";
}

InputSource make_test_tone(double frequency) {
  InputSource source;
  source.name = shortest(frequency) + " Hz";
  take_description(source, "audiotestsrc is-live=true volume=0.5 freq=" + shortest(frequency),
                   "audio/x-raw,rate=48000,channels=1");
  return source;
}

InputSource parse_source(const std::string& description) {
  InputSource source;
  source.name = description;
  ErrorPtr error;
  GstElement* bin = parse_bin(description, "audio/x-raw", error);
  if (bin != nullptr)
    source.take(bin);
  else
    source.problem = "is no pipeline that ends in audio (" +
                     (error != nullptr ? reason_of(*error) : "nothing in it") +
                     "); try it with gst-launch-1.0 and `! fakesink` first";
  return source;
}

InputSource make_standard_input(const RawFormat* raw) {
  InputSource source;
  source.name = "standard input";
  if (raw == nullptr) {
    source.take(make_uri_decoder("fd://0"));
    return source;
  }
  const std::string format = raw->sample_format;
  std::string lower = format;
  for (char& c : lower) c = g_ascii_tolower(c);
  take_description(source,
                   "fdsrc fd=0 ! rawaudioparse format=pcm pcm-format=" + lower + " sample-rate=" +
                       std::to_string(raw->rate) + " num-channels=" + std::to_string(raw->channels),
                   "audio/x-raw");
  return source;
}

std::string raw_format_problem(const RawFormat& raw) {
  const GstAudioFormat format = gst_audio_format_from_string(raw.sample_format.c_str());
  if (format == GST_AUDIO_FORMAT_UNKNOWN || format == GST_AUDIO_FORMAT_ENCODED)
    return "--raw " + raw.sample_format +
           " is not a sample format; GStreamer's names are S16LE, S24LE, S32LE, F32LE, U8 and the "
           "like";
  return {};
}

GstElement* make_uri_decoder(const std::string& uri) {
  GstElement* decoder = gst_element_factory_make("uridecodebin", nullptr);
  if (decoder == nullptr) return nullptr;
  // What is not audio is neither decoded nor an error.
  const CapsPtr caps(gst_caps_from_string("audio/x-raw(ANY)"));
  g_object_set(decoder, "uri", uri.c_str(), "caps", caps.get(), "expose-all-streams", FALSE,
               nullptr);
  return decoder;
}

}  // namespace audioblocks::tool
