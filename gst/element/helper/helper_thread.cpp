// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/helper/helper_thread.h"

#ifdef __linux__
#include <pthread.h>
#endif

#include <chrono>
#include <new>
#include <system_error>
#include <utility>

namespace audioblocks {

namespace {

/// A result that nobody listens for waits this long at most.
constexpr std::chrono::milliseconds doze{250};
/// How long the helper naps where the queue allows it and two calls came within twice this time:
/// one wake-up then serves many results. A wake-up costs more than the message it is for.
constexpr std::chrono::milliseconds nap{2};

/// Names the calling thread for `top -H`, `perf` and debuggers.
void name_thread() noexcept {
#ifdef __linux__
  pthread_setname_np(pthread_self(), "audioblocks");
#endif
}

}  // namespace

bool HelperThread::start() {
  stop();
  stopping_ = serving_ = growth_requested_ = may_nap_ = napping_ = false;
  checks_ = 0;
  lost_samples_ = 0;
  delivered_generation_ = generation_.load();
  listened_ = sink_.listens();
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    return false;
  } catch (const std::bad_alloc&) {
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
  open_ = nullptr;
  queues_.clear();
}

void HelperThread::open(std::shared_ptr<HelperQueue> queue, bool may_nap) {
  const std::lock_guard lock(queues_mutex_);
  may_nap_ = may_nap;
  queues_.push_back(std::move(queue));
  open_ = queues_.back().get();
}

void HelperThread::close() noexcept {
  {
    const std::lock_guard lock(queues_mutex_);
    if (open_ != nullptr) open_->end_run();
    open_ = nullptr;
  }
  doorbell_.ring();
}

bool HelperThread::publish(bool urgent) noexcept {
  BlockExchange<BlockResult>& exchange = open_->exchange();
  exchange.slot().generation = generation_.load();
  // A result that was discarded before would not have been delivered either.
  const bool evicted = exchange.publish() && !is_stale(slot());
  // Counted before the bell, so that it rings once.
  if (evicted) lost_samples_.fetch_add(static_cast<guint64>(slot().position.valid_samples));
  ++unrung_;
  const bool many = 2 * unrung_ >= exchange.depth();
  const bool soon = (urgent || listened_.load()) && !napping_.load();
  if (soon || evicted || many || growth_requested_.load()) {
    unrung_ = 0;
    doorbell_.ring();
  } else {
    doorbell_.nudge();
  }
  return evicted;
}

void HelperThread::end_run() noexcept {
  open_->end_run();
  doorbell_.ring();
}

void HelperThread::pass() noexcept {
  if (growth_requested_.load()) doorbell_.ring();
}

void HelperThread::lost(guint64 samples) noexcept {
  lost_samples_.fetch_add(samples);
  doorbell_.ring();
}

void HelperThread::discard() noexcept {
  generation_.fetch_add(1);
  if (sink_.holds()) doorbell_.ring();
}

void HelperThread::wait_discarded() {
  constexpr std::chrono::milliseconds limit{100};
  if (is_current_thread()) return;
  wait_point_.wait_for(limit, [this] { return !sink_.holds() && !serving_.load(); });
}

bool HelperThread::idle() const noexcept {
  {
    const std::lock_guard lock(queues_mutex_);
    if (closed_queues() > 0) return false;
    if (!queues_.empty() &&
        (queues_.front()->exchange().queued() > 0 || queues_.front()->run_ends()))
      return false;
  }
  // Read after the queues: the helper sets it before it takes and clears it after it has delivered.
  return lost_samples_.load() == 0 && !serving_.load();
}

bool HelperThread::is_current_thread() const noexcept {
  return thread_.get_id() == std::this_thread::get_id();
}

bool HelperThread::has_work() const noexcept {
  if (stopping_.load() || growth_requested_.load() || checks_.load() != 0 ||
      lost_samples_.load() > 0 || (sink_.holds() && delivered_generation_ != generation_.load()))
    return true;
  const std::lock_guard lock(queues_mutex_);
  return closed_queues() > 0 || (!queues_.empty() && (queues_.front()->exchange().has_value() ||
                                                      queues_.front()->run_ends()));
}

/// The oldest result, valid until the next call, or the end of a run before it. Releases closed
/// queues that have become empty.
HelperThread::Next HelperThread::take() noexcept {
  const std::lock_guard lock(queues_mutex_);
  while (!queues_.empty()) {
    taken_from_ = queues_.front().get();
    if (taken_from_->take_run_end()) return {.run_ends = true};
    if (BlockResult* result = taken_from_->take()) return {.result = result};
    if (closed_queues() == 0) break;
    queues_.pop_front();
  }
  return {};
}

/// The queue of the present stage; null while there is none.
std::shared_ptr<HelperQueue> HelperThread::open_queue() const noexcept {
  const std::lock_guard lock(queues_mutex_);
  return open_ != nullptr ? queues_.back() : nullptr;
}

void HelperThread::deliver(BlockResult& result) {
  if (is_stale(result)) return;
  taken_from_->analyze(result);
  if (!is_stale(result)) sink_.deliver(result, taken_from_->lost_before());
}

/// Has the sink discard what it has of earlier generations.
void HelperThread::pass_discard() noexcept {
  const guint32 generation = generation_.load();
  if (std::exchange(delivered_generation_, generation) != generation) sink_.discard();
}

void HelperThread::run() noexcept {
  name_thread();
  auto served = std::chrono::steady_clock::now() - 2 * nap;
  while (true) {
    const auto now = std::chrono::steady_clock::now();
    // Announced before the last look at what waits: what is published by then needs no bell.
    napping_ = may_nap_.load() && now - std::exchange(served, now) < 2 * nap;
    doorbell_.wait([this] { return has_work(); }, napping_ ? nap : doze);
    if (stopping_.load()) break;
    serving_ = true;
    serve();
    listened_ = sink_.listens();
    serving_ = false;
    wait_point_.notify();
  }
  sink_.discard();
}

void HelperThread::serve() noexcept {
  pass_discard();
  serve_requests();
  for (Next next = take(); next.result != nullptr || next.run_ends; next = take()) {
    pass_discard();
    if (next.run_ends)
      sink_.end_run();
    else
      deliver(*next.result);
    wait_point_.notify();
    if (stopping_.load()) return;
    // Also here, for handlers that are slower than blocks, so that results never run out.
    serve_requests();
  }
}

void HelperThread::serve_requests() noexcept {
  if (growth_requested_.load()) {
    if (const std::shared_ptr<HelperQueue> queue = open_queue()) queue->grow_pool();
    growth_requested_ = false;
  }
  const unsigned checks = checks_.exchange(0);
  for (const Check what : {Check::pitch_range, Check::level_meta})
    if ((checks & static_cast<unsigned>(what)) != 0) sink_.check(what);
  if (const guint64 samples = lost_samples_.exchange(0); samples > 0) sink_.overflowed(samples);
}

}  // namespace audioblocks
