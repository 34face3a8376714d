// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <deque>
#include <mutex>
#include <string>

namespace audioblocks::tool {

/// GStreamer's log, kept back so that it does not run over a line that is being drawn. Any thread
/// may log; too much is dropped, the oldest first. At most one at a time.
class LogLines {
 public:
  LogLines();
  ~LogLines();
  LogLines(const LogLines&) = delete;
  LogLines& operator=(const LogLines&) = delete;

  /// What has come since, a line each; mostly empty.
  [[nodiscard]] std::string take();

 private:
  static void keep_line(GstDebugCategory* category, GstDebugLevel level, const gchar* file,
                        const gchar* function, gint line, GObject* object, GstDebugMessage* message,
                        gpointer self);
  void add(std::string line);

  std::mutex lock_;
  std::deque<std::string> lines_;
};

}  // namespace audioblocks::tool
