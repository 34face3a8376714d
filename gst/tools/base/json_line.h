// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>
#include <json-glib/json-glib.h>

#include <cstdint>
#include <string>

namespace audioblocks::tool {

/// One JSON object, written on one line. Members stand in the order they were added.
class JsonLine {
 public:
  JsonLine();
  ~JsonLine();
  JsonLine(const JsonLine&) = delete;
  JsonLine& operator=(const JsonLine&) = delete;

  void add(const char* name, const std::string& text);
  void add(const char* name, double value);
  void add(const char* name, std::uint64_t value);
  /// Times that are unknown become null; a type that has no place in a line of JSON is left out.
  void add(const char* name, const GValue& value);
  /// A member that already is JSON; takes it over.
  void take(const char* name, JsonNode* node);

  /// With the line end.
  [[nodiscard]] std::string text() const;

 private:
  JsonObject* object_;
};

}  // namespace audioblocks::tool
