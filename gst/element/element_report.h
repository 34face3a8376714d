// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "gst/element/stream/block_engine.h"

namespace audioblocks {

/// What the two structures are made of.
struct ReportSources {
  const Negotiated& negotiated;  // the reader's copy
  BlockEngine& engine;
  BufferMetrics& metrics;
  const BufferState& state;
  const Settings& settings;
  const MemoryBudget& budget;
  /// The element is stopped: blocks that are out are outstanding.
  bool stopped;
};

/// The `status` and `metrics` properties; any thread, any state; transfer full.
GstStructure* report_status(const ReportSources& from);
GstStructure* report_metrics(const ReportSources& from);

}  // namespace audioblocks
