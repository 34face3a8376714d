// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gst/gst.h>

#include <array>
#include <cstddef>
#include <memory>
#include <span>

#include "buffer_analyzer.h"
#include "gstaudioblockspool.h"
#include "sample_reader.h"

namespace audioblocks {

/// A GObject reference.
struct ObjectUnref {
  void operator()(gpointer object) const { gst_object_unref(object); }
};
using PoolPtr = std::unique_ptr<GstAudioBlocksPool, ObjectUnref>;

/// What is built once for one format and block size: the output pool, the rings, the reader that
/// fills them and the analyzer that reads them. Streaming thread, but for the pool's own functions.
class BlockStage {
 public:
  explicit BlockStage(MemoryBudget& budget) noexcept;
  BlockStage(const BlockStage&) = delete;
  BlockStage& operator=(const BlockStage&) = delete;
  /// Stops the pool; blocks that are out stay valid.
  ~BlockStage();

  /// False if memory is refused.
  [[nodiscard]] bool prepare(const PoolFormat& format, const std::shared_ptr<MemoryBudget>& budget,
                             std::shared_ptr<PoolUsage> usage);

  [[nodiscard]] GstAudioBlocksPool* pool() const noexcept { return pool_.get(); }
  [[nodiscard]] std::size_t ring_samples() const noexcept { return rings()[0].capacity(); }

  /// Takes samples `first` … of a block into the rings; returns how many were no usable numbers.
  std::size_t read(const guint8* block, std::size_t first, std::size_t count) noexcept {
    return reader_.read(block, first, count, rings());
  }
  void read_silence(std::size_t count) noexcept;
  /// Completes the block in the making with zeros.
  void pad() noexcept;
  /// Analyses the oldest whole block where it lies and lets go of it.
  void analyze(std::size_t valid_samples, const AnalysisSettings& settings,
               BlockAnalysis& result) noexcept;
  /// Forgets the block in the making.
  void clear() noexcept;

 private:
  [[nodiscard]] std::span<SampleReader::Ring> rings() const noexcept {
    return {rings_.get(), channels_};
  }

  MemoryBudget& budget_;
  std::size_t channels_ = 0;
  PoolPtr pool_;
  std::unique_ptr<SampleReader::Ring[]> rings_;
  SampleReader reader_;
  BufferAnalyzer analyzer_;
};

}  // namespace audioblocks
