// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstddef>
#include <string>

#include "gst/base/gst_ptr.h"

namespace audioblocks::tool {

/// The console's answer to a command.
struct Answer {
  /// The command's name; "error" if it was refused.
  std::string name;
  /// For people, without a newline; may be empty.
  std::string text;
  /// For people, below the text, and for programs; may be nullptr.
  StructurePtr fields;

  /// Lines for people: the fields side by side if there are many and `columns` hold both.
  [[nodiscard]] std::string as_text(std::size_t columns) const;
  /// One JSON object on one line: "answer", then "text" if there is one, then the fields.
  [[nodiscard]] std::string as_json() const;
};

}  // namespace audioblocks::tool
