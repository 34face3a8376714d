// SPDX-License-Identifier: LGPL-2.1-or-later
//
// BufferAnalyzer on any finite samples, sizes, rates and settings: everything it returns is finite
// and in its range.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "config.h"
#include "src/analysis/block_analysis.h"
#include "src/analysis/buffer_analyzer.h"
#include "src/analysis/note.h"
#include "src/base/buffer_constants.h"
#include "src/memory/memory_budget.h"
#include "tests/fuzz/support/byte_reader.h"
#include "tests/fuzz/support/require.h"
#ifndef AUDIOBLOCKS_FFTW
#include "gst/fft/gst_fft.h"
#endif

using namespace audioblocks;

namespace {

#ifdef AUDIOBLOCKS_FFTW
constexpr FftFactory make_fft = make_fftw_fft;
#else
constexpr FftFactory make_fft = make_gst_fft;
#endif

struct Shape {
  std::size_t block_samples;
  int rate;
  std::size_t channels;
  auto operator<=>(const Shape&) const = default;
};

/// A prepared analyzer, kept because planning takes longer than analyzing.
struct Prepared {
  MemoryBudget budget;
  BufferAnalyzer analyzer{make_fft, budget};

  explicit Prepared(const Shape& shape) {
    REQUIRE(analyzer.prepare(shape.block_samples, shape.rate, shape.channels));
  }
};

BufferAnalyzer& analyzer_for(Shape shape) {
  constexpr std::size_t most = 500;
  // An analyzer for two channels takes more of them as well.
  shape.channels = std::min(shape.channels, std::size_t{2});
  static std::map<Shape, std::unique_ptr<Prepared>> kept;
  if (kept.size() > most) kept.clear();
  std::unique_ptr<Prepared>& prepared = kept[shape];
  if (!prepared) prepared = std::make_unique<Prepared>(shape);
  return prepared->analyzer;
}

Shape take_shape(ByteReader& bytes) {
  constexpr std::array rates{48000, 44100, 8000, 192000, 1000, 1, 2147483647, 11025};
  Shape shape{};
  const auto sizes = BufferConstants::block_sizes();
  shape.block_samples = static_cast<std::size_t>(sizes[bytes.below(sizes.size())]);
  // Mostly one of these, for which there may already be an analyzer.
  const std::size_t rate = bytes.below(256);
  shape.rate = rate < 250 ? rates[rate % rates.size()] : 1 + bytes.take<std::uint16_t>();
  shape.channels = bytes.below(32) == 0 ? BufferConstants::max_channels : 1 + bytes.below(3);
  return shape;
}

/// Any double, mapped into the range of its property.
double take_between(ByteReader& bytes, double low, double high) {
  const auto value = bytes.take<double>();
  if (std::isnan(value)) return low;
  return std::fmin(std::fmax(value, low), high);
}

AnalysisSettings take_settings(ByteReader& bytes) {
  constexpr double highest = 2147483647.0;
  const std::uint8_t flags = bytes.take<std::uint8_t>();
  AnalysisSettings settings;
  settings.level = (flags & 1) == 0;
  settings.spectrum = (flags & 2) == 0;
  settings.pitch = (flags & 4) == 0;
  settings.multi_channel = (flags & 8) != 0;
  settings.window = static_cast<WindowType>(flags / 16 % window_type_count);
  settings.bands = static_cast<unsigned>(bytes.below(BufferConstants::max_bands + 1));
  if ((flags & 128) == 0) return settings;
  settings.min_frequency = take_between(bytes, 0.0, highest);
  settings.max_frequency = take_between(bytes, 0.0, highest);
  settings.reference_frequency = take_between(bytes, 1.0, 20000.0);
  settings.clarity_threshold = take_between(bytes, 0.0, 1.0);
  settings.silence_threshold = take_between(bytes, min_db, 0.0);
  return settings;
}

float finite(float value) { return std::isfinite(value) ? value : 0.0F; }

/// A block made of a few floats: repeated, so that there is a period, bent into a wave, and scaled
/// up or down by a factor.
class Samples {
 public:
  Samples(ByteReader& bytes, const Shape& shape)
      : valid_(bytes.below(4) == 0 ? bytes.below(shape.block_samples + 1) : shape.block_samples) {
    const std::uint8_t form = bytes.take<std::uint8_t>();
    const float growth = form % 4 == 0 ? finite(bytes.take<float>()) : 1.0F;
    const std::size_t length = 1 + bytes.below(96);
    std::vector<float> pattern;
    for (std::size_t i = 0; i < length && !bytes.empty(); ++i)
      pattern.push_back(finite(bytes.take<float>()));
    if (pattern.empty()) pattern.push_back(0.0F);
    for (std::size_t c = 0; c < shape.channels; ++c) {
      channels_.emplace_back(shape.block_samples);
      fill(channels_.back(), pattern, form, growth, c);
    }
    for (const std::vector<float>& channel : channels_) views_.emplace_back(channel);
  }

