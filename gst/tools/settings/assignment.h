// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <string>

#include "gst/base/gst_ptr.h"

namespace audioblocks::tool {

/// A property of the element audioblocks and its new value.
struct Assignment {
  /// "NAME=VALUE: what is wrong; what to do", or empty.
  std::string problem;
  /// Both nullptr if there is a problem.
  GParamSpec* property = nullptr;
  ValuePtr value;
};

/// Reads an assignment strictly. Only the element's own properties are accepted, not those of its
/// base classes.
Assignment read_assignment(GstElement& element, const std::string& name, const std::string& text);

}  // namespace audioblocks::tool
