// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <chrono>
#include <string>

namespace tool {

/// A line on standard error that tells how far a long file is: only on a terminal, only after a
/// second, and wiped before anything else is written.
class Progress {
 public:
  /// `standard_output_busy`: rows run over the terminal, so a progress line would be in their way.
  explicit Progress(bool standard_output_busy);

  void begin_file(const std::string& name);
  /// `duration` may be GST_CLOCK_TIME_NONE.
  void update(GstClockTime position, GstClockTime duration);
  void clear();

 private:
  bool enabled_;
  bool shown_ = false;
  std::string name_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace tool
