// SPDX-License-Identifier: LGPL-2.1-or-later
//
// BufferPool against a list of what is out. Every byte of every block that is out is written.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "src/memory/buffer_pool.h"
#include "src/memory/memory_budget.h"
#include "tests/fuzz/support/byte_reader.h"
#include "tests/fuzz/support/require.h"

using namespace audioblocks;

namespace {

class Pair {
 public:
  explicit Pair(ByteReader& bytes) : bytes_(bytes) {
    const std::size_t block_bytes = bytes_.below(600);
    const std::size_t blocks = bytes_.below(20);
    usable_ = (block_bytes + 63) / 64 * 64;
    const bool fits = block_bytes > 0 && blocks > 0 && blocks * cost() <= budget_->limit();
    REQUIRE(pool_.prepare(budget_, block_bytes, blocks) == fits);
    if (fits) capacity_ = blocks;
  }
  ~Pair() {
    while (!out_.empty()) release();
    compare();
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  void step() {
    const std::uint8_t what = bytes_.take<std::uint8_t>();
    switch (what % 8) {
      case 0:
        change();
        break;
      case 1:
      case 2:
      case 3:
        release();
        break;
      default:
        for (int times = what / 8 % 8; times >= 0; --times) acquire();
    }
    compare();
  }

 private:
  struct Out {
    std::byte* block;
    std::byte mark;
  };

  void acquire() {
    if (retired_) return;
    std::byte* block = pool_.acquire();
    REQUIRE((block != nullptr) == (out_.size() < capacity_));
    if (block == nullptr) return;
    REQUIRE(reinterpret_cast<std::uintptr_t>(block) % 64 == 0);
    mark_ = static_cast<std::byte>(std::to_integer<unsigned>(mark_) + 1);
    std::fill_n(block, usable_, mark_);
    out_.push_back({block, mark_});
  }

  void release() {
    if (out_.empty()) return;
    const std::size_t which = bytes_.below(out_.size());
    const Out out = out_[which];
    for (std::size_t i = 0; i < usable_; ++i) REQUIRE(out.block[i] == out.mark);
    pool_.release(out.block);
    out_[which] = out_.back();
    out_.pop_back();
  }

  void change() {
    if (bytes_.below(8) == 0) {
      pool_.retire();
      retired_ = true;
    } else if (!retired_) {
      grow(bytes_.below(12));
    }
  }

  void grow(std::size_t blocks) {
    const std::size_t grown = pool_.grow(blocks);
    REQUIRE(grown <= (capacity_ == 0 ? 0 : blocks));
    capacity_ += grown;
    const bool has_room = capacity_ > 0 && capacity_ < BufferPool::max_slabs &&
                          budget_->limit() - budget_->current() >= cost();
    REQUIRE(grown == blocks || !has_room);
  }

  void compare() const {
    REQUIRE(pool_.capacity() == capacity_ && pool_.in_use() == out_.size());
    const std::size_t charged = budget_->current();
    if (retired_) {
      REQUIRE(charged >= out_.size() * cost() && charged <= capacity_ * cost());
      REQUIRE(charged == 0 || !out_.empty());
    } else {
      REQUIRE(charged == capacity_ * cost());
    }
  }

  /// Bytes that a block and its header take.
  [[nodiscard]] std::size_t cost() const { return usable_ + 64; }

  ByteReader& bytes_;
  std::shared_ptr<MemoryBudget> budget_ = std::make_shared<MemoryBudget>(std::size_t{60'000});
  BufferPool pool_;
  /// Bytes of a block, in whole cache lines.
  std::size_t usable_ = 0;
  std::vector<Out> out_;
  std::byte mark_{0};
  std::size_t capacity_ = 0;
  bool retired_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteReader bytes(data, size);
  Pair pair(bytes);
  while (!bytes.empty()) pair.step();
  return 0;
}
