// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <string_view>

namespace audioblocks::tool {

/// The classes that an element declares: "Codec/Demuxer/Audio".
class ElementClass {
 public:
  explicit ElementClass(GstElement& element) noexcept {
    const char* classes = gst_element_get_metadata(&element, GST_ELEMENT_METADATA_KLASS);
    if (classes != nullptr) classes_ = classes;
  }
  [[nodiscard]] bool has(std::string_view name) const noexcept {
    return classes_.find(name) != classes_.npos;
  }

 private:
  std::string_view classes_;
};

}  // namespace audioblocks::tool
