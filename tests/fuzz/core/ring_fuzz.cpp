// SPDX-License-Identifier: LGPL-2.1-or-later
//
// CircularBuffer against a queue of samples that is plainly right.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "src/memory/circular_buffer.h"
#include "src/memory/memory_budget.h"
#include "tests/fuzz/support/byte_reader.h"
#include "tests/fuzz/support/require.h"
#include "tests/support/ring_write.h"

using namespace audioblocks;

namespace {

class Model {
 public:
  Model(std::size_t block_samples, std::size_t blocks)
      : block_samples_(block_samples), capacity_(block_samples * blocks) {}

  /// Does what writable() does before it returns room.
  void make_room() {
    if (capacity_ > 0 && held_.size() == capacity_) {
      evicted_ += block_samples_;
      pop();
    }
  }
  void write(std::span<const std::uint32_t> samples) {
    for (const std::uint32_t sample : samples) {
      if (capacity_ == 0) return;
      make_room();
      held_.push_back(sample);
      ++written_;
    }
  }
  std::size_t pad() {
    const std::size_t count = fill() == 0 ? 0 : block_samples_ - fill();
    write(std::vector<std::uint32_t>(count));
    return count;
  }
  void pop() {
    if (has_block()) held_.erase(held_.begin(), held_.begin() + signed_block());
  }
  void clear() {
    if (fill() != 0) written_ += block_samples_ - fill();
    held_.clear();
  }

  /// Evictions are counted since the ring was made, over every prepare().
  void set_evicted(std::uint64_t evicted) { evicted_ = evicted; }

  void compare(const CircularBuffer<std::uint32_t>& ring) const {
    REQUIRE(ring.capacity() == capacity_);
    REQUIRE(ring.fill() == fill() && ring.has_block() == has_block());
    REQUIRE(ring.write_position() == written_);
    REQUIRE(ring.read_position() == written_ - held_.size());
    REQUIRE(ring.evicted() == evicted_);
    const std::span<const std::uint32_t> block = ring.block();
    REQUIRE(block.size() == (has_block() ? block_samples_ : 0));
    REQUIRE(std::equal(block.begin(), block.end(), held_.begin()));
    REQUIRE(reinterpret_cast<std::uintptr_t>(block.data()) % 64 == 0);
  }
  [[nodiscard]] std::size_t room() const { return capacity_ == 0 ? 0 : block_samples_ - fill(); }

 private:
  [[nodiscard]] std::size_t fill() const {
    return block_samples_ == 0 ? 0 : held_.size() % block_samples_;
  }
  [[nodiscard]] bool has_block() const { return held_.size() != fill(); }
  [[nodiscard]] std::ptrdiff_t signed_block() const {
    return static_cast<std::ptrdiff_t>(block_samples_);
  }

  std::size_t block_samples_;
  std::size_t capacity_;
  std::deque<std::uint32_t> held_;
  std::uint64_t written_ = 0;
  std::uint64_t evicted_ = 0;
};

/// One ring and its model, fed the same.
class Pair {
 public:
  explicit Pair(ByteReader& bytes) : bytes_(bytes) { prepare(); }

  void step() {
    switch (bytes_.below(8)) {
      case 0:
      case 1:
        write();
        break;
      case 2:
        commit();
        break;
      case 3:
        REQUIRE(ring_.pad() == model_.pad());
        break;
      case 4:
      case 5:
        ring_.pop();
        model_.pop();
        break;
      case 6:
        ring_.clear();
        model_.clear();
        break;
      default:
        if (bytes_.below(16) == 0) prepare();
    }
    model_.compare(ring_);
  }

 private:
  void prepare() {
    // Some sizes are wrong, some too large for the budget.
    const std::size_t block_samples = bytes_.below(5) * 128 + (bytes_.below(16) == 0 ? 1 : 0);
    const std::size_t blocks = bytes_.below(6);
    const bool fits = block_samples * blocks * sizeof(std::uint32_t) <= budget_.limit();
    const bool valid = block_samples > 0 && block_samples % 128 == 0 && blocks > 0 && fits;
    REQUIRE(ring_.prepare(budget_, block_samples, blocks) == valid);
    const std::uint64_t evicted = ring_.evicted();
    model_ = valid ? Model(block_samples, blocks) : Model(0, 0);
    model_.set_evicted(evicted);
  }

  std::vector<std::uint32_t> next(std::size_t count) {
    std::vector<std::uint32_t> samples(count);
    for (std::uint32_t& sample : samples) sample = next_++;
    return samples;
  }

  void write() {
    const std::vector<std::uint32_t> samples = next(bytes_.below(900));
    ring_write(ring_, samples);
    model_.write(samples);
  }

  void commit() {
    const std::span<std::uint32_t> room = ring_.writable();
    model_.make_room();
    REQUIRE(room.size() == model_.room());
    const std::vector<std::uint32_t> samples = next(bytes_.below(room.size() + 1));
    std::ranges::copy(samples, room.begin());
    ring_.commit(samples.size());
    model_.write(samples);
  }

  ByteReader& bytes_;
  MemoryBudget budget_{8192};
  CircularBuffer<std::uint32_t> ring_;
  Model model_{0, 0};
  std::uint32_t next_ = 1;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteReader bytes(data, size);
  Pair pair(bytes);
  while (!bytes.empty()) pair.step();
  return 0;
}
