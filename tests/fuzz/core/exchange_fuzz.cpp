// SPDX-License-Identifier: LGPL-2.1-or-later
//
// BlockExchange against a queue that is plainly right. The bytes decide which side acts when, and
// what the other side does between any two accesses to shared data.
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>

#include "src/memory/memory_budget.h"
#include "src/threads/block_exchange.h"
#include "tests/fuzz/core/stepped_atomic.h"
#include "tests/fuzz/support/byte_reader.h"
#include "tests/fuzz/support/require.h"

using namespace audioblocks;

namespace {

/// A number, three times, so that a mixture of two values is detected.
struct Value {
  std::array<std::uint64_t, 3> number;
  [[nodiscard]] bool is(std::uint64_t expected) const {
    return number[0] == expected && number[1] == expected && number[2] == expected;
  }
};

using Exchange = BlockExchange<Value, StepAtomic>;

class Pair final : public Steps {
 public:
  explicit Pair(ByteReader& bytes) : bytes_(bytes) {
    current = this;
    prepare();
  }
  ~Pair() override { current = nullptr; }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  void run() {
    while (!bytes_.empty()) {
      const std::uint8_t what = bytes_.take<std::uint8_t>();
      if (what == 255) prepare();
      if (exchange_.depth() > 0) act(what);
      check_at_rest();
    }
  }

  /// Between two accesses of one side the other may act any number of times, but neither the same
  /// side nor one that is itself in the middle of a call.
  void step() override {
    if (queue_.empty()) was_empty_ = true;
    if (!interleaves_) return;
    ++steps_;
    interleaves_ = false;
    interleave(bytes_.take<std::uint8_t>());
    interleaves_ = true;
  }

  /// The one exchange is that of publish(): now the new value is in and, if all places were taken,
  /// the oldest is out.
  void exchanged() override {
    evicts_ = queue_.size() == exchange_.depth();
    if (evicts_) {
      evicted_number_ = queue_.front();
      queue_.pop_front();
      ++evicted_;
    }
    queue_.push_back(next_++);
    ++produced_;
  }

  /// The one compare-and-exchange is that of take(): now the oldest is out, and the producer may
  /// overwrite the value taken before.
  void compared_and_exchanged() override {
    REQUIRE(!queue_.empty());
    REQUIRE(held_ == nullptr || held_->is(held_number_));
    held_ = nullptr;
    held_number_ = queue_.front();
    queue_.pop_front();
    ++consumed_;
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

  /// Acts up to 16 times in a row, so that one byte can lap the consumer or empty the exchange.
  void act(std::uint8_t what) {
    for (int times = what / 8 % 16; times >= 0; --times) {
      interleaves_ = what % 2 != 0;
      const int side = what / 2 % 4;
      if (side == 0) publish();
      if (side == 1 || side == 2) take();
      if (side == 3) look();
      interleaves_ = false;
    }
  }

  void interleave(std::uint8_t what) {
    if (what % 4 != 0) return;  // nothing, in most places
    for (int times = what / 4 % 8; times >= 0; --times) {
      const bool publishes = !publishing_ && (taking_ || what / 32 % 2 == 0);
      if (publishes) publish();
      if (!publishes && !taking_) take();
    }
    if (what / 64 % 2 == 0) look();
  }

  void publish() {
    publishing_ = true;
    const std::uint64_t number = next_;
    REQUIRE(&exchange_.slot() != held_);
    exchange_.slot().number.fill(number);
    const bool evicts = exchange_.publish();
    REQUIRE(evicts == evicts_);
    REQUIRE(!evicts || exchange_.slot().is(evicted_number_));
    publishing_ = false;
  }

  void take() {
    taking_ = true;
    was_empty_ = queue_.empty();
    const std::uint64_t before = consumed_;
    const std::uint64_t steps_before = steps_;
    const Value* value = exchange_.take();
    if (value == nullptr) {
      // Nothing was there for a moment, or the producer was ahead at each of many attempts.
      REQUIRE(consumed_ == before);
      REQUIRE(was_empty_ || steps_ - steps_before >= 64);
    } else {
      REQUIRE(consumed_ == before + 1);
      REQUIRE(exchange_.taken_sequence() == held_number_);
      held_ = value;
    }
    REQUIRE(held_ == nullptr || held_->is(held_number_));
    taking_ = false;
  }

  /// A third thread looks while the other two are at work, or in the middle of their calls: a call
  /// under way counts as made or as not made.
  void look() {
    const std::uint64_t produced = produced_;
    const std::uint64_t consumed = consumed_;
    const Exchange::Counts counts = exchange_.counts();
    REQUIRE(counts.produced == counts.consumed + counts.evicted + counts.queued);
    REQUIRE(counts.queued <= exchange_.depth());
    REQUIRE(counts.produced + 1 >= produced && counts.produced <= produced_);
    REQUIRE(counts.consumed + 1 >= consumed && counts.consumed <= consumed_);
  }

  void check_at_rest() {
    const Exchange::Counts counts = exchange_.counts();
    REQUIRE(counts.produced == produced_ && counts.consumed == consumed_);
    REQUIRE(counts.evicted == evicted_ && counts.queued == queue_.size());
    REQUIRE(exchange_.queued() == queue_.size() && exchange_.has_value() == !queue_.empty());
    const bool full = exchange_.depth() > 0 && queue_.size() == exchange_.depth();
    REQUIRE(exchange_.depth() == 0 || exchange_.would_evict() == full);
    REQUIRE(held_ == nullptr || held_->is(held_number_));
  }

  ByteReader& bytes_;
  MemoryBudget budget_{std::size_t{40} * 64};
  Exchange exchange_;

  std::deque<std::uint64_t> queue_;
  std::uint64_t next_ = 0;
  std::uint64_t produced_ = 0;
  std::uint64_t consumed_ = 0;
  std::uint64_t evicted_ = 0;

  // State of the publish() and take() that are, or were last, under way.
  bool interleaves_ = false;
  bool publishing_ = false;
  bool taking_ = false;
  bool evicts_ = false;
  std::uint64_t evicted_number_ = 0;
  const Value* held_ = nullptr;
  std::uint64_t held_number_ = 0;
  bool was_empty_ = false;
  /// Accesses of the side that acts, not counting those of the other in between.
  std::uint64_t steps_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteReader bytes(data, size);
  Pair pair(bytes);
  pair.run();
  return 0;
}
