// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/element_report.h"

#include <utility>

#include "gst/element/negotiation.h"
#include "src/base/buffer_constants.h"
#include "src/dsp/window.h"
#include "src/metrics/counter.h"

namespace audioblocks {

namespace {

const char* window_name(WindowType window) {
  switch (window) {
    case WindowType::blackman:
      return "blackman";
    case WindowType::hann:
      return "hann";
    case WindowType::hamming:
      break;
  }
  return "hamming";
}

/// A structure in the making. Names are those of the structure's fields.
class Report {
 public:
  explicit Report(const char* name) : structure_(gst_structure_new_empty(name)) {}
  Report(const Report&) = delete;
  Report& operator=(const Report&) = delete;
  ~Report() { gst_clear_structure(&structure_); }

  void add(const char* name, gint value) { set(name, G_TYPE_INT, value); }
  void add(const char* name, guint64 value) { set(name, G_TYPE_UINT64, value); }
  void add(const char* name, double value) { set(name, G_TYPE_DOUBLE, value); }
  void add(const char* name, bool value) { set(name, G_TYPE_BOOLEAN, gboolean{value}); }
  void add(const char* name, const char* value) { set(name, G_TYPE_STRING, value); }

  /// The structure, transfer full.
  [[nodiscard]] GstStructure* take() { return std::exchange(structure_, nullptr); }

 private:
  template <typename T>
  void set(const char* name, GType type, T value) {
    gst_structure_set(structure_, name, type, value, nullptr);
  }

  GstStructure* structure_;
};

/// What was negotiated, or what is set where nothing is negotiated.
bool works_on_helper(const ReportSources& from) {
  return from.negotiated.block_samples > 0
             ? from.negotiated.worker
             : from.settings.analysis_mode.load() == AnalysisMode::worker;
}

gint exchange_depth(const ReportSources& from, const BlockEngine::Sizes& sizes) {
  if (sizes.queue_depth > 0) return static_cast<gint>(sizes.queue_depth);
  return static_cast<gint>(works_on_helper(from) ? BufferConstants::block_queue_depth
                                                 : BufferConstants::result_queue_depth);
}

const char* format_name(const Negotiated& negotiated) {
  return negotiated.info.finfo != nullptr && negotiated.block_samples > 0
             ? GST_AUDIO_INFO_NAME(&negotiated.info)
             : "";
}

}  // namespace

GstStructure* report_status(const ReportSources& from) {
  const Negotiated& negotiated = from.negotiated;
  const bool has_format = negotiated.block_samples > 0;
  const BlockEngine::Sizes sizes = from.engine.sizes();
  const GstClockTime fill_time = block_fill_time(negotiated);
  const GstClockTime latency =
      fill_time > 0 ? fill_time + from.metrics.snapshot().processing_p99 : 0;
  Report report("application/x-audioblocks-status");
  report.add("profile", BufferConstants::profile);
  report.add("format", format_name(negotiated));
  report.add("window", window_name(from.settings.window.load()));
  report.add("analysis-mode", works_on_helper(from) ? "worker" : "inline");
  report.add("state", name(from.state.get()));
  report.add("live", negotiated.live);
  report.add("chunk-samples", static_cast<gint>(BufferConstants::chunk_samples));
  report.add("block-samples", static_cast<gint>(negotiated.block_samples));
  report.add("rate", has_format ? GST_AUDIO_INFO_RATE(&negotiated.info) : 0);
  report.add("channels", has_format ? GST_AUDIO_INFO_CHANNELS(&negotiated.info) : 0);
  report.add("fill-samples", static_cast<gint>(from.engine.fill()));
  report.add("ring-samples", static_cast<gint>(sizes.ring_samples));
  report.add("pool-blocks", sizes.pool_blocks);
  report.add("pool-in-use", from.engine.usage()->in_use.load());
  report.add("exchange-depth", exchange_depth(from, sizes));
  report.add("memory-current", guint64{from.budget.current()});
  report.add("memory-peak", guint64{from.budget.peak()});
  report.add("memory-limit",
             has_format ? guint64{from.budget.limit()} : from.settings.max_memory.load());
  report.add("block-latency", latency);
  report.add("latency-budget", guint64{BufferConstants::latency_budget_ns});
  report.add("within-budget", latency <= BufferConstants::latency_budget_ns);
  return report.take();
}

GstStructure* report_metrics(const ReportSources& from) {
  const BufferMetrics::Snapshot now = from.metrics.snapshot();
  const std::shared_ptr<PoolUsage> usage = from.engine.usage();
  const auto in_use = static_cast<guint64>(usage->in_use.load());
  const MemoryBudget& budget = from.budget;
  Report report("application/x-audioblocks-metrics");
  for (std::size_t i = 0; i < counter_count; ++i)
    report.add(counter_names[i], guint64{now.counters.values[i]});
  report.add("processing-p50", guint64{now.processing_p50});
  report.add("processing-p99", guint64{now.processing_p99});
  report.add("processing-max", guint64{now.processing_max});
  report.add("load", now.load);
  report.add("memory-current", guint64{budget.current()});
  report.add("memory-peak", guint64{budget.peak()});
  report.add("memory-ring", guint64{budget.current(MemoryKind::ring)});
  report.add("memory-pool", guint64{budget.current(MemoryKind::pool)});
  report.add("memory-exchange", guint64{budget.current(MemoryKind::exchange)});
  report.add("memory-scratch", guint64{budget.current(MemoryKind::scratch)});
  report.add("memory-fft", guint64{budget.current(MemoryKind::fft)});
  report.add("pool-in-use", in_use);
  report.add("pool-peak", static_cast<guint64>(usage->peak.load()));
  report.add("pool-outstanding", from.stopped ? in_use : guint64{0});
  report.add("allocations-setup", guint64{budget.allocations(AllocationPhase::setup)});
  report.add("allocations-growth", guint64{budget.allocations(AllocationPhase::growth)});
  report.add("allocations-steady", guint64{budget.allocations(AllocationPhase::steady)});
  report.add("allocations-small", guint64{budget.allocations(AllocationSize::small)});
  report.add("allocations-medium", guint64{budget.allocations(AllocationSize::medium)});
  report.add("allocations-large", guint64{budget.allocations(AllocationSize::large)});
  report.add("allocations-huge", guint64{budget.allocations(AllocationSize::huge)});
  report.add("messages-posted", guint64{now.messages_posted});
  return report.take();
}

}  // namespace audioblocks
