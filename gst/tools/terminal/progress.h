// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>

namespace audioblocks::tool {

/// A line on standard error that tells how far long files are and how fast they go: only on a
/// terminal, only after a second, and wiped before anything else is written. Any thread.
class Progress {
 public:
  /// `standard_output_busy`: rows run over the terminal, so a progress line would be in their way.
  Progress(bool standard_output_busy, std::size_t files);

  void begin_file(std::size_t file, const std::string& name);
  /// `duration` may be GST_CLOCK_TIME_NONE.
  void update(std::size_t file, GstClockTime position, GstClockTime duration);
  void end_file(std::size_t file);
  void clear();

 private:
  struct FileUnderWay {
    std::string name;
    GstClockTime position = 0;
    GstClockTime duration = GST_CLOCK_TIME_NONE;
  };
  [[nodiscard]] std::string line() const;
  [[nodiscard]] std::string rate() const;

  bool enabled_;
  std::size_t files_;
  std::mutex lock_;
  bool shown_ = false;
  std::map<std::size_t, FileUnderWay> under_way_;
  std::size_t files_done_ = 0;
  /// Sound of the files that are done.
  GstClockTime sound_done_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace audioblocks::tool
