// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

#include "tests/support/harness.h"

/// What the element warns of on the bus.
namespace audioblocks::test {

/// The texts of the warnings since the last call, each of which must be RESOURCE/SETTINGS.
inline std::vector<std::string> take_warnings(const Harness& h) {
  std::vector<std::string> texts;
  for (const MessagePtr& message : take_messages(h.bus(), GST_MESSAGE_WARNING)) {
    GError* warning = nullptr;
    gst_message_parse_warning(message.get(), &warning, nullptr);
    ck_assert(g_error_matches(warning, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS) != FALSE);
    texts.emplace_back(warning->message);
    g_error_free(warning);
  }
  return texts;
}

/// Waits for a warning of the helper thread, and fails the test if there are several.
inline std::string next_warning(const Harness& h) {
  std::vector<std::string> warnings;
  ck_assert_msg(wait_until([&] { return !(warnings = take_warnings(h)).empty(); }), "no warning");
  ck_assert_uint_eq(warnings.size(), 1);
  return warnings[0];
}

}  // namespace audioblocks::test