  [[nodiscard]] std::span<const std::span<const float>> views() const { return views_; }
  [[nodiscard]] std::size_t valid() const { return valid_; }

 private:
#ifdef __clang__
  // The instrumentation of its comparisons would take twice as long as all the rest.
  [[clang::no_sanitize("coverage")]]
#endif
  void fill(std::span<float> out, const std::vector<float>& pattern, std::uint8_t form,
            float growth, std::size_t channel) const {
    const std::size_t stretch = 1 + form / 32;
    float gain = 1.0F;
    for (std::size_t i = 0; i < valid_; ++i) {
      const float value = pattern[(i / stretch + channel) % pattern.size()];
      const float bent =
          form % 8 < 4 ? value : std::sin(value * static_cast<float>(i % (std::size_t{1} << 16)));
      out[i] = finite(bent * gain);
      gain = finite(gain * growth);
    }
  }

  std::size_t valid_;
  std::vector<std::vector<float>> channels_;
  std::vector<std::span<const float>> views_;
};

bool between(double value, double low, double high) { return value >= low && value <= high; }

void check_level(const BlockAnalysis& result, const Shape& shape) {
  // The level of the largest float, plus what a sum may round.
  constexpr double loudest = 770.7;
  REQUIRE(result.channels == shape.channels);
  REQUIRE(between(result.rms, min_db, loudest) && between(result.peak, min_db, loudest));
  for (std::size_t c = 0; c < shape.channels; ++c) {
    REQUIRE(between(result.channel_peak[c], min_db, result.peak));
    REQUIRE(between(result.channel_rms[c], min_db, result.rms));
    REQUIRE(result.channel_rms[c] <= result.channel_peak[c] + 1e-6);
  }
}

void check_spectrum(const BlockAnalysis& result, const Shape& shape,
                    const AnalysisSettings& settings) {
  constexpr double loudest = 790.0;
  const double half_rate = 0.5 * shape.rate * (1.0 + 1e-6);
  REQUIRE(between(result.peak_frequency, 0.0, half_rate));
  REQUIRE(between(result.centroid, 0.0, half_rate));
  REQUIRE(between(result.peak_magnitude, min_db, loudest));
  REQUIRE(result.bands == (settings.spectrum ? settings.bands : 0));
  for (std::size_t band = 0; band < result.bands; ++band)
    REQUIRE(between(static_cast<double>(result.magnitudes[band]), min_db, loudest));
}

/// A note is the nearest one: a pitch without one is half a semitone or more outside MIDI's notes.
void check_note(const BlockAnalysis& result, double reference) {
  const double semitones = result.voiced ? semitones_of(result.frequency, reference) : -1.0;
  constexpr double slack = 1e-6;
  REQUIRE((result.midi_note >= 0) == !std::string_view(result.note).empty());
  if (result.midi_note >= 0) {
    REQUIRE(result.midi_note <= last_midi_note);
    REQUIRE(result.cents >= -50.0 && result.cents < 50.0);
    REQUIRE(std::abs(result.midi_note + result.cents / 100.0 - semitones) < slack);
  } else {
    REQUIRE(result.midi_note == -1 && result.cents == 0.0);
    REQUIRE(semitones < -0.5 + slack || semitones > last_midi_note + 0.5 - slack);
  }
}

void check_pitch(const BlockAnalysis& result, const Shape& shape,
                 const AnalysisSettings& settings) {
  REQUIRE(between(result.clarity, 0.0, 1.0));
  REQUIRE(result.voiced == (result.frequency > 0.0));
  REQUIRE(between(result.frequency, 0.0, 0.5 * shape.rate * (1.0 + 1e-6)));
  if (result.voiced) {
    REQUIRE(result.clarity >= settings.clarity_threshold);
    REQUIRE(result.rms >= settings.silence_threshold);
    REQUIRE(result.frequency >= settings.min_frequency * (1.0 - 1e-6));
    REQUIRE(settings.max_frequency <= 0.0 ||
            result.frequency <= settings.max_frequency * (1.0 + 1e-6));
  }
  check_note(result, settings.reference_frequency);
  for (std::size_t c = 0; result.multi_channel && c < shape.channels; ++c) {
    REQUIRE(between(result.channel_frequencies[c], 0.0, 0.5 * shape.rate * (1.0 + 1e-6)));
    REQUIRE(between(result.channel_clarities[c], 0.0, 1.0));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static BlockAnalysis result;
  ByteReader bytes(data, size);
  const Shape shape = take_shape(bytes);
  const AnalysisSettings settings = take_settings(bytes);
  const Samples samples(bytes, shape);
  // Every field holds something else beforehand, so that what was not written is detected.
  std::memset(static_cast<void*>(&result), 0xFF, sizeof(result));
  analyzer_for(shape).analyze(samples.views(), samples.valid(), settings, result);
  check_level(result, shape);
  check_spectrum(result, shape, settings);
  check_pitch(result, shape, settings);
  return 0;
}
