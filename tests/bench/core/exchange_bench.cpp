// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What it costs the audio thread to hand a block of 1024 samples to another thread, with the
// exchange and with jack_ringbuffer_write(). Each call is timed by itself; the ways take turns, a
// block each; one consumer takes all of them.
#include <jack/ringbuffer.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>
#include <vector>

#include "src/base/buffer_constants.h"
#include "src/memory/memory_budget.h"
#include "src/threads/block_exchange.h"
#include "tests/bench/core/ticks.h"

using namespace audioblocks;

namespace {

constexpr std::size_t depth = 8;
constexpr std::size_t blocks = 400'000;

using Block = std::array<float, BufferConstants::default_block_samples>;
using Times = std::vector<std::uint32_t>;

void use(const void* samples) noexcept { asm volatile("" : : "r"(samples) : "memory"); }

class Exchange {
 public:
  Exchange() noexcept {
    if (!exchange_.prepare(budget_, depth)) std::abort();
  }
  [[nodiscard]] BlockExchange<Block>& get() noexcept { return exchange_; }
  /// Watches the producer's counter, as the reader of jack's ring does.
  void consume() noexcept {
    while (exchange_.taken_sequence() + 1 != exchange_.produced())
      if (const Block* block = exchange_.take()) use(block);
  }

 private:
  MemoryBudget budget_;
  BlockExchange<Block> exchange_;
};

/// A ring of `depth` blocks and one byte, which it keeps free.
class Jack {
 public:
  Jack() noexcept : ring_(jack_ringbuffer_create(depth * sizeof(Block) + 1)) {
    if (ring_ == nullptr) std::abort();
  }
  ~Jack() { jack_ringbuffer_free(ring_); }
  Jack(const Jack&) = delete;
  Jack& operator=(const Jack&) = delete;

  std::size_t write(const void* data, std::size_t bytes) noexcept {
    return jack_ringbuffer_write(ring_, static_cast<const char*>(data), bytes);
  }
  [[nodiscard]] bool has_room() const noexcept {
    return jack_ringbuffer_write_space(ring_) >= sizeof(Block);
  }
  void consume() noexcept {
    std::array<jack_ringbuffer_data_t, 2> parts{};
    jack_ringbuffer_get_read_vector(ring_, parts.data());
    for (const jack_ringbuffer_data_t& part : parts) use(part.buf);
    jack_ringbuffer_read_advance(ring_, parts[0].len + parts[1].len);
  }

 private:
  jack_ringbuffer_t* ring_;
};

/// The ways to hand over a block, and the time that each call took.
struct Bench {
  Exchange in_place;
  Exchange copied;
  Jack jack_blocks;
  Jack jack_chunks;
  std::atomic<bool> done{false};
  std::size_t refused = 0;

  Times nothing;
  Times publish;
  Times copy_and_publish;
  Times write_block;
  Times write_chunk;

  void consume(bool yields) noexcept {
    while (!done.load(std::memory_order_relaxed)) {
      in_place.consume();
      copied.consume();
      jack_blocks.consume();
      jack_chunks.consume();
      if (yields) std::this_thread::yield();
    }
  }

  void produce(const Block& block) {
    BlockExchange<Block>& filled = in_place.get();
    BlockExchange<Block>& empty = copied.get();
    for (std::size_t i = 0; i < blocks; ++i) {
      nothing.push_back(ticks_of([] {}));
      // As an analysis would fill it, which has no other place for its result.
      filled.slot() = block;
      publish.push_back(ticks_of([&] { filled.publish(); }));
      copy_and_publish.push_back(ticks_of([&] {
        empty.slot() = block;
        empty.publish();
      }));
      std::size_t written = 0;
      write_block.push_back(
          ticks_of([&] { written = jack_blocks.write(block.data(), sizeof(block)); }));
      if (written < sizeof(block)) ++refused;
      constexpr std::size_t chunk_bytes = BufferConstants::chunk_samples * sizeof(float);
      write_chunk.push_back(
          ticks_of([&] { written = jack_chunks.write(block.data(), chunk_bytes); }));
      if (written < chunk_bytes) ++refused;
      // Waits for the consumer, since a full ring would refuse to write.
      while (!jack_blocks.has_room() || !jack_chunks.has_room()) std::this_thread::yield();
    }
    done.store(true);
  }

  void reserve() {
    for (Times* times : {&nothing, &publish, &copy_and_publish, &write_block, &write_chunk})
      times->reserve(blocks);
  }
};

void print(const char* name, Times& times, double nanoseconds_a_tick, std::uint32_t overhead) {
  std::ranges::sort(times);
  const auto at = [&](double share) {
    const std::uint32_t ticks =
        times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
    return nanoseconds_a_tick * static_cast<double>(ticks > overhead ? ticks - overhead : 0);
  };
  std::printf("%-40s %8.0f %8.0f %8.0f\n", name, at(0.5), at(0.99), at(0.999));
}

/// `yields`: the consumer lets others run after each look instead of spinning.
void compare(bool yields, double nanoseconds_a_tick) {
  const auto bench = std::make_unique<Bench>();
  bench->reserve();
  Block block{};
  block.fill(0.5F);
  std::thread consumer([&] { bench->consume(yields); });
  bench->produce(block);
  consumer.join();

  std::ranges::sort(bench->nothing);
  const std::uint32_t overhead = bench->nothing[bench->nothing.size() / 2];
  std::printf("\n%-40s %8s %8s %8s\n",
              yields ? "the consumer yields between two looks" : "the consumer spins", "p50", "p99",
              "p99.9");
  print("timing nothing", bench->nothing, nanoseconds_a_tick, overhead);
  print("BlockExchange::publish(), filled in place", bench->publish, nanoseconds_a_tick, overhead);
  print("BlockExchange, copy and publish()", bench->copy_and_publish, nanoseconds_a_tick, overhead);
  print("jack_ringbuffer_write(), 1024 samples", bench->write_block, nanoseconds_a_tick, overhead);
  print("jack_ringbuffer_write(), 128 samples", bench->write_chunk, nanoseconds_a_tick, overhead);
  std::printf("jack's rings were full %zu times; the exchanges evicted %llu and %llu blocks\n",
              bench->refused, static_cast<unsigned long long>(bench->in_place.get().evicted()),
              static_cast<unsigned long long>(bench->copied.get().evicted()));
}

}  // namespace

int main() {
  std::printf(
      "ns of the audio thread, %zu blocks of 1024 samples, two threads, less the median of\n"
      "timing nothing\n",
      blocks);
  const double nanoseconds_a_tick = measure_tick();
  for (const bool yields : {true, false}) compare(yields, nanoseconds_a_tick);
  return EXIT_SUCCESS;
}
