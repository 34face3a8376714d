// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>
#include <json-glib/json-glib.h>

#include <concepts>
#include <cstdint>
#include <string>

namespace audioblocks::tool {

/// One JSON object on one line, its members in the order in which they were added.
class JsonLine {
 public:
  JsonLine();
  ~JsonLine();
  JsonLine(const JsonLine&) = delete;
  JsonLine& operator=(const JsonLine&) = delete;

  /// What is not UTF-8 in the text becomes \xNN, see `utf8_text`.
  void add(const char* name, const std::string& text);
  void add(const char* name, double value);
  void add(const char* name, std::uint64_t value);
  /// Not for pointers, which would become true.
  void add(const char* name, std::same_as<bool> auto value) {
    json_object_set_boolean_member(object_, name, static_cast<gboolean>(value));
  }
  /// An unknown time becomes null; values of types other than those of a block's fields are left
  /// out.
  void add(const char* name, const GValue& value);
  /// Takes ownership of a member that already is JSON.
  void take(const char* name, JsonNode* node);

  /// With a newline.
  [[nodiscard]] std::string text() const;

 private:
  JsonObject* object_;
};

}  // namespace audioblocks::tool
