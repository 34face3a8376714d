// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "gst/analysis/settings.h"

namespace audioblocks {

/// The numbers of the properties that are Settings, for every element that has some of them. What
/// else an element has is numbered from PROP_AFTER_SETTINGS on.
enum SettingProperty : guint {
  PROP_0,
  PROP_WINDOW,
  PROP_ANALYSES,
  PROP_ANALYSIS_MODE,
  PROP_MULTI_CHANNEL,
  PROP_PARTIAL_BLOCK,
  PROP_ALIGNMENT_THRESHOLD,
  PROP_DISCONT_WAIT,
  PROP_OVERFLOW_POLICY,
  PROP_MAX_MEMORY,
  PROP_ADAPTIVE,
  PROP_MIN_FREQUENCY,
  PROP_MAX_FREQUENCY,
  PROP_REFERENCE_FREQUENCY,
  PROP_CLARITY_THRESHOLD,
  PROP_SILENCE_THRESHOLD,
  PROP_BANDS,
  PROP_POST_MESSAGES,
  PROP_INTERVAL,
  PROP_BUFFER_DEBUG,
  PROP_AFTER_SETTINGS,
};

/// Stores a value in the setting of number `id`, or the setting in a value of its type. Any thread.
/// False if no setting has that number.
bool set_setting(Settings& settings, guint id, const GValue* value);
bool get_setting(const Settings& settings, guint id, GValue* value);

}  // namespace audioblocks
