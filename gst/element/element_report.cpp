// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/element_report.h"

#include <utility>

#include "gst/element/pitch_range.h"
#include "gst/element/property_types.h"
#include "src/base/buffer_constants.h"
#include "src/metrics/counter.h"

namespace audioblocks {

namespace {

/// The name of an enum's value, as a property shows it. The type's class exists as long as the
/// property does.
const char* nick(GType type, gint value) {
  return g_enum_get_value(static_cast<GEnumClass*>(g_type_class_peek(type)), value)->value_nick;
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
AnalysisMode analysis_mode(const Negotiated& negotiated, const Settings& settings) {
  if (negotiated.block_samples == 0) return settings.analysis_mode.load();
  return negotiated.worker ? AnalysisMode::worker : AnalysisMode::inlined;
}

gint exchange_depth(const BlockEngine::Sizes& sizes, AnalysisMode mode) {
  if (sizes.queue_depth > 0) return static_cast<gint>(sizes.queue_depth);
  return static_cast<gint>(mode == AnalysisMode::worker ? BufferConstants::block_queue_depth
                                                        : BufferConstants::result_queue_depth);
}

/// How the run is tracked, or how the next one would be where nothing is negotiated.
Tracking tracking(const Negotiated& negotiated, ElementParts& parts) {
  if (negotiated.block_samples > 0) return parts.engine.tracking();
  return {.lag = static_cast<guint16>(parts.settings.track_lag.load()),
          .notes = parts.settings.notes.load()};
}

const char* format_name(const Negotiated& negotiated) {
  return negotiated.info.finfo != nullptr && negotiated.block_samples > 0
             ? GST_AUDIO_INFO_NAME(&negotiated.info)
             : "";
}

}  // namespace

GstStructure* report_status(ElementParts& parts) {
  const Negotiated negotiated = parts.negotiation.negotiated();
  const bool has_format = negotiated.block_samples > 0;
  const BlockEngine::Sizes sizes = parts.engine.sizes();
  const GstClockTime fill_time = block_fill_time(negotiated);
  const GstClockTime latency =
      fill_time > 0 ? fill_time + parts.metrics.snapshot().processing_p99 : 0;
  const AnalysisMode mode = analysis_mode(negotiated, parts.settings);
  Report report("application/x-audioblocks-status");
  report.add("profile", BufferConstants::profile);
  report.add("format", format_name(negotiated));
  report.add("window", nick(gst_audio_blocks_window_get_type(),
                            static_cast<gint>(parts.settings.window.load())));
  report.add("analysis-mode",
             nick(gst_audio_blocks_analysis_mode_get_type(), static_cast<gint>(mode)));
  report.add("track-lag", static_cast<gint>(tracking(negotiated, parts).lag));
  report.add("notes", tracking(negotiated, parts).notes);
  report.add("state", name(parts.state.get()));
  report.add("live", negotiated.live);
  report.add("chunk-samples", static_cast<gint>(BufferConstants::chunk_samples));
  report.add("block-samples", static_cast<gint>(negotiated.block_samples));
  report.add("rate", has_format ? GST_AUDIO_INFO_RATE(&negotiated.info) : 0);
  report.add("channels", has_format ? GST_AUDIO_INFO_CHANNELS(&negotiated.info) : 0);
  report.add("lowest-pitch", pitch_range::lowest_pitch(negotiated));
  report.add("fill-samples", static_cast<gint>(parts.engine.fill()));
  report.add("ring-samples", static_cast<gint>(sizes.ring_samples));
  report.add("pool-blocks", sizes.pool_blocks);
  report.add("pool-in-use", parts.engine.usage()->in_use.load());
  report.add("exchange-depth", exchange_depth(sizes, mode));
  report.add("memory-current", guint64{parts.budget->current()});
  report.add("memory-peak", guint64{parts.budget->peak()});
  report.add("memory-limit",
             has_format ? guint64{parts.budget->limit()} : parts.settings.max_memory.load());
  report.add("block-latency", latency);
  report.add("latency-budget", guint64{BufferConstants::latency_budget_ns});
  report.add("within-budget", latency <= BufferConstants::latency_budget_ns);
  return report.take();
}

GstStructure* report_metrics(ElementParts& parts) {
  const BufferMetrics::Snapshot now = parts.metrics.snapshot();
  const std::shared_ptr<PoolUsage> usage = parts.engine.usage();
  const auto in_use = static_cast<guint64>(usage->in_use.load());
  const MemoryBudget& budget = *parts.budget;
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
  report.add("pool-outstanding", parts.started ? guint64{0} : in_use);
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
