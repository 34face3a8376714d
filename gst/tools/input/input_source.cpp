// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/input/input_source.h"

#include <fmt/core.h>
#include <gst/audio/audio.h>
#include <unistd.h>

#include "gst/tools/base/error_reason.h"

namespace audioblocks::tool {

namespace {

/// A bin made from a description, with a source pad of these caps; nullptr, and an error, if it
/// cannot be made. The filter at its end waits for elements whose pads appear later, as those of
/// decodebin; a bin that made ghost pads of unlinked pads would take the filter's input.
GstElement* parse_bin(const std::string& description, const std::string& caps, ErrorPtr& error) {
  constexpr const char* end = "audioblocks-source-end";
  GError* raw = nullptr;
  GstElement* bin = gst_parse_bin_from_description_full(
      fmt::format("{} ! capsfilter name={} caps={}", description, end, caps).c_str(), FALSE,
      nullptr, GST_PARSE_FLAG_FATAL_ERRORS, &raw);
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

/// Parses one of our own descriptions, which fails only if an element is missing.
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
  source.name = fmt::format("{} Hz", frequency);
  take_description(source, fmt::format("audiotestsrc is-live=true volume=0.5 freq={}", frequency),
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
    source.problem = fmt::format(
        "is not a pipeline that ends in audio ({}); try it with gst-launch-1.0 and `! fakesink` "
        "first",
        error != nullptr ? reason_of(*error) : "it is empty");
  return source;
}

InputSource make_standard_input(const RawFormat* raw) {
  InputSource source;
  source.name = "standard input";
  if (raw == nullptr) {
    source.take(make_uri_decoder("fd://0"));
    return source;
  }
  const CharPtr nick(g_ascii_strdown(raw->sample_format.c_str(), -1));
  take_description(source,
                   fmt::format("fdsrc fd=0 ! rawaudioparse format=pcm pcm-format={} sample-rate={} "
                               "num-channels={}",
                               nick.get(), raw->rate, raw->channels),
                   "audio/x-raw");
  return source;
}

std::string raw_format_problem(const RawFormat& raw) {
  const GstAudioFormat format = gst_audio_format_from_string(raw.sample_format.c_str());
  if (format == GST_AUDIO_FORMAT_UNKNOWN || format == GST_AUDIO_FORMAT_ENCODED)
    return fmt::format(
        "--raw {} is not a sample format; GStreamer's names are S16LE, S24LE, S32LE, F32LE, U8 and "
        "the like",
        raw.sample_format);
  return {};
}

GstElement* make_uri_decoder(const std::string& uri) {
  GstElement* decoder = gst_element_factory_make("uridecodebin", nullptr);
  if (decoder == nullptr) return nullptr;
  // Streams other than audio are neither decoded nor an error.
  const CapsPtr caps(gst_caps_from_string("audio/x-raw(ANY)"));
  g_object_set(decoder, "uri", uri.c_str(), "caps", caps.get(), "expose-all-streams", FALSE,
               nullptr);
  return decoder;
}

}  // namespace audioblocks::tool
