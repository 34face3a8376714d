// SPDX-License-Identifier: LGPL-2.1-or-later
#include "progress.h"

#include <glib.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "text.h"

namespace tool {

namespace {

constexpr std::chrono::seconds patience{1};
/// Characters of the name that are shown; the whole line then fits 80 columns.
constexpr glong name_characters = 56;

bool terminal_can_wipe_lines() {
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

std::string shortened(const std::string& name) {
  std::string line = one_line(name);
  const glong characters = g_utf8_strlen(line.c_str(), -1);
  if (characters <= name_characters) return line;
  return "..." +
         std::string(g_utf8_offset_to_pointer(line.c_str(), characters - name_characters + 3));
}

}  // namespace

Progress::Progress(bool standard_output_busy)
    : enabled_(!standard_output_busy && terminal_can_wipe_lines()) {}

void Progress::begin_file(const std::string& name) {
  name_ = shortened(name);
  start_ = std::chrono::steady_clock::now();
}

void Progress::update(GstClockTime position, GstClockTime duration) {
  if (!enabled_ || std::chrono::steady_clock::now() - start_ < patience) return;
  std::string amount;
  if (GST_CLOCK_TIME_IS_VALID(duration) && duration > 0) {
    const auto percent = gst_util_uint64_scale(std::min(position, duration), 100, duration);
    amount = pad_left(std::to_string(percent), 3) + " %";
  } else {
    amount = fixed(static_cast<double>(position) / GST_SECOND, 0) + " s";
  }
  std::fprintf(stderr, "\r\x1b[K%s  %s", name_.c_str(), amount.c_str());
  std::fflush(stderr);
  shown_ = true;
}

void Progress::clear() {
  if (!shown_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  shown_ = false;
}

}  // namespace tool
