// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <string>

namespace audioblocks::tool {

/// Empty if the element's source pad offers blocks of this size, else "what is wrong; what to do".
/// The sizes depend on how the plugin was built; its pad template has them.
std::string block_size_problem(GstElement* element, int samples);

/// The longest block that the source pad offers.
int longest_block(GstElement* element);

}  // namespace audioblocks::tool
