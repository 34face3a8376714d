// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/analysis/buffer_analyzer.h"

#include <algorithm>

#include "src/analysis/note.h"
#include "src/dsp/channel_mix.h"

namespace audioblocks {

namespace {

/// Voiced ⇔ there is a guess, and it is clear enough. A silent block has no guess.
bool is_voiced(const PitchGuess& guess, const AnalysisSettings& settings) noexcept {
  return guess.frequency > 0.0 && guess.clarity >= settings.clarity_threshold;
}

void put_pitch(const PitchGuess& guess, const AnalysisSettings& settings,
               BlockAnalysis& result) noexcept {
  result.clarity = guess.clarity;
  result.guess_frequency = guess.frequency;
  result.guess_height = guess.height;
  result.voiced = is_voiced(guess, settings);
  if (!result.voiced) return;
  const Note note = nearest_note(guess.frequency, settings.reference_frequency);
  result.frequency = guess.frequency;
  result.midi_note = note.midi;
  result.note = note.name;
  result.cents = note.cents;
}

/// Resets every scalar as in a new BlockAnalysis. The arrays, most of its size, are not cleared:
/// only their filled parts are read.
void clear_scalars(BlockAnalysis& result) noexcept {
  result.has_level = result.has_spectrum = result.has_pitch = false;
  result.channels = result.loudest = 0;
  result.rms = result.peak = min_db;
  result.power = 0.0;
  result.peak_frequency = result.centroid = 0.0;
  result.peak_magnitude = min_db;
  result.bands = 0;
  result.frequency = result.clarity = result.cents = result.guess_frequency = 0.0;
  result.guess_height = 0.0;
  result.onset = {};
  result.voiced = false;
  result.midi_note = -1;
  result.note = "";
  result.multi_channel = false;
}

}  // namespace

BufferAnalyzer::BufferAnalyzer(FftFactory fft, MemoryBudget& budget) noexcept
    : make_fft_(fft), budget_(&budget) {}

bool BufferAnalyzer::prepare(std::size_t block_samples, int rate, std::size_t channels) noexcept {
  block_samples_ = 0;
  mix_.clear();
  const bool valid =
      block_samples > 0 && rate > 0 && channels > 0 && channels <= BufferConstants::max_channels;
  if (valid && spectrum_.prepare(make_fft_, *budget_, block_samples, rate) &&
      pitch_.prepare(make_fft_, *budget_, block_samples, rate) &&
      (channels == 1 || mix_.allocate(*budget_, MemoryKind::scratch, block_samples))) {
    onset_.prepare(rate);
    block_samples_ = block_samples;
    return true;
  }
  spectrum_ = {};
  pitch_ = {};
  return false;
}

void BufferAnalyzer::analyze(Channels channels, std::size_t valid_samples,
                             const AnalysisSettings& settings, BlockAnalysis& result) noexcept {
  clear_scalars(result);
  const std::size_t valid = std::min(valid_samples, block_samples_);
  channels = channels.first(std::min(channels.size(), levels_.size()));
  if (channels.empty() || block_samples_ == 0) return;
  result.channels = static_cast<unsigned>(channels.size());
  result.has_level = settings.level;
  result.has_spectrum = settings.spectrum;
  result.has_pitch = settings.pitch;
  result.multi_channel = settings.multi_channel && settings.pitch;

  // The level decides what is silent and how samples are scaled, so it is always measured.
  measure_levels(channels, valid, result);
  if (settings.onset) result.onset = onset_.measure(channels, valid);
  const bool run_pitch = settings.pitch && result.rms >= settings.silence_threshold;
  if (settings.spectrum || run_pitch) {
    const bool whole = settings.multi_channel || channels.size() == 1 || mix_.size() == 0;
    const ScaledBlock block =
        whole ? channel_block(channels, loudest_, valid) : mix_block(channels, valid);
    if (settings.spectrum) analyze_spectrum(block, settings, result);
    // Silence has no peak frequency and no centroid; its peak magnitude stands.
    if (result.rms < settings.silence_threshold) result.peak_frequency = result.centroid = 0.0;
    if (run_pitch && !settings.multi_channel) put_pitch(detect(block, settings), settings, result);
  }
  if (settings.pitch && settings.multi_channel)
    analyze_channel_pitches(channels, valid, settings, result);
}

void BufferAnalyzer::measure_levels(Channels channels, std::size_t valid_samples,
                                    BlockAnalysis& result) noexcept {
  loudest_ = 0;
  for (std::size_t c = 0; c < channels.size(); ++c) {
    levels_[c] = measure_level(channels[c].first(valid_samples));
    result.channel_rms[c] = levels_[c].rms_db();
    result.channel_peak[c] = levels_[c].peak_db();
    result.peak = std::max(result.peak, result.channel_peak[c]);
    result.power += levels_[c].mean_square / static_cast<double>(channels.size());
    if (levels_[c].mean_square > levels_[loudest_].mean_square) loudest_ = c;
  }
  result.loudest = static_cast<unsigned>(loudest_);
  result.rms = result.channel_rms[loudest_];
}

ScaledBlock BufferAnalyzer::channel_block(Channels channels, std::size_t channel,
                                          std::size_t valid_samples) const noexcept {
  const float scale = normalising_scale(levels_[channel].peak);
  return {.samples = channels[channel].first(valid_samples),
          .scale = scale,
          .scale_db = scale_to_db(scale)};
}

ScaledBlock BufferAnalyzer::mix_block(Channels channels, std::size_t valid_samples) noexcept {
  float peak = 0.0F;
  for (std::size_t c = 0; c < channels.size(); ++c) peak = std::max(peak, levels_[c].peak);
  const float scale = normalising_scale(peak);
  const std::span<float> mix = mix_.span().first(valid_samples);
  mix_channels(channels, scale / static_cast<float>(channels.size()), mix);
  return {.samples = mix, .scale = 1.0F, .scale_db = scale_to_db(scale)};
}

void BufferAnalyzer::analyze_spectrum(const ScaledBlock& block, const AnalysisSettings& settings,
                                      BlockAnalysis& result) noexcept {
  result.bands = std::min(settings.bands, static_cast<unsigned>(BufferConstants::max_bands));
  const SpectrumFigures figures = spectrum_.analyze(
      block, settings.window, std::span<float>(result.magnitudes).first(result.bands));
  result.peak_frequency = figures.peak_frequency;
  result.peak_magnitude = figures.peak_magnitude;
  result.centroid = figures.centroid;
}

PitchGuess BufferAnalyzer::detect(const ScaledBlock& block,
                                  const AnalysisSettings& settings) noexcept {
  return pitch_.detect(block, settings.min_frequency, settings.max_frequency);
}

void BufferAnalyzer::analyze_channel_pitches(Channels channels, std::size_t valid_samples,
                                             const AnalysisSettings& settings,
                                             BlockAnalysis& result) noexcept {
  for (std::size_t c = 0; c < channels.size(); ++c) {
    PitchGuess guess;
    if (result.channel_rms[c] >= settings.silence_threshold)
      guess = detect(channel_block(channels, c, valid_samples), settings);
    result.channel_frequencies[c] = is_voiced(guess, settings) ? guess.frequency : 0.0;
    result.channel_guesses[c] = guess.frequency;
    result.channel_clarities[c] = guess.clarity;
    if (c == loudest_) put_pitch(guess, settings, result);
  }
}

}  // namespace audioblocks
