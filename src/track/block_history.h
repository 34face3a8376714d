// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "src/base/realtime.h"
#include "src/track/note_model.h"
#include "src/track/note_path.h"
#include "src/track/tracked_block.h"

namespace audioblocks {

/// The last blocks of a run, and what each shows among its neighbours: how the level moves around
/// it, and where near it a sound begins. Blocks are counted from 0; memory is fixed.
class BlockHistory {
 public:
  /// How many blocks are kept.
  static constexpr std::size_t longest = 96;
  /// How many blocks before the first that shows a note its onset is searched in, at most.
  static constexpr std::size_t longest_search = 32;
  /// The most blocks after one that it is compared with.
  static constexpr std::size_t longest_ahead = 16;

  struct Block {
    TrackedBlock block;
    /// `block.frequency` as a MIDI number with a fraction, −1 for none.
    double pitch = -1.0;
    /// The highest level so far, in dBFS, which is forgotten slowly.
    float loudest = 0.0F;
  };

  /// Goes back to the beginning of a run. `looks_ahead`: whether blocks are read that late that
  /// those after them are there.
  void begin(const NoteModel& model, int rate, std::size_t block_samples,
             bool looks_ahead) noexcept;

  /// Keeps the next block.
  void push(const TrackedBlock& block, double pitch) noexcept AUDIOBLOCKS_REALTIME;

  /// How many blocks have come.
  [[nodiscard]] std::size_t size() const noexcept AUDIOBLOCKS_REALTIME { return size_; }
  /// How many blocks after it observe() wants to see.
  [[nodiscard]] std::size_t ahead() const noexcept AUDIOBLOCKS_REALTIME { return ahead_; }
  /// One of the last `longest` blocks.
  [[nodiscard]] const Block& at(std::size_t index) const noexcept AUDIOBLOCKS_REALTIME {
    return blocks_[index % longest];
  }

  /// What a block shows, by those that are there of the blocks around it.
  [[nodiscard]] NotePath::Observation observe(std::size_t index) const noexcept
      AUDIOBLOCKS_REALTIME;

  /// The sample where a note most likely begins that shows in the block `index` first.
  [[nodiscard]] std::uint64_t onset_near(std::size_t index) const noexcept AUDIOBLOCKS_REALTIME;

 private:
  [[nodiscard]] static std::size_t before(std::size_t index, std::size_t count) noexcept;
  [[nodiscard]] std::size_t after(std::size_t index, std::size_t count) const noexcept;
  [[nodiscard]] float level(std::size_t index) const noexcept;
  [[nodiscard]] float loudest(std::size_t first, std::size_t last) const noexcept;
  [[nodiscard]] float quietest(std::size_t first, std::size_t last) const noexcept;
  [[nodiscard]] float mean_level(std::size_t first, std::size_t last) const noexcept;
  [[nodiscard]] float unlikeness(std::size_t index) const noexcept;
  [[nodiscard]] float crossing_cost(const TrackedBlock& block) const noexcept;
  [[nodiscard]] std::uint64_t beginning_after_rise(const TrackedBlock& block) const noexcept;

  NoteModel model_;
  /// Hz.
  float rate_ = 1.0F;
  /// dB that are forgotten in a block.
  float forgotten_ = 0.0F;
  /// Blocks: around a dip, of the mean that a level sinks from, and of the search for an onset.
  std::size_t ahead_ = 0;
  std::size_t later_ = 0;
  std::size_t near_ = 1;
  std::size_t far_ = 1;
  std::size_t search_ = 1;
  std::array<Block, longest> blocks_{};
  std::size_t size_ = 0;
};

}  // namespace audioblocks
