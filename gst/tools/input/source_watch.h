// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <chrono>

namespace audioblocks::tool {

/// Notices a source whose thread has stopped without an end or an error, as that of pipewiresrc
/// does when its server ends.
class SourceWatch {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Call it often. True once a source of the pipeline has been at rest for a second.
  bool has_stopped(GstBin& pipeline, Time now);

 private:
  Time last_look_;
  /// When a source was first seen at rest, without a break since.
  Time at_rest_since_ = Time::max();
};

}  // namespace audioblocks::tool
