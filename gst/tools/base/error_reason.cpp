// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/base/error_reason.h"

namespace audioblocks::tool {

std::string reason_of(const GError& error) {
  std::string text = error.message;
  while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.pop_back();
  return text;
}

}  // namespace audioblocks::tool
