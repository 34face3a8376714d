// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace audioblocks {

/// The sizes fixed at compile time. The build option `profile` selects one of two sets:
/// production (one block size) or development (fifteen of them).
struct BufferConstants {
  /// Samples in a chunk, the quantum of every size here (an AudioWorklet render quantum).
  static constexpr std::size_t chunk_samples = 128;
  /// Samples in a block if downstream does not ask for another size.
  static constexpr std::size_t default_block_samples = 1024;

#ifdef AUDIOBLOCKS_PRODUCTION
  static constexpr const char* profile = "production";
  static constexpr std::size_t min_block_samples = default_block_samples;
  static constexpr std::size_t max_block_samples = default_block_samples;
  /// Limit for the time from the arrival of a block's first sample to its result, in nanoseconds.
  static constexpr std::uint64_t latency_budget_ns = 30'000'000;
#else
  static constexpr const char* profile = "development";
  static constexpr std::size_t min_block_samples = 256;
  static constexpr std::size_t max_block_samples = 2048;
  static constexpr std::uint64_t latency_budget_ns = 50'000'000;
#endif

  /// Number of block sizes that can be negotiated: min, min + chunk, … max.
  static constexpr std::size_t block_size_count =
      (max_block_samples - min_block_samples) / chunk_samples + 1;
  /// Blocks in a CircularBuffer: one that is read and one that fills.
  static constexpr std::size_t ring_blocks = 2;
  static constexpr std::size_t max_channels = 64;
  static constexpr std::size_t max_bands = 1024;
  /// Maximum number of results that wait for the helper thread (inline mode); a power of two.
  static constexpr std::size_t result_queue_depth = 64;
  /// Maximum number of blocks that wait for the helper thread (worker mode); a power of two.
  static constexpr std::size_t block_queue_depth = 8;
  /// Initial blocks of the output pool, if they fit into a quarter of the memory limit.
  static constexpr std::size_t initial_pool_blocks = 64;
  /// Limit for the bytes in all blocks, rings, queues and scratch buffers of one element.
  static constexpr std::size_t memory_limit = 50'000'000;
  /// Alignment of every array of samples: one cache line, the widest SIMD register.
  static constexpr std::size_t alignment = 64;
  /// A partial block with fewer samples than this is unvoiced without a search.
  static constexpr std::size_t min_pitch_samples = 256;

  /// True for a size that can be negotiated.
  static constexpr bool is_block_size(std::size_t samples) {
    return samples >= min_block_samples && samples <= max_block_samples &&
           samples % chunk_samples == 0;
  }

  /// All sizes that can be negotiated, ascending.
  static constexpr std::array<int, block_size_count> block_sizes() {
    std::array<int, block_size_count> sizes{};
    for (std::size_t i = 0; i < block_size_count; ++i)
      sizes[i] = static_cast<int>(min_block_samples + i * chunk_samples);
    return sizes;
  }
};

static_assert(BufferConstants::min_block_samples % BufferConstants::chunk_samples == 0);
static_assert(BufferConstants::max_block_samples % BufferConstants::chunk_samples == 0);
static_assert(BufferConstants::min_block_samples >= 2 * BufferConstants::chunk_samples);
static_assert(BufferConstants::min_block_samples <= BufferConstants::max_block_samples);
static_assert(BufferConstants::is_block_size(BufferConstants::default_block_samples));
static_assert(BufferConstants::ring_blocks >= 2);
static_assert((BufferConstants::ring_blocks * BufferConstants::min_block_samples) %
                  BufferConstants::chunk_samples ==
              0);
static_assert((BufferConstants::result_queue_depth & (BufferConstants::result_queue_depth - 1)) ==
              0);
static_assert((BufferConstants::block_queue_depth & (BufferConstants::block_queue_depth - 1)) == 0);
// The largest ring must fit the limit many times over, or no pool could.
static_assert(BufferConstants::ring_blocks * BufferConstants::max_block_samples *
                  BufferConstants::max_channels * sizeof(float) * 8 <
              BufferConstants::memory_limit);

}  // namespace audioblocks
