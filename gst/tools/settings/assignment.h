// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <string>

#include "gst/base/gst_ptr.h"

namespace audioblocks::tool {

/// A property of the audioblocks element and the value it is to have.
struct Assignment {
  /// "NAME=VALUE: what is wrong; what to do", or empty.
  std::string problem;
  /// Both nullptr where there is a problem.
  GParamSpec* property = nullptr;
  ValuePtr value;
};

/// Reads it strictly. The element's own properties alone are taken: not those of its base classes.
Assignment read_assignment(GstElement& element, const std::string& name, const std::string& text);

}  // namespace audioblocks::tool
