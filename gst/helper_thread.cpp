// SPDX-License-Identifier: LGPL-2.1-or-later
#include "helper_thread.h"

#include <new>
#include <system_error>

#include "buffer_constants.h"

namespace audioblocks {

bool HelperThread::start(MemoryBudget& budget) {
  stop();
  exchange_.reset(new (std::nothrow) BlockExchange<BlockResult>);
  if (exchange_ == nullptr || !exchange_->prepare(budget, BufferConstants::result_queue_depth))
    return false;
  next_sequence_ = exchange_->next_sequence();
  stopping_ = serving_ = growth_requested_ = false;
  lost_samples_ = 0;
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    return false;
  }
  return true;
}

void HelperThread::stop() noexcept {
  if (thread_.joinable()) {
    discard();
    stopping_ = true;
    doorbell_.ring();
    thread_.join();
  }
  exchange_.reset();
}

bool HelperThread::publish() noexcept {
  exchange_->slot().generation = generation_.load();
  const bool evicted = exchange_->publish();
  doorbell_.ring();
  return evicted;
}

void HelperThread::lost(guint64 samples) noexcept {
  lost_samples_.fetch_add(samples);
  doorbell_.ring();
}

void HelperThread::request_growth() noexcept {
  if (!growth_requested_.exchange(true)) doorbell_.ring();
}

bool HelperThread::idle() const noexcept {
  // In this order: the helper serves from before it takes until after it has delivered.
  return exchange_->queued() == 0 && lost_samples_.load() == 0 && !serving_.load();
}

bool HelperThread::is_current_thread() const noexcept {
  return thread_.get_id() == std::this_thread::get_id();
}

bool HelperThread::has_work() const noexcept {
  return stopping_.load() || growth_requested_.load() || exchange_->has_value() ||
         lost_samples_.load() > 0;
}

void HelperThread::run() noexcept {
  while (true) {
    doorbell_.wait([this] { return has_work(); });
    if (stopping_.load()) return;
    serving_ = true;
    serve();
    serving_ = false;
    wait_point_.notify();
  }
}

void HelperThread::serve() noexcept {
  serve_requests();
  while (const BlockResult* result = exchange_->take()) {
    const bool lost = exchange_->taken_sequence() != next_sequence_;
    next_sequence_ = exchange_->taken_sequence() + 1;
    if (result->generation == generation_.load()) sink_.deliver(*result, lost);
    wait_point_.notify();
    if (stopping_.load()) return;
    // Also while handlers are slower than blocks, and results never run out.
    serve_requests();
  }
}

void HelperThread::serve_requests() noexcept {
  if (growth_requested_.load()) {
    sink_.grow_pool();
    growth_requested_ = false;
    wait_point_.notify();
  }
  if (const guint64 samples = lost_samples_.exchange(0); samples > 0) sink_.overflowed(samples);
}

}  // namespace audioblocks
