// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tests/bench/pitch/material/material.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tests/bench/pitch/material/loudness.h"
#include "tests/bench/pitch/material/noise.h"
#include "tests/bench/pitch/material/random.h"
#include "tests/bench/pitch/material/tone.h"
#include "tests/bench/pitch/material/unpitched.h"

namespace audioblocks {

namespace {

constexpr std::size_t tones_a_kind = 48;
constexpr std::size_t low_tones_a_kind = 24;
constexpr std::size_t unpitched_a_kind = 60;
constexpr std::size_t blocks_a_note = 3;

std::vector<float> to_floats(const std::vector<double>& samples) {
  return {samples.begin(), samples.end()};
}

/// Peaks from −24 to −3 dBFS.
void set_level(std::vector<double>& samples, Random& random) {
  scale_to_peak(samples, from_db(random.uniform(-24.0, -3.0)));
}

class Material {
 public:
  explicit Material(std::size_t block_samples)
      : samples_(block_samples), base_(material_rate / static_cast<double>(block_samples)) {}

  /// Tones over the range of each kind, if the block holds two periods; white and pink noise take
  /// turns.
  void add_tones(std::string_view group, std::optional<double> noise_db) {
    for (const ToneKind& kind : tone_kinds())
      for (std::size_t i = 0; i < tones_a_kind; ++i) {
        const double lowest = std::max(kind.lowest, 2.0 * base_);
        const double frequency = random_.log_uniform(lowest, kind.highest);
        add_tone(group, kind, frequency, noise_db, i % 2 == 0 ? white_ : pink_);
      }
  }

  /// Clean tones, 1.2 to 2 periods per block.
  void add_low_tones() {
    for (const ToneKind& kind : tone_kinds())
      for (std::size_t i = 0; i < low_tones_a_kind; ++i)
        add_tone(low_group, kind, random_.log_uniform(1.2 * base_, 2.0 * base_), std::nullopt,
                 white_);
  }

  void add_notes(std::span<const RenderedNote> notes) {
    for (const RenderedNote& note : notes) {
      if (note.frequency < 2.0 * base_) continue;
      for (std::size_t i = 0; i < blocks_a_note; ++i) {
        const std::size_t start = i * (note.samples.size() - samples_) / (blocks_a_note - 1);
        const auto part = std::span(note.samples).subspan(start, samples_);
        std::vector<double> samples(part.begin(), part.end());
        set_level(samples, random_);
        blocks_.push_back({.group = "notes",
                           .kind = "note",
                           .frequency = note.frequency,
                           .exact = false,
                           .samples = to_floats(samples)});
      }
    }
  }

  void add_unpitched() {
    for (const UnpitchedKind& kind : make_unpitched(unpitched_a_kind, samples_, material_rate))
      for (const std::vector<double>& samples : kind.blocks)
        blocks_.push_back({.group = unpitched_group,
                           .kind = kind.name,
                           .frequency = 0.0,
                           .exact = true,
                           .samples = to_floats(samples)});
  }

  std::vector<TestBlock> shuffled() && {
    std::ranges::shuffle(blocks_, random_.engine());
    return std::move(blocks_);
  }

 private:
  /// The noise is `noise_db` under the tone, both over this very block.
  void add_tone(std::string_view group, const ToneKind& kind, double frequency,
                std::optional<double> noise_db, Noise& noise) {
    std::vector<double> tone = make_tone(kind, frequency, samples_, material_rate, random_);
    scale_to_rms(tone, 1.0);
    if (noise_db) {
      const std::vector<double> added = noise.take(samples_);
      for (std::size_t i = 0; i < samples_; ++i) tone[i] += from_db(-*noise_db) * added[i];
    }
    set_level(tone, random_);
    blocks_.push_back({.group = group,
                       .kind = kind.name,
                       .frequency = frequency,
                       .exact = kind.exact,
                       .samples = to_floats(tone)});
  }

  std::size_t samples_;
  double base_;  // frequency in Hz with one period per block
  Random random_{31};
  Noise white_{NoiseColour::white, material_rate, 32};
  Noise pink_{NoiseColour::pink, material_rate, 33};
  std::vector<TestBlock> blocks_;
};

}  // namespace

std::vector<TestBlock> make_material(std::size_t block_samples,
                                     std::span<const RenderedNote> notes) {
  Material material(block_samples);
  material.add_tones("clean", std::nullopt);
  material.add_tones("20 dB", 20.0);
  material.add_tones("10 dB", 10.0);
  material.add_tones("0 dB", 0.0);
  material.add_low_tones();
  material.add_notes(notes);
  material.add_unpitched();
  return std::move(material).shuffled();
}

}  // namespace audioblocks
