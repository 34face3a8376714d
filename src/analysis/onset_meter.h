// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "src/analysis/onset.h"
#include "src/base/buffer_constants.h"
#include "src/base/realtime.h"

namespace audioblocks {

/// Finds where in a stream of blocks something begins, from the energies of its chunks: that of all
/// frequencies, and that of the highest octave, where a note struck again shows even if it is no
/// louder than what still rings. Each sample is read once. docs/track.md, "Onsets".
class OnsetMeter {
 public:
  /// For a stream at `rate` Hz, from its beginning.
  void prepare(int rate) noexcept;

  /// Goes back to the beginning of a stream.
  void begin() noexcept AUDIOBLOCKS_REALTIME { past_ = {}; }

  /// Takes the next block: finite samples of each channel, the energies of which are added. A last
  /// chunk that is not whole is left out.
  Onset measure(std::span<const std::span<const float>> channels,
                std::size_t valid_samples) noexcept AUDIOBLOCKS_REALTIME;

 private:
  static constexpr std::size_t most_chunks =
      BufferConstants::max_block_samples / BufferConstants::chunk_samples;
  /// The most chunks that a chunk is compared with.
  static constexpr std::size_t longest_reach = 48;
  using Chunks = std::array<float, most_chunks>;

  /// Values of the chunks of a block, after those of the chunks before it.
  class Series {
   public:
    /// What the block's values go to.
    [[nodiscard]] float* block() noexcept { return values_.data() + longest_reach; }
    [[nodiscard]] const float* block() const noexcept { return values_.data() + longest_reach; }
    /// Finds the highest of the values `reach` … 2 chunks before each of so many chunks: a
    /// beginning may lie across two.
    void find_highest_before(std::size_t reach, std::size_t chunks, Chunks& highest) const noexcept;
    /// Makes the last `reach` values up to the end of the block those before the next.
    void pass(std::size_t chunks, std::size_t reach) noexcept;

   private:
    std::array<float, longest_reach + most_chunks> values_{};
  };

  /// What is kept of the blocks before.
  struct Past {
    Series energies;
    /// Energies of the highest octave, in pairs of chunks, over a floor.
    Series highs;
    float last_high = 0.0F;
    /// The highest energy, which fades, and the mean rise of the highest octave.
    float peak = 0.0F;
    float mean = 0.0F;
  };

  void load(std::span<const std::span<const float>> channels, std::size_t chunks) noexcept;
  void find_rise(std::size_t chunks, Onset& onset) const noexcept;
  void find_flux(std::size_t chunks, Onset& onset) noexcept;

  /// How many chunks back a chunk is compared.
  std::size_t reach_ = 2;
  /// What is left after a chunk of the peak and of the mean.
  float peak_left_ = 0.0F;
  float mean_left_ = 0.0F;
  Past past_;
};

}  // namespace audioblocks
