// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstddef>
#include <cstdint>
#include <span>

#include "gst/analysis/block_result.h"
#include "gst/analysis/settings.h"
#include "src/analysis/buffer_analyzer.h"
#include "src/memory/memory_budget.h"
#include "src/metrics/clock.h"

namespace audioblocks {

/// What a BlockAnalyst works with; all of it outlives it.
struct AnalystContext {
  GstObject* element;
  const Settings& settings;
  Clock clock;
};

/// Analyses blocks with the settings that the element has at that moment. Belongs to the thread
/// that analyses: the streaming thread in inline mode, the helper thread in worker mode.
class BlockAnalyst {
 public:
  /// `budget` is charged and must outlive this.
  BlockAnalyst(const AnalystContext& context, MemoryBudget& budget) noexcept;

  /// See BufferAnalyzer::prepare().
  [[nodiscard]] bool prepare(std::size_t block_samples, int rate, std::size_t channels) noexcept {
    return analyzer_.prepare(block_samples, rate, channels);
  }

  /// Analyses the block at `result.position`, given as one span of samples for each channel, into
  /// `result.analysis`, with the settings that it leaves in `result.settings` and
  /// `result.peak_fall`, and sets `analyzed` unless no analysis is asked for. Returns how many
  /// nanoseconds it took.
  std::uint64_t analyze(std::span<const std::span<const float>> channels,
                        BlockResult& result) noexcept;

 private:
  [[nodiscard]] bool continues(const BlockPosition& position) noexcept;

  AnalystContext context_;
  BufferAnalyzer analyzer_;
  /// Where the next block begins if it follows directly.
  guint64 next_sample_ = 0;
};

}  // namespace audioblocks
