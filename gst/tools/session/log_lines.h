// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <deque>
#include <mutex>
#include <string>

namespace audioblocks::tool {

/// GStreamer's log, collected so that it does not overwrite the live line. Any thread may log; when
/// there are too many lines the oldest are dropped. At most one such object at a time.
class LogLines {
 public:
  LogLines();
  ~LogLines();
  LogLines(const LogLines&) = delete;
  LogLines& operator=(const LogLines&) = delete;

  /// The lines since the last call, often none.
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
