// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/base/gstbasetransform.h>
#include <gst/gst.h>

#include <atomic>
#include <memory>

#include "gst/analysis/settings.h"
#include "gst/element/helper/announcer.h"
#include "gst/element/helper/block_tracker.h"
#include "gst/element/helper/helper_thread.h"
#include "gst/element/helper/message_bus.h"
#include "gst/element/negotiation.h"
#include "gst/element/stream/block_engine.h"
#include "src/memory/memory_budget.h"
#include "src/metrics/buffer_metrics.h"
#include "src/metrics/buffer_state.h"
#include "src/metrics/clock.h"

namespace audioblocks {

/// What an element consists of, beside its GObject. Each part says in its own file which thread it
/// belongs to.
struct ElementParts final : ResultSink {
  ElementParts(GstBaseTransform* transform, const Announcer::Signals& signals)
      : announcer(GST_ELEMENT_CAST(transform), signals, settings, metrics, bus),
        tracker(announcer, metrics),
        helper(*this),
        engine({transform, settings, metrics, state, helper, steady_clock()}),
        negotiation({transform, settings, *budget, engine, helper}) {}

  void deliver(const BlockResult& result, bool lost_before) override {
    tracker.block(result, lost_before);
  }
  void end_run() override { tracker.end_run(); }
  void discard() override {
    tracker.discard();
    announcer.discard();
  }
  void overflowed(guint64 samples) override { announcer.overflow(samples); }
  void check(Check what) override { negotiation.report(what); }
  bool holds() override { return tracker.holds(); }
  bool listens() override { return announcer.listens(); }

  // Any thread.
  Settings settings;
  BufferMetrics metrics;
  BufferState state;
  MessageBus bus;
  std::shared_ptr<MemoryBudget> budget = std::make_shared<MemoryBudget>();
  /// Between READY→PAUSED and PAUSED→READY.
  std::atomic<bool> started{false};

  // Helper thread.
  Announcer announcer;
  BlockTracker tracker;

  // Any thread, streaming thread: see there.
  HelperThread helper;
  BlockEngine engine;
  Negotiation negotiation;
};

}  // namespace audioblocks
