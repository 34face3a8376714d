// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstddef>
#include <memory>
#include <mutex>

#include "gst/element/stream/block_stage.h"

namespace audioblocks {

class Outlet;

/// The stage of the present negotiation: builds it as large as the memory allows, installs it, and
/// lets other threads look at its sizes. Streaming thread, but for those under "any thread".
class CurrentStage {
 public:
  /// Blocks in the pool, in and out; samples each ring holds; results or blocks that the queue to
  /// the helper thread holds. 0 where nothing is installed.
  struct Sizes {
    gint pool_blocks = 0;
    std::size_t ring_samples = 0;
    std::size_t queue_depth = 0;
  };

  CurrentStage(const AnalystContext& analyst, BufferMetrics& metrics) noexcept
      : analyst_(analyst), metrics_(metrics) {}
  CurrentStage(const CurrentStage&) = delete;
  CurrentStage& operator=(const CurrentStage&) = delete;

  /// A new run of the element begins; `budget` is charged. False if memory is refused.
  [[nodiscard]] bool start(std::shared_ptr<MemoryBudget> budget);
  /// Builds and installs a stage, and opens its queue; `plan.divisor` is chosen here. clear() comes
  /// first, so that the budget need not hold two. False if not even the smallest stage fits.
  [[nodiscard]] bool install(const BlockStage::Plan& plan, Outlet& outlet);
  /// No other attempt to install one follows in this negotiation.
  void abandon() noexcept { waited_in_vain_ = false; }
  void clear() noexcept { replace(nullptr); }

  /// nullptr where nothing is installed.
  [[nodiscard]] BlockStage* get() const noexcept { return stage_.get(); }
  [[nodiscard]] MemoryBudget& budget() const noexcept { return *budget_; }

  // Any thread.

  [[nodiscard]] Sizes sizes();
  /// How many blocks are out, of the present run or, when stopped, of the last one.
  [[nodiscard]] std::shared_ptr<PoolUsage> usage();

 private:
  [[nodiscard]] std::unique_ptr<BlockStage> build(const BlockStage::Plan& plan) const;
  [[nodiscard]] std::unique_ptr<BlockStage> build_within_memory(BlockStage::Plan plan,
                                                                Outlet& outlet);
  void replace(std::unique_ptr<BlockStage> stage) noexcept;

  AnalystContext analyst_;
  BufferMetrics& metrics_;
  std::shared_ptr<MemoryBudget> budget_;
  /// The memory of old results was waited for in vain in this negotiation.
  bool waited_in_vain_ = false;

  /// Guards the pointers below against readers; the streaming thread takes it to change them.
  std::mutex mutex_;
  std::unique_ptr<BlockStage> stage_;
  std::shared_ptr<PoolUsage> usage_ = std::make_shared<PoolUsage>();
};

}  // namespace audioblocks
