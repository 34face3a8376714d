// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "gst/analysis/setting_access.h"

namespace audioblocks {

/// The numbers of the element's properties beside its Settings: reports, which only the element
/// itself can make.
enum ReportProperty : guint {
  PROP_STATUS = PROP_AFTER_SETTINGS,
  PROP_METRICS,
};

/// Installs all of them, and their types in the plugin's documentation.
void install_properties(GObjectClass* klass);

/// set_setting(), and what else the element does with it.
bool set_property(Settings& settings, guint id, const GValue* value);

}  // namespace audioblocks
