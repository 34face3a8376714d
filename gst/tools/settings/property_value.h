// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <glib-object.h>

#include <string>

#include "gst/base/gst_ptr.h"

namespace audioblocks::tool {

/// Reads `text` as a value of the property, strictly: the whole text, within the property's range,
/// with '.' as the decimal point. nullptr if it is not one.
ValuePtr read_property_value(GParamSpec* property, const std::string& text);

/// The text from which `read_property_value` reads this value.
std::string property_text(const GValue& value);

/// What `read_property_value` accepts: "0 to 1", "true or false", "hamming, blackman or hann".
std::string allowed_values(GParamSpec* property);

}  // namespace audioblocks::tool
