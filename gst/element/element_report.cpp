// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/element_report.h"

#include "src/base/buffer_constants.h"
#include "src/dsp/window.h"

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

/// What was negotiated, or else what is set.
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

GstClockTime block_fill_time(const Negotiated& negotiated) {
  if (negotiated.block_samples == 0) return 0;
  return gst_util_uint64_scale_ceil(negotiated.block_samples, GST_SECOND,
                                    static_cast<guint64>(GST_AUDIO_INFO_RATE(&negotiated.info)));
}

GstStructure* report_status(const ReportSources& from) {
  const Negotiated& agreed = from.negotiated;
  const BlockEngine::Sizes sizes = from.engine.sizes();
  const GstClockTime fill_time = block_fill_time(agreed);
  const GstClockTime latency =
      fill_time > 0 ? fill_time + from.metrics.snapshot().processing_p99 : 0;
  const bool negotiated = agreed.block_samples > 0;
  return gst_structure_new(
      "application/x-audioblocks-status", "profile", G_TYPE_STRING, BufferConstants::profile,
      "format", G_TYPE_STRING, format_name(agreed), "window", G_TYPE_STRING,
      window_name(from.settings.window.load()), "analysis-mode", G_TYPE_STRING,
      works_on_helper(from) ? "worker" : "inline", "state", G_TYPE_STRING, name(from.state.get()),
      "live", G_TYPE_BOOLEAN, static_cast<gboolean>(agreed.live), "chunk-samples", G_TYPE_INT,
      static_cast<gint>(BufferConstants::chunk_samples), "block-samples", G_TYPE_INT,
      static_cast<gint>(agreed.block_samples), "rate", G_TYPE_INT,
      negotiated ? GST_AUDIO_INFO_RATE(&agreed.info) : 0, "channels", G_TYPE_INT,
      negotiated ? GST_AUDIO_INFO_CHANNELS(&agreed.info) : 0, "fill-samples", G_TYPE_INT,
      static_cast<gint>(from.engine.fill()), "ring-samples", G_TYPE_INT,
      static_cast<gint>(sizes.ring_samples), "pool-blocks", G_TYPE_INT, sizes.pool_blocks,
      "pool-in-use", G_TYPE_INT, from.engine.usage()->in_use.load(), "exchange-depth", G_TYPE_INT,
      exchange_depth(from, sizes), "memory-current", G_TYPE_UINT64,
      static_cast<guint64>(from.budget.current()), "memory-peak", G_TYPE_UINT64,
      static_cast<guint64>(from.budget.peak()), "memory-limit", G_TYPE_UINT64,
      negotiated ? static_cast<guint64>(from.budget.limit()) : from.settings.max_memory.load(),
      "block-latency", G_TYPE_UINT64, latency, "latency-budget", G_TYPE_UINT64,
      BufferConstants::latency_budget_ns, "within-budget", G_TYPE_BOOLEAN,
      static_cast<gboolean>(latency <= BufferConstants::latency_budget_ns), nullptr);
}

GstStructure* report_metrics(const ReportSources& from) {
  const BufferMetrics::Snapshot now = from.metrics.snapshot();
  const std::shared_ptr<PoolUsage> usage = from.engine.usage();
  const auto in_use = static_cast<guint64>(usage->in_use.load());
  const MemoryBudget& budget = from.budget;
  const auto memory = [&budget](MemoryKind kind) {
    return static_cast<guint64>(budget.current(kind));
  };
  return gst_structure_new(
      "application/x-audioblocks-metrics", "blocks", G_TYPE_UINT64, now.blocks, "blocks-analyzed",
      G_TYPE_UINT64, now.blocks_analyzed, "blocks-skipped", G_TYPE_UINT64, now.blocks_skipped,
      "samples-in", G_TYPE_UINT64, now.samples_in, "samples-out", G_TYPE_UINT64, now.samples_out,
      "samples-padded", G_TYPE_UINT64, now.samples_padded, "overruns", G_TYPE_UINT64, now.overruns,
      "evicted-samples", G_TYPE_UINT64, now.evicted_samples, "evicted-results", G_TYPE_UINT64,
      now.evicted_results, "dropped-blocks", G_TYPE_UINT64, now.dropped_blocks, "discontinuities",
      G_TYPE_UINT64, now.discontinuities, "nonfinite-samples", G_TYPE_UINT64, now.nonfinite_samples,
      "processing-p50", G_TYPE_UINT64, now.processing_p50, "processing-p99", G_TYPE_UINT64,
      now.processing_p99, "processing-max", G_TYPE_UINT64, now.processing_max, "load",
      G_TYPE_DOUBLE, now.load, "memory-current", G_TYPE_UINT64,
      static_cast<guint64>(budget.current()), "memory-peak", G_TYPE_UINT64,
      static_cast<guint64>(budget.peak()), "memory-ring", G_TYPE_UINT64, memory(MemoryKind::ring),
      "memory-pool", G_TYPE_UINT64, memory(MemoryKind::pool), "memory-exchange", G_TYPE_UINT64,
      memory(MemoryKind::exchange), "memory-scratch", G_TYPE_UINT64, memory(MemoryKind::scratch),
      "memory-fft", G_TYPE_UINT64, memory(MemoryKind::fft), "pool-in-use", G_TYPE_UINT64, in_use,
      "pool-peak", G_TYPE_UINT64, static_cast<guint64>(usage->peak.load()), "pool-outstanding",
      G_TYPE_UINT64, from.stopped ? in_use : guint64{0}, "allocations-setup", G_TYPE_UINT64,
      budget.allocations(AllocationPhase::setup), "allocations-growth", G_TYPE_UINT64,
      budget.allocations(AllocationPhase::growth), "allocations-steady", G_TYPE_UINT64,
      budget.allocations(AllocationPhase::steady), "allocations-small", G_TYPE_UINT64,
      budget.allocations(AllocationSize::small), "allocations-medium", G_TYPE_UINT64,
      budget.allocations(AllocationSize::medium), "allocations-large", G_TYPE_UINT64,
      budget.allocations(AllocationSize::large), "allocations-huge", G_TYPE_UINT64,
      budget.allocations(AllocationSize::huge), "messages-posted", G_TYPE_UINT64,
      now.messages_posted, nullptr);
}

}  // namespace audioblocks
