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
  /// For the user to recognise it, in the file system's encoding.
  std::string name;
  /// Sunk; nullptr where there is a problem.
  ObjectPtr<GstElement> element;
  /// "what is wrong; what to do", or empty.
  std::string problem;
  /// Open while the source is read, where the element reads a descriptor.
  std::unique_ptr<const int, DescriptorClose> descriptor;

  /// Takes a floating element; a missing one is a problem of the installation.
  void take(GstElement* floating);
};

/// Samples without a header.
struct RawFormat {
  /// GStreamer's name: "S16LE".
  std::string sample_format;
  int rate = 48000;
  int channels = 1;
};

/// A sine, as fast as it sounds.
InputSource make_test_tone(double frequency);

/// Any source, as gst-launch-1.0 would have it: "v4l2src ! …".
InputSource parse_source(const std::string& description);

/// Standard input: encoded, or raw where a format is given.
InputSource make_standard_input(const RawFormat* raw);

/// "what is wrong; what to do", or empty.
std::string raw_format_problem(const RawFormat& raw);

/// An element that decodes the first audio stream of a URI; floating, nullptr where it is missing.
GstElement* make_uri_decoder(const std::string& uri);

}  // namespace audioblocks::tool
