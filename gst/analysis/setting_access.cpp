// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/analysis/setting_access.h"

#include <atomic>
#include <type_traits>

namespace audioblocks {

namespace {

/// Calls `visitor` with the setting of number `id`; false if there is none.
template <typename SettingsType, typename Visitor>
bool visit_setting(SettingsType& settings, guint id, const Visitor& visitor) {
  switch (id) {
    case PROP_WINDOW:
      visitor(settings.window);
      return true;
    case PROP_ANALYSES:
      visitor(settings.analyses);
      return true;
    case PROP_ANALYSIS_MODE:
      visitor(settings.analysis_mode);
      return true;
    case PROP_MULTI_CHANNEL:
      visitor(settings.multi_channel);
      return true;
    case PROP_PARTIAL_BLOCK:
      visitor(settings.partial_block);
      return true;
    case PROP_ALIGNMENT_THRESHOLD:
      visitor(settings.alignment_threshold);
      return true;
    case PROP_DISCONT_WAIT:
      visitor(settings.discont_wait);
      return true;
    case PROP_OVERFLOW_POLICY:
      visitor(settings.overflow_policy);
      return true;
    case PROP_MAX_MEMORY:
      visitor(settings.max_memory);
      return true;
    case PROP_ADAPTIVE:
      visitor(settings.adaptive);
      return true;
    case PROP_MIN_FREQUENCY:
      visitor(settings.min_frequency);
      return true;
    case PROP_MAX_FREQUENCY:
      visitor(settings.max_frequency);
      return true;
    case PROP_REFERENCE_FREQUENCY:
      visitor(settings.reference_frequency);
      return true;
    case PROP_CLARITY_THRESHOLD:
      visitor(settings.clarity_threshold);
      return true;
    case PROP_SILENCE_THRESHOLD:
      visitor(settings.silence_threshold);
      return true;
    case PROP_BANDS:
      visitor(settings.bands);
      return true;
    case PROP_POST_MESSAGES:
      visitor(settings.post_messages);
      return true;
    case PROP_INTERVAL:
      visitor(settings.interval);
      return true;
    case PROP_BUFFER_DEBUG:
      visitor(settings.buffer_debug);
      return true;
    default:
      return false;
  }
}

template <typename T>
T read_value(const GValue* value) {
  if constexpr (std::is_enum_v<T>)
    return static_cast<T>(g_value_get_enum(value));
  else if constexpr (std::is_same_v<T, bool>)
    return g_value_get_boolean(value) != FALSE;
  else if constexpr (std::is_same_v<T, guint64>)
    return g_value_get_uint64(value);
  else if constexpr (std::is_same_v<T, double>)
    return g_value_get_double(value);
  else
    return G_VALUE_HOLDS_FLAGS(value) ? g_value_get_flags(value) : g_value_get_uint(value);
}

template <typename T>
void write_value(GValue* value, T setting) {
  if constexpr (std::is_enum_v<T>)
    g_value_set_enum(value, static_cast<gint>(setting));
  else if constexpr (std::is_same_v<T, bool>)
    g_value_set_boolean(value, static_cast<gboolean>(setting));
  else if constexpr (std::is_same_v<T, guint64>)
    g_value_set_uint64(value, setting);
  else if constexpr (std::is_same_v<T, double>)
    g_value_set_double(value, setting);
  else if (G_VALUE_HOLDS_FLAGS(value))
    g_value_set_flags(value, setting);
  else
    g_value_set_uint(value, setting);
}

}  // namespace

bool set_setting(Settings& settings, guint id, const GValue* value) {
  return visit_setting(settings, id, [value]<typename T>(std::atomic<T>& setting) {
    setting = read_value<T>(value);
  });
}

bool get_setting(const Settings& settings, guint id, GValue* value) {
  return visit_setting(settings, id, [value]<typename T>(const std::atomic<T>& setting) {
    write_value(value, setting.load());
  });
}

}  // namespace audioblocks
