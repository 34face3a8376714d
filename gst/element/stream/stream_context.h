// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/base/gstbasetransform.h>

#include "gst/analysis/settings.h"
#include "gst/element/helper/helper_thread.h"
#include "gst/element/stream/current_stage.h"
#include "gst/element/stream/negotiated.h"
#include "gst/element/stream/stream_counts.h"
#include "gst/element/stream/wait_gate.h"
#include "gst/element/stream/workload.h"
#include "src/metrics/buffer_state.h"

namespace audioblocks {

/// What the parts of a stream share; all of it outlives them.
struct StreamContext {
  GstBaseTransform* transform;
  const Settings& settings;
  HelperThread& helper;
  BufferState& state;
  StreamCounts& counts;
  Workload& workload;
  CurrentStage& stage;
  const Negotiated& negotiated;
  const WaitGate& gate;

  [[nodiscard]] bool plays_backwards() const noexcept { return transform->segment.rate < 0.0; }
};

}  // namespace audioblocks
