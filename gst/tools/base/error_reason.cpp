// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/base/error_reason.h"

#include <fmt/core.h>

#include <cerrno>

namespace audioblocks::tool {

std::string reason_of(const GError& error) {
  std::string text = error.message;
  while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.pop_back();
  return text;
}

std::string writing_problem(int error) {
  const bool is_full = error == ENOSPC || error == EDQUOT;
  return fmt::format(
      "cannot be written ({}); {}", g_strerror(error),
      is_full ? "make room, or name a place that has some" : "name a place that can be written");
}

}  // namespace audioblocks::tool
