// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <type_traits>

namespace audioblocks {

// When a property may be changed; `controllable`: also by a GstController.
inline constexpr auto in_playing = static_cast<GParamFlags>(
    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING);
inline constexpr auto controllable = static_cast<GParamFlags>(in_playing | GST_PARAM_CONTROLLABLE);
inline constexpr auto in_ready =
    static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY);
inline constexpr auto read_only =
    static_cast<GParamFlags>(G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

/// A row of an element's table of properties: what GObject has to know of one property, and how it
/// is set and read. Its number is that of its row, the first being 1.
///
/// `Element` is the element's C++ state, with `settings` in it, which are of type Settings or
/// derive from it.
template <typename Element>
struct Property {
  const char* name;
  const char* nick;
  const char* blurb;
  GParamFlags flags;
  GParamSpec* (*make_spec)(const Property& property);
  using Setter = void(Element& element, const GValue* value);
  /// Null for a property that can only be read.
  Setter* set;
  void (*get)(Element& element, GValue* value);

  /// The row of a setting, whose initial value is the property's default. `Limits` are the lowest
  /// and the highest value of a number, or the type function of an enum or of flags. Without `set`,
  /// a new value is stored and nothing else.
  template <auto Setting, auto... Limits>
  static constexpr Property of(const char* name, const char* nick, const char* blurb,
                               GParamFlags flags, Setter* set = nullptr) {
    return {name,
            nick,
            blurb,
            flags,
            make_setting_spec<Setting, Limits...>,
            set != nullptr ? set : set_setting<Setting>,
            get_setting<Setting>};
  }

 private:
  template <typename Owner, typename T>
  static T initial_value(std::atomic<T> Owner::* setting) {
    const Owner initial;
    return (initial.*setting).load();
  }

  template <auto Setting>
  using ValueOf = decltype(initial_value(Setting));

  template <auto Setting, auto... Limits>
  static GParamSpec* make_setting_spec(const Property& p) {
    using T = ValueOf<Setting>;
    const T initial = initial_value(Setting);
    if constexpr (std::is_enum_v<T>)
      return g_param_spec_enum(p.name, p.nick, p.blurb, Limits()..., static_cast<gint>(initial),
                               p.flags);
    else if constexpr (std::is_same_v<T, bool>)
      return g_param_spec_boolean(p.name, p.nick, p.blurb, gboolean{initial}, p.flags);
    else if constexpr (std::is_same_v<T, guint64>)
      return g_param_spec_uint64(p.name, p.nick, p.blurb, guint64{Limits}..., initial, p.flags);
    else if constexpr (std::is_same_v<T, double>)
      return g_param_spec_double(p.name, p.nick, p.blurb, double{Limits}..., initial, p.flags);
    else if constexpr (sizeof...(Limits) == 1)
      return g_param_spec_flags(p.name, p.nick, p.blurb, Limits()..., initial, p.flags);
    else
      return g_param_spec_uint(p.name, p.nick, p.blurb, guint{Limits}..., initial, p.flags);
  }

  template <auto Setting>
  static void set_setting(Element& element, const GValue* value) {
    using T = ValueOf<Setting>;
    std::atomic<T>& target = element.settings.*Setting;
    if constexpr (std::is_enum_v<T>)
      target = static_cast<T>(g_value_get_enum(value));
    else if constexpr (std::is_same_v<T, bool>)
      target = g_value_get_boolean(value) != FALSE;
    else if constexpr (std::is_same_v<T, guint64>)
      target = g_value_get_uint64(value);
    else if constexpr (std::is_same_v<T, double>)
      target = g_value_get_double(value);
    else
      target = G_VALUE_HOLDS_FLAGS(value) ? g_value_get_flags(value) : g_value_get_uint(value);
  }

  template <auto Setting>
  static void get_setting(Element& element, GValue* value) {
    using T = ValueOf<Setting>;
    const T now = (element.settings.*Setting).load();
    if constexpr (std::is_enum_v<T>)
      g_value_set_enum(value, static_cast<gint>(now));
    else if constexpr (std::is_same_v<T, bool>)
      g_value_set_boolean(value, gboolean{now});
    else if constexpr (std::is_same_v<T, guint64>)
      g_value_set_uint64(value, now);
    else if constexpr (std::is_same_v<T, double>)
      g_value_set_double(value, now);
    else if (G_VALUE_HOLDS_FLAGS(value))
      g_value_set_flags(value, now);
    else
      g_value_set_uint(value, now);
  }
};

/// Installs the properties of a table, and their enums and flags in the plugin's documentation.
template <typename Element, std::size_t Count>
void install_properties(GObjectClass* klass,
                        const std::array<Property<Element>, Count>& properties) {
  guint id = 0;
  for (const Property<Element>& property : properties) {
    GParamSpec* spec = property.make_spec(property);
    if (G_IS_PARAM_SPEC_ENUM(spec) || G_IS_PARAM_SPEC_FLAGS(spec))
      gst_type_mark_as_plugin_api(spec->value_type, static_cast<GstPluginAPIFlags>(0));
    g_object_class_install_property(klass, ++id, spec);
  }
}

}  // namespace audioblocks
