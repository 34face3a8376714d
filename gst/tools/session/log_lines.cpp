// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/session/log_lines.h"

#include <fmt/core.h>
#include <gst/gst.h>

#include <utility>

#include "gst/base/gst_ptr.h"

// The macros of these names compare a function with a void pointer, which C++ does not allow.
#undef gst_debug_add_log_function
#undef gst_debug_remove_log_function

namespace audioblocks::tool {

namespace {

constexpr std::size_t max_lines = 256;

std::string line_of(GstDebugCategory* category, GstDebugLevel level, GObject* object,
                    GstDebugMessage* message) {
  std::string line =
      fmt::format("{} {} ", gst_debug_level_get_name(level), gst_debug_category_get_name(category));
  if (object != nullptr && GST_IS_OBJECT(object) && GST_OBJECT_NAME(object) != nullptr)
    line += fmt::format("{}: ", GST_OBJECT_NAME(object));
  return line + gst_debug_message_get(message) + '\n';
}

}  // namespace

void LogLines::keep_line(GstDebugCategory* category, GstDebugLevel level, const gchar*,
                         const gchar*, gint, GObject* object, GstDebugMessage* message,
                         gpointer self) {
  if (level <= gst_debug_category_get_threshold(category))
    static_cast<LogLines*>(self)->add(line_of(category, level, object, message));
}

LogLines::LogLines() {
  // nullptr: the default function.
  gst_debug_remove_log_function(nullptr);
  gst_debug_add_log_function(keep_line, this, nullptr);
}

LogLines::~LogLines() {
  gst_debug_remove_log_function_by_data(this);
  gst_debug_add_log_function(nullptr, nullptr, nullptr);
}

void LogLines::add(std::string line) {
  const std::scoped_lock lock(lock_);
  if (lines_.size() == max_lines) lines_.pop_front();
  lines_.push_back(std::move(line));
}

std::string LogLines::take() {
  const std::scoped_lock lock(lock_);
  std::string text;
  for (const std::string& line : lines_) text += line;
  lines_.clear();
  return text;
}

}  // namespace audioblocks::tool
