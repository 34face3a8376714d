// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/pitchscope/block_listener.h"

#include <algorithm>

#include "gst/input/audio_layout.h"
#include "gst/pitchscope/scope_axes.h"
#include "src/analysis/block_reach.h"
#include "src/analysis/note.h"
#include "src/base/buffer_constants.h"
#include "src/dsp/channel_mix.h"

namespace audioblocks::scope {

BlockListener::BlockListener(GstObject* element, const Settings& settings, MemoryBudget& budget,
                             Trace& trace, Reading& reading) noexcept
    : budget_(budget),
      follower_(trace, reading),
      analyst_({element, settings, steady_clock()}, budget) {}

std::size_t BlockListener::block_samples_for(const AnalysisSettings& settings, int rate) noexcept {
  const double lowest =
      settings.min_frequency > 0.0
          ? settings.min_frequency
          : note_frequency(ScopeAxes::of(settings, 0).notes.lowest(), settings.reference_frequency);
  const std::size_t reaching =
      reaching_block_samples(lowest, rate, BufferConstants::default_block_samples);
  return reaching > 0 ? reaching : BufferConstants::max_block_samples;
}

bool BlockListener::prepare(const GstAudioInfo& info, std::size_t block_samples) noexcept {
  rings_ = {};
  begin_run();
  result_.tracking.notes = true;
  result_.position.rate = GST_AUDIO_INFO_RATE(&info);
  result_.position.block_samples = static_cast<gint>(block_samples);
  block_samples_ = block_samples;
  rate_ = GST_AUDIO_INFO_RATE(&info);
  frame_bytes_ = bytes_per_frame(info);
  const std::size_t channels = channels_of(info);
  // The rings last: nothing is read before they are there.
  return reader_.prepare(info, block_samples, budget_) &&
         mix_.allocate(budget_, MemoryKind::scratch, block_samples) &&
         analyst_.prepare(block_samples, rate_, channels) &&
         rings_.prepare(budget_, channels, block_samples, BufferConstants::ring_blocks);
}

void BlockListener::listen(const guint8* data, std::size_t count) noexcept {
  if (rings_.channels() == 0) return;
  while (count > 0) {
    const std::size_t now = std::min(count, block_samples_ - rings_.fill());
    if (data != nullptr) {
      rings_.read(reader_, data, 0, now);
      data += now * frame_bytes_;
    } else {
      rings_.append_silence(now);
    }
    count -= now;
    if (rings_.has_block()) analyze(block_samples_);
  }
}

void BlockListener::analyze(std::size_t valid_samples) noexcept {
  const ChannelRings::Block block = rings_.block();
  result_.position.valid_samples = static_cast<gint>(valid_samples);
  analyst_.analyze(block, result_);
  follower_.follow(mix(block).first(valid_samples), result_);
  rings_.pop();
  ++result_.position.block_index;
  result_.position.start_sample += valid_samples;
}

void BlockListener::begin_run() noexcept {
  result_.position.block_index = result_.position.start_sample = 0;
}

std::span<const float> BlockListener::mix(ChannelRings::Block block) noexcept {
  if (block.size() == 1) return block.front();
  mix_channels(block, 1.0F / static_cast<float>(block.size()), mix_.span());
  return mix_.span();
}

void BlockListener::finish() noexcept {
  if (rings_.channels() > 0 && rings_.fill() > 0) {
    const std::size_t valid = rings_.fill();
    rings_.pad();
    analyze(valid);
  }
  follower_.finish();
  begin_run();
}

void BlockListener::clear() noexcept {
  rings_.clear();
  follower_.clear();
  begin_run();
}

}  // namespace audioblocks::scope
