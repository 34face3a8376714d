// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/terminal/progress.h"

#include <fmt/core.h>

#include <glib.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "gst/tools/base/text.h"
#include "gst/tools/terminal/terminal_width.h"

namespace audioblocks::tool {

namespace {

constexpr std::chrono::seconds patience{1};
/// From one line to the next.
constexpr std::chrono::milliseconds pause{150};
/// Characters of the name that are shown; the whole line then fits into 80 columns.
constexpr std::size_t name_characters = 44;

bool terminal_can_wipe_lines() {
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

std::string shortened(const std::string& name) {
  std::string line = one_line(name);
  const std::size_t characters = character_count(line);
  if (characters <= name_characters) return line;
  const auto dropped = static_cast<glong>(characters - name_characters + 3);
  return std::string("...") + g_utf8_offset_to_pointer(line.c_str(), dropped);
}

/// "45 %", or seconds if the duration is unknown.
std::string amount(GstClockTime position, GstClockTime duration) {
  if (GST_CLOCK_TIME_IS_VALID(duration) && duration > 0) {
    const auto percent = gst_util_uint64_scale(std::min(position, duration), 100, duration);
    return fmt::format("{:>3} %", percent);
  }
  return fixed(static_cast<double>(position) / GST_SECOND, 0) + " s";
}

}  // namespace

Progress::Progress(bool has_rows_on_terminal, std::size_t files)
    : enabled_(!has_rows_on_terminal && terminal_can_wipe_lines()), files_(files) {}

void Progress::begin_file(std::size_t file, const std::string& name) {
  const std::scoped_lock lock(lock_);
  under_way_[file].name = shortened(name);
  show();
}

void Progress::update(std::size_t file, GstClockTime position, GstClockTime duration) {
  const std::scoped_lock lock(lock_);
  under_way_[file].position = position;
  under_way_[file].duration = duration;
  show();
}

void Progress::show() {
  if (!enabled_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - start_ < patience || now - last_shown_ < pause) return;
  last_shown_ = now;
  const std::size_t width = std::max<std::size_t>(1, terminal_width(STDERR_FILENO) - 1);
  std::fprintf(stderr, "\r\x1b[K%s", clipped(line(), width).c_str());
  std::fflush(stderr);
  shown_ = true;
}

void Progress::end_file(std::size_t file) {
  const std::scoped_lock lock(lock_);
  sound_done_ += under_way_[file].position;
  under_way_.erase(file);
  ++files_done_;
}

void Progress::pass_file() {
  const std::scoped_lock lock(lock_);
  ++files_done_;
  show();
}

void Progress::clear() {
  const std::scoped_lock lock(lock_);
  if (!shown_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  shown_ = false;
}

std::string Progress::line() const {
  std::string text;
  if (files_ > 1) text = fmt::format("{}/{}  ", std::min(files_done_ + 1, files_), files_);
  if (under_way_.size() == 1) {
    const FileUnderWay& file = under_way_.begin()->second;
    text += file.name + "  " + amount(file.position, file.duration);
  } else if (under_way_.size() > 1) {
    text += fmt::format("{} files at a time", under_way_.size());
  }
  return text + rate();
}

/// Sound per time: "  210x real time".
std::string Progress::rate() const {
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
  GstClockTime sound = sound_done_;
  for (const auto& [index, file] : under_way_) sound += file.position;
  const double times = static_cast<double>(sound) / GST_SECOND / elapsed.count();
  return "  " + fixed(times, times < 10.0 ? 1 : 0) + "x real time";
}

}  // namespace audioblocks::tool
