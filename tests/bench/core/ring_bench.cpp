// SPDX-License-Identifier: LGPL-2.1-or-later
//
// One thread writes chunks of 128 samples and takes blocks of 1024. CircularBuffer and
// BlockExchange return blocks where they lie; beside them are rings of other projects, which copy
// blocks out, and the two copies alone.
//
//   bench-ring              nanoseconds per chunk; the candidates take turns
//   bench-ring NAME CHUNKS  passes CHUNKS chunks through one of them, for instructions.sh to count
#include <jack/ringbuffer.h>

#include <algorithm>
#include <array>
#include <boost/lockfree/spsc_queue.hpp>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "src/base/buffer_constants.h"
#include "src/memory/circular_buffer.h"
#include "src/memory/memory_budget.h"
#include "src/threads/block_exchange.h"
#include "tests/support/ring_write.h"

using namespace audioblocks;

namespace {

constexpr std::size_t chunk_samples = BufferConstants::chunk_samples;
constexpr std::size_t block_samples = BufferConstants::default_block_samples;
constexpr std::size_t ring_samples = BufferConstants::ring_blocks * block_samples;
using Chunk = std::array<float, chunk_samples>;
using Block = std::array<float, block_samples>;

/// Makes the compiler assume that the samples are read, without an instruction.
void use(const float* samples) noexcept { asm volatile("" : : "r"(samples) : "memory"); }

class Copies {
 public:
  void pass(const Chunk& chunk) noexcept {
    std::memcpy(held_.data() + fill_, chunk.data(), sizeof(chunk));
    fill_ += chunk_samples;
    if (fill_ < block_samples) return;
    fill_ = 0;
    use(held_.data());
    std::memcpy(block_.data(), held_.data(), sizeof(block_));
    use(block_.data());
  }

 private:
  alignas(64) Block held_{};
  alignas(64) Block block_{};
  std::size_t fill_ = 0;
};

class Ours {
 public:
  Ours() noexcept {
    if (!ring_.prepare(budget_, block_samples, BufferConstants::ring_blocks)) std::abort();
  }
  void pass(const Chunk& chunk) noexcept {
    ring_write(ring_, chunk);
    if (!ring_.has_block()) return;
    use(ring_.block().data());
    ring_.pop();
  }

 private:
  MemoryBudget budget_;
  CircularBuffer<float> ring_;
};

/// Fills a block where it will be taken.
class Exchange {
 public:
  Exchange() noexcept {
    if (!exchange_.prepare(budget_, BufferConstants::ring_blocks)) std::abort();
  }
  void pass(const Chunk& chunk) noexcept {
    std::memcpy(exchange_.slot().data() + fill_, chunk.data(), sizeof(chunk));
    fill_ += chunk_samples;
    if (fill_ < block_samples) return;
    fill_ = 0;
    exchange_.publish();
    if (const Block* block = exchange_.take()) use(block->data());
  }

 private:
  MemoryBudget budget_;
  BlockExchange<Block> exchange_;
  std::size_t fill_ = 0;
};

class Jack {
 public:
  Jack() noexcept : ring_(jack_ringbuffer_create(ring_samples * sizeof(float))) {
    if (ring_ == nullptr) std::abort();
  }
  ~Jack() { jack_ringbuffer_free(ring_); }
  Jack(const Jack&) = delete;
  Jack& operator=(const Jack&) = delete;

  void pass(const Chunk& chunk) noexcept {
    jack_ringbuffer_write(ring_, reinterpret_cast<const char*>(chunk.data()), sizeof(chunk));
    if (jack_ringbuffer_read_space(ring_) < sizeof(block_)) return;
    jack_ringbuffer_read(ring_, reinterpret_cast<char*>(block_.data()), sizeof(block_));
    use(block_.data());
  }

 private:
  jack_ringbuffer_t* ring_;
  alignas(64) Block block_{};
};

class Boost {
 public:
  void pass(const Chunk& chunk) noexcept {
    ring_.push(chunk.data(), chunk.size());
    if (ring_.read_available() < block_samples) return;
    ring_.pop(block_.data(), block_.size());
    use(block_.data());
  }

 private:
  boost::lockfree::spsc_queue<float, boost::lockfree::capacity<ring_samples>> ring_;
  alignas(64) Block block_{};
};

/// Some chunks, as if they came from elsewhere.
class Source {
 public:
  Source() {
    for (std::size_t i = 0; i < chunks_.size(); ++i) chunks_[i].fill(static_cast<float>(i));
  }
  const Chunk& operator[](std::size_t i) const noexcept { return chunks_[i % chunks_.size()]; }

 private:
  alignas(64) std::array<Chunk, 8> chunks_{};
};

template <class Ring>
void run(Ring& ring, const Source& source, std::size_t chunks) noexcept {
  for (std::size_t i = 0; i < chunks; ++i) ring.pass(source[i]);
}

double thread_nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

template <class Ring>
class Candidate {
 public:
  explicit Candidate(const char* name) : name_(name), ring_(std::make_unique<Ring>()) {}

  [[nodiscard]] bool is(std::string_view name) const { return name == name_; }
  void run_only(const Source& source, std::size_t chunks) { run(*ring_, source, chunks); }
  void measure(const Source& source, std::size_t chunks) {
    const double start = thread_nanoseconds();
    run(*ring_, source, chunks);
    times_.push_back((thread_nanoseconds() - start) / static_cast<double>(chunks));
  }
  void print() {
    std::ranges::sort(times_);
    std::printf("%-16s %7.1f (%.1f to %.1f)\n", name_, times_[times_.size() / 2],
                times_[times_.size() / 4], times_[times_.size() * 3 / 4]);
  }

 private:
  const char* name_;
  std::unique_ptr<Ring> ring_;
  std::vector<double> times_;
};

struct All {
  Candidate<Ours> ours{"CircularBuffer"};
  Candidate<Exchange> exchange{"BlockExchange"};
  Candidate<Copies> copies{"memcpy"};
  Candidate<Jack> jack{"jack"};
  Candidate<Boost> boost{"boost"};

  template <class Function>
  void for_each(Function function) {
    function(ours);
    function(exchange);
    function(copies);
    function(jack);
    function(boost);
  }
};

int run_one(All& all, const Source& source, const char* name, const char* count) {
  const std::size_t chunks = std::strtoul(count, nullptr, 10);
  bool found = false;
  all.for_each([&](auto& candidate) {
    if (!candidate.is(name)) return;
    candidate.run_only(source, chunks);
    found = true;
  });
  return found ? EXIT_SUCCESS : EXIT_FAILURE;
}

void compare(All& all, const Source& source) {
  constexpr std::size_t chunks_a_round = 80'000;
  constexpr int rounds = 101;
  for (int round = 0; round < rounds; ++round)
    all.for_each([&](auto& candidate) { candidate.measure(source, chunks_a_round); });
  std::printf("ns for a chunk of %zu samples, blocks of %zu; median and middle half of %d rounds\n",
              chunk_samples, block_samples, rounds);
  all.for_each([](auto& candidate) { candidate.print(); });
}

}  // namespace

int main(int argc, char** argv) {
  const Source source;
  All all;
  if (argc == 3) return run_one(all, source, argv[1], argv[2]);
  compare(all, source);
  return EXIT_SUCCESS;
}
