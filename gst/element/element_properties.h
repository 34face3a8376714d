// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "gst/element/element_parts.h"

namespace audioblocks {

/// Installs the properties of the element audioblocks.
void install_element_properties(GObjectClass* klass);

/// Sets or reads the property of number `id`, one that was installed. Any thread.
void set_element_property(ElementParts& parts, guint id, const GValue* value);
void get_element_property(ElementParts& parts, guint id, GValue* value);

}  // namespace audioblocks
