// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>

namespace audioblocks::tool {

/// A line on standard error with the progress and the speed, of long files and of many: only on a
/// terminal, only after a second, and removed before anything else is written. Any thread.
class Progress {
 public:
  /// `has_rows_on_terminal`: a progress line would be in their way.
  Progress(bool has_rows_on_terminal, std::size_t files);

  void begin_file(std::size_t file, const std::string& name);
  /// `duration` may be GST_CLOCK_TIME_NONE.
  void update(std::size_t file, GstClockTime position, GstClockTime duration);
  void end_file(std::size_t file);
  /// A file that needs no analysis, or allows none.
  void pass_file();
  void clear();

 private:
  struct FileUnderWay {
    std::string name;
    GstClockTime position = 0;
    GstClockTime duration = GST_CLOCK_TIME_NONE;
  };
  /// Unless it was shown a moment ago.
  void show();
  [[nodiscard]] std::string line() const;
  [[nodiscard]] std::string rate() const;

  bool enabled_;
  std::size_t files_;
  std::mutex lock_;
  bool shown_ = false;
  std::map<std::size_t, FileUnderWay> under_way_;
  std::size_t files_done_ = 0;
  /// Duration of the sound in the files that are done.
  GstClockTime sound_done_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_shown_;
};

}  // namespace audioblocks::tool
