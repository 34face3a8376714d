// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <string>

#include "tests/fuzz/element/block_checker.h"
#include "tests/fuzz/element/books.h"
#include "tests/fuzz/element/element_pads.h"
#include "tests/fuzz/element/life_kind.h"
#include "tests/fuzz/element/note_checker.h"
#include "tests/fuzz/support/byte_reader.h"
#include "tests/fuzz/support/require.h"

/// The actions of an application on the element: properties, signals, states.
class Application {
 public:
  Application(ByteReader& bytes, ElementPads& pads, Books& books)
      : bytes_(bytes), pads_(pads), books_(books), notes_(pads.element()) {}

  /// Sets what holds for the element's whole life; `more` is a byte from the fuzzer.
  void prepare(LifeKind kind, std::uint8_t more) {
    set("analysis-mode", kind.is_worker() ? "worker" : "inline");
    set("overflow-policy", kind.evicts() ? "evict-oldest" : "auto");
    if (kind.has_handler())
      g_signal_connect(pads_.element(), "block-analyzed", G_CALLBACK(analyzed), nullptr);
    if ((more & 1) != 0) set("partial-block", (more & 2) != 0 ? "short" : "pad");
    if ((more & 2) != 0) set("adaptive", "true");
    if ((more & 4) != 0) set("interval", "0");
    if ((more & 8) != 0) set("bands", "16");
    if ((more & 16) != 0) set("multi-channel", "true");
    if ((more & 32) != 0) take_memory_limit();
    if ((more & 5) == 5) set("notes", "true");
    if ((more & 9) == 9) set("track-lag", "3");
  }

  void change_property() {
    guint count = 0;
    GParamSpec** specs = properties(count);
    GParamSpec* spec = specs[bytes_.below(count)];
    g_free(static_cast<gpointer>(specs));
    if (!may_change(spec)) return;
    GValue value = G_VALUE_INIT;
    g_value_init(&value, spec->value_type);
    take_value(&value, spec);
    // To fill a gap of hours would take hours.
    if (std::string(spec->name) == "alignment-threshold")
      g_value_set_uint64(&value, g_value_get_uint64(&value) % GST_SECOND);
    g_param_value_validate(spec, &value);
    g_object_set_property(G_OBJECT(pads_.element()), spec->name, &value);
    g_value_unset(&value);
  }

  void read_properties() {
    guint count = 0;
    GParamSpec** specs = properties(count);
    for (guint i = 0; i < count; ++i) {
      GValue value = G_VALUE_INIT;
      g_value_init(&value, specs[i]->value_type);
      g_object_get_property(G_OBJECT(pads_.element()), specs[i]->name, &value);
      g_value_unset(&value);
    }
    g_free(static_cast<gpointer>(specs));
  }

  void block_info() {
    GstBuffer* buffer = pads_.held().empty() ? nullptr : pads_.held().back();
    GstStructure* info = nullptr;
    g_signal_emit_by_name(pads_.element(), "get-block-info", buffer, &info);
    REQUIRE((info != nullptr) == (buffer != nullptr));
    if (info != nullptr) gst_structure_free(info);
  }

  void reset() {
    g_signal_emit_by_name(pads_.element(), "reset");
    books_.reset_asked();
  }

  void set_state(GstState next) {
    GstState now = GST_STATE_NULL;
    gst_element_get_state(pads_.element(), &now, nullptr, GST_CLOCK_TIME_NONE);
    if (now > GST_STATE_READY && next <= GST_STATE_READY) books_.element_stops();
    REQUIRE(gst_element_set_state(pads_.element(), next) != GST_STATE_CHANGE_FAILURE);
    if (next <= GST_STATE_READY) notes_.stopped();
    if (now <= GST_STATE_READY && next > GST_STATE_READY) books_.element_started();
  }

 private:
  static void analyzed(GstElement*, GstStructure* structure, gpointer) {
    require_finite(structure);
  }

  void set(const char* name, const char* value) {
    gst_util_set_object_arg(G_OBJECT(pads_.element()), name, value);
  }

  void take_memory_limit() {
    constexpr std::array<guint64, 6> limits{50'000'000, 5'000'000, 500'000, 120'000, 30'000, 1};
    g_object_set(pads_.element(), "max-memory", limits[bytes_.below(limits.size())], nullptr);
  }

  [[nodiscard]] GParamSpec** properties(guint& count) const {
    return g_object_class_list_properties(G_OBJECT_GET_CLASS(pads_.element()), &count);
  }

  /// The first three would change the compared values; name and parent belong to the base class.
  static bool may_change(const GParamSpec* spec) {
    const std::string name = spec->name;
    for (const char* fixed : {"analysis-mode", "overflow-policy", "max-memory", "name", "parent"})
      if (name == fixed) return false;
    return (spec->flags & G_PARAM_WRITABLE) != 0;
  }

  void take_value(GValue* value, GParamSpec* spec) {
    if (G_VALUE_HOLDS_BOOLEAN(value)) {
      g_value_set_boolean(value, static_cast<gboolean>(bytes_.below(2)));
    } else if (G_VALUE_HOLDS_ENUM(value)) {
      const GEnumClass* kind = G_PARAM_SPEC_ENUM(spec)->enum_class;
      g_value_set_enum(value, kind->values[bytes_.below(kind->n_values)].value);
    } else if (G_VALUE_HOLDS_FLAGS(value)) {
      g_value_set_flags(value, bytes_.take<std::uint8_t>());
    } else if (G_VALUE_HOLDS_UINT(value)) {
      g_value_set_uint(value, bytes_.take<std::uint16_t>());
    } else if (G_VALUE_HOLDS_UINT64(value)) {
      g_value_set_uint64(value, bytes_.take<guint64>());
    } else {
      REQUIRE(G_VALUE_HOLDS_DOUBLE(value));
      const auto number = bytes_.take<gdouble>();
      g_value_set_double(value, std::isfinite(number) ? number : 0.0);
    }
  }

  ByteReader& bytes_;
  ElementPads& pads_;
  Books& books_;
  NoteChecker notes_;
};
