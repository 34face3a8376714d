// SPDX-License-Identifier: LGPL-2.1-or-later
#include "block_stage.h"

#include <algorithm>
#include <new>
#include <utility>

#include "config.h"
#ifndef AUDIOBLOCKS_FFTW
#include "gst_fft.h"
#endif

namespace audioblocks {

namespace {

#ifdef AUDIOBLOCKS_FFTW
constexpr FftFactory make_fft = make_fftw_fft;
#else
constexpr FftFactory make_fft = make_gst_fft;
#endif

}  // namespace

BlockStage::BlockStage(MemoryBudget& budget) noexcept
    : budget_(budget), analyzer_(make_fft, budget) {}

BlockStage::~BlockStage() {
  if (pool_ != nullptr) gst_buffer_pool_set_active(GST_BUFFER_POOL(pool_.get()), FALSE);
}

bool BlockStage::prepare(const PoolFormat& format, const std::shared_ptr<MemoryBudget>& budget,
                         std::shared_ptr<PoolUsage> usage) {
  channels_ = static_cast<std::size_t>(GST_AUDIO_INFO_CHANNELS(&format.info));
  rings_.reset(new (std::nothrow) SampleReader::Ring[channels_]);
  if (rings_ == nullptr) return false;
  for (SampleReader::Ring& ring : rings())
    if (!ring.prepare(budget_, format.block_samples, BufferConstants::ring_blocks)) return false;
  if (!reader_.prepare(format.info, format.block_samples, budget_)) return false;
  if (!analyzer_.prepare(format.block_samples, GST_AUDIO_INFO_RATE(&format.info), channels_))
    return false;
  pool_.reset(gst_audio_blocks_pool_new(format, budget, std::move(usage)));
  return pool_ != nullptr;
}

void BlockStage::read_silence(std::size_t count) noexcept {
  for (SampleReader::Ring& ring : rings()) {
    const std::span<float> space = ring.writable().first(count);
    std::ranges::fill(space, 0.0F);
    ring.commit(count);
  }
}

void BlockStage::pad() noexcept {
  for (SampleReader::Ring& ring : rings()) ring.pad();
}

void BlockStage::analyze(std::size_t valid_samples, const AnalysisSettings& settings,
                         BlockAnalysis& result) noexcept {
  std::array<std::span<const float>, BufferConstants::max_channels> blocks;
  for (std::size_t channel = 0; channel < channels_; ++channel)
    blocks[channel] = rings_[channel].block();
  analyzer_.analyze(std::span(blocks).first(channels_), valid_samples, settings, result);
  for (SampleReader::Ring& ring : rings()) ring.pop();
}

void BlockStage::clear() noexcept {
  for (SampleReader::Ring& ring : rings()) ring.clear();
}

}  // namespace audioblocks
