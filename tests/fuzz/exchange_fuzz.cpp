// SPDX-License-Identifier: LGPL-2.1-or-later
//
// BlockExchange against a queue that is plainly right; the bytes say which side comes when.
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>

#include "block_exchange.h"
#include "byte_reader.h"
#include "memory_budget.h"
#include "require.h"

using namespace audioblocks;

namespace {

/// A number, three times: with the rest of another value it would not be the same.
struct Value {
  std::array<std::uint64_t, 3> number;
  [[nodiscard]] bool is(std::uint64_t expected) const {
    return number[0] == expected && number[1] == expected && number[2] == expected;
  }
};

class Pair {
 public:
  explicit Pair(ByteReader& bytes) : bytes_(bytes) { prepare(); }

  void step() {
    const std::uint8_t what = bytes_.take<std::uint8_t>();
    if (what == 255) {
      prepare();
    } else if (exchange_.depth() > 0) {
      // So many times in a row: a byte is enough to lap the consumer, or to empty the exchange.
      for (int times = what / 2 % 16; times >= 0; --times) what % 2 == 0 ? publish() : take();
    }
    compare();
  }

 private:
  void prepare() {
    const std::size_t depth = bytes_.below(8) == 0 ? bytes_.below(130) : 1U << bytes_.below(7);
    const auto first = bytes_.take<std::uint64_t>();
    const bool valid = depth > 0 && depth <= 64 && (depth & (depth - 1)) == 0;
    const bool fits = (depth + 2) * 64 <= budget_.limit();
    REQUIRE(exchange_.prepare(budget_, depth, first) == (valid && fits));
    queue_.clear();
    held_ = nullptr;
    next_ = first;
    produced_ = consumed_ = evicted_ = 0;
  }

  void publish() {
    REQUIRE(exchange_.next_sequence() == next_);
    REQUIRE(&exchange_.slot() != held_);
    exchange_.slot().number.fill(next_);
    const bool evicts = queue_.size() == exchange_.depth();
    REQUIRE(exchange_.would_evict() == evicts);
    REQUIRE(exchange_.publish() == evicts);
    ++produced_;
    queue_.push_back(next_++);
    if (!evicts) return;
    ++evicted_;
    REQUIRE(exchange_.evicted_sequence() == queue_.front());
    REQUIRE(exchange_.slot().is(queue_.front()));
    queue_.pop_front();
  }

  void take() {
    const Value* value = exchange_.take();
    REQUIRE((value == nullptr) == queue_.empty());
    if (value == nullptr) return;
    ++consumed_;
    held_ = value;
    held_number_ = queue_.front();
    REQUIRE(exchange_.taken_sequence() == held_number_);
    queue_.pop_front();
  }

  void compare() const {
    const BlockExchange<Value>::Counts counts = exchange_.counts();
    REQUIRE(counts.produced == produced_ && counts.consumed == consumed_);
    REQUIRE(counts.evicted == evicted_ && counts.queued == queue_.size());
    REQUIRE(exchange_.queued() == queue_.size() && exchange_.has_value() == !queue_.empty());
    REQUIRE(exchange_.full() == (exchange_.depth() > 0 && queue_.size() == exchange_.depth()));
    if (exchange_.depth() > 0) {
      REQUIRE(exchange_.would_evict() == exchange_.full());
    } else {
      REQUIRE(queue_.empty());
    }
    REQUIRE(held_ == nullptr || held_->is(held_number_));
  }

  ByteReader& bytes_;
  MemoryBudget budget_{std::size_t{40} * 64};
  BlockExchange<Value> exchange_;
  std::deque<std::uint64_t> queue_;
  const Value* held_ = nullptr;
  std::uint64_t held_number_ = 0;
  std::uint64_t next_ = 0;
  std::uint64_t produced_ = 0;
  std::uint64_t consumed_ = 0;
  std::uint64_t evicted_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteReader bytes(data, size);
  Pair pair(bytes);
  while (!bytes.empty()) pair.step();
  return 0;
}
