// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/stream/current_stage.h"

#include <new>
#include <utility>

#include "gst/base/debug_category.h"
#include "gst/element/stream/outlet.h"

namespace audioblocks {

bool CurrentStage::start(std::shared_ptr<MemoryBudget> budget) {
  try {
    const std::lock_guard lock(mutex_);
    usage_ = std::make_shared<PoolUsage>();
  } catch (const std::bad_alloc&) {
    return false;
  }
  budget_ = std::move(budget);
  return true;
}

bool CurrentStage::install(const BlockStage::Plan& plan, Outlet& outlet) {
  std::unique_ptr<BlockStage> stage = build_within_memory(plan, outlet);
  if (stage == nullptr || !outlet.open(stage->queue())) return false;
  replace(std::move(stage));
  waited_in_vain_ = false;
  return true;
}

/// nullptr if memory is refused.
std::unique_ptr<BlockStage> CurrentStage::build(const BlockStage::Plan& plan) const {
  std::unique_ptr<BlockStage> stage(new (std::nothrow) BlockStage(analyst_, metrics_, budget_));
  try {
    if (stage != nullptr && stage->prepare(plan, usage_)) return stage;
  } catch (const std::bad_alloc&) {
    GST_DEBUG_OBJECT(analyst_.element, "no memory for a bookkeeping object");
  }
  return nullptr;
}

/// As large as the memory allows; nullptr if not even the smallest fits.
std::unique_ptr<BlockStage> CurrentStage::build_within_memory(BlockStage::Plan plan,
                                                              Outlet& outlet) {
  std::unique_ptr<BlockStage> stage = build(plan);
  if (stage != nullptr) return stage;
  // What waits for the helper thread in the old size still has its memory.
  waited_in_vain_ = waited_in_vain_ || !outlet.wait_delivered();
  // Each attempt plans the transforms anew: none where the smallest is too large already.
  plan.divisor = BlockStage::max_divisor;
  if (build(plan) == nullptr) return nullptr;
  for (plan.divisor = 1; stage == nullptr && plan.divisor <= BlockStage::max_divisor;
       plan.divisor *= 2)
    stage = build(plan);
  return stage;
}

void CurrentStage::replace(std::unique_ptr<BlockStage> stage) noexcept {
  const std::lock_guard lock(mutex_);
  stage_.swap(stage);
}

CurrentStage::Sizes CurrentStage::sizes() {
  const std::lock_guard lock(mutex_);
  if (stage_ == nullptr) return {};
  return {gst_audio_blocks_pool_get_size(stage_->pool()), stage_->ring_samples(),
          stage_->queue()->exchange().depth()};
}

std::shared_ptr<PoolUsage> CurrentStage::usage() {
  const std::lock_guard lock(mutex_);
  return usage_;
}

}  // namespace audioblocks
