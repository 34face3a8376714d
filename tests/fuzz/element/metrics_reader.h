// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "tests/fuzz/element/block_checker.h"
#include "tests/fuzz/support/require.h"

/// The element's counters at one moment.
class MetricsReader {
 public:
  explicit MetricsReader(GstElement* element) {
    g_object_get(element, "metrics", &structure_, nullptr);
    REQUIRE(structure_ != nullptr);
    require_finite(structure_);
  }
  ~MetricsReader() { gst_structure_free(structure_); }
  MetricsReader(const MetricsReader&) = delete;
  MetricsReader& operator=(const MetricsReader&) = delete;

  [[nodiscard]] guint64 operator[](const char* name) const {
    guint64 value = 0;
    REQUIRE(gst_structure_get_uint64(structure_, name, &value) != FALSE);
    return value;
  }

 private:
  GstStructure* structure_ = nullptr;
};
