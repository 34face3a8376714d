// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <memory>
#include <string>

#include "gst/base/gst_ptr.h"

namespace audioblocks::tool {

struct DescriptorClose {
  void operator()(const int* descriptor) const noexcept;
};

/// Where audio comes from: an element that has, or will have, a pad with raw audio.
struct InputSource {
  /// What the user knows it by, in the file system's encoding.
  std::string name;
  /// Not floating; nullptr if there is a problem.
  ObjectPtr<GstElement> element;
  /// "what is wrong; what to do", or empty.
  std::string problem;
  /// True for a file that is known to be cut off, before anything was decoded.
  bool is_cut_off = false;
  /// Open as long as the element reads it; nullptr if it reads none.
  std::unique_ptr<const int, DescriptorClose> descriptor;

  /// Takes a floating element; nullptr is a problem of the installation.
  void take(GstElement* floating);
};

/// Samples without a header.
struct RawFormat {
  /// GStreamer's name: "S16LE".
  std::string sample_format;
  int rate = 48000;
  int channels = 1;
};

/// A sine in real time.
InputSource make_test_tone(double frequency);

/// Any source, described as for gst-launch-1.0: "jackaudiosrc ! …".
InputSource parse_source(const std::string& description);

/// Standard input: encoded, or raw if a format is given.
InputSource make_standard_input(const RawFormat* raw);

/// "what is wrong; what to do", or empty.
std::string raw_format_problem(const RawFormat& raw);

/// An element that decodes the first audio stream of a URI: floating; nullptr if it is missing.
GstElement* make_uri_decoder(const std::string& uri);

}  // namespace audioblocks::tool
