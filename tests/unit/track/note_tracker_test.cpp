// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/track/note_tracker.h"

#include <cmath>
#include <memory>
#include <random>
#include <span>
#include <type_traits>
#include <vector>

#include "src/analysis/buffer_analyzer.h"
#include "tests/support/dsp_test.h"

using namespace audioblocks;

namespace {

// All its memory is its own: nothing can be allocated later.
static_assert(std::is_trivially_copyable_v<NoteTracker>);

constexpr int rate = 44100;
constexpr std::size_t block_samples = 1024;
constexpr double a4 = 440.0;
using Mode = NoteTracker::Mode;
constexpr std::initializer_list<Mode> both_modes{Mode::live, Mode::file};

NoteTracker::Setup setup_for(Mode mode) {
  return {.rate = rate, .block_samples = block_samples, .reference_frequency = a4, .mode = mode};
}

/// A tracker with what it has reported.
class Listener {
 public:
  explicit Listener(Mode mode, std::size_t size = block_samples) : size_(size) {
    NoteTracker::Setup setup = setup_for(mode);
    setup.block_samples = size;
    tracker_->begin(setup);
  }

  /// A block of a frequency, 0 for none, at a level in dB, which may begin with a rise.
  void push(double frequency, double level = -20.0, float rise = 0.0F) {
    push_block({.start = position_,
                .samples = static_cast<std::uint32_t>(size_),
                .frequency = frequency,
                .clarity = frequency > 0.0 ? 0.99 : 0.0,
                .level = level,
                .onset = {.rise = rise}});
  }
  void play(std::size_t count, double frequency, float rise = 0.0F) {
    for (std::size_t i = 0; i < count; ++i) push(frequency, -20.0, i == 0 ? rise : 0.0F);
  }
  void rest(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) push(0.0, -90.0);
  }
  void push_block(const TrackedBlock& block) {
    keep(tracker_->push(block));
    position_ = block.start + block.samples;
  }
  void finish() { keep(tracker_->finish()); }

  [[nodiscard]] const std::vector<NoteEvent>& events() const { return events_; }
  [[nodiscard]] std::uint64_t position() const { return position_; }
  [[nodiscard]] std::vector<NoteEvent> notes() const {
    std::vector<NoteEvent> ended;
    for (const NoteEvent& event : events_)
      if (!event.is_on) ended.push_back(event);
    return ended;
  }

 private:
  void keep(std::span<const NoteEvent> events) {
    events_.insert(events_.end(), events.begin(), events.end());
  }

  std::size_t size_;
  std::unique_ptr<NoteTracker> tracker_ = std::make_unique<NoteTracker>();
  std::vector<NoteEvent> events_;
  std::uint64_t position_ = 0;
};

/// Each beginning has its end, nothing overlaps, and all numbers are finite.
void check_order(const std::vector<NoteEvent>& events) {
  std::uint64_t time = 0;
  bool is_open = false;
  for (const NoteEvent& event : events) {
    ck_assert(event.is_on != is_open);
    is_open = event.is_on;
    const std::uint64_t now = event.is_on ? event.onset : event.end;
    ck_assert_uint_ge(now, time);
    time = now;
    ck_assert(event.midi_note >= 0 && event.midi_note <= 127);
    ck_assert(std::isfinite(event.frequency) && event.frequency > 0.0);
    ck_assert(event.cents >= -50.0 && event.cents < 50.0);
    ck_assert(std::isfinite(event.level) && event.clarity >= 0.0 && event.clarity <= 1.0);
  }
  ck_assert(!is_open);
}

/// What the tracker makes of samples, by way of the analyzer.
std::vector<NoteEvent> listen_to(std::span<const float> samples, Mode mode) {
  MemoryBudget budget;
  BufferAnalyzer analyzer(test_fft, budget);
  ck_assert(analyzer.prepare(block_samples, rate, 1));
  const AnalysisSettings settings{.spectrum = false, .onset = true};
  const auto result = std::make_unique<BlockAnalysis>();
  Listener listener(mode);
  for (std::size_t start = 0; start + block_samples <= samples.size(); start += block_samples) {
    const std::array channels{samples.subspan(start, block_samples)};
    analyzer.analyze(channels, block_samples, settings, *result);
    listener.push_block({.start = start,
                         .samples = block_samples,
                         .frequency = result->guess_frequency,
                         .clarity = result->clarity,
                         .height = result->guess_height,
                         .level = result->rms,
                         .onset = result->onset});
  }
  listener.finish();
  check_order(listener.events());
  return listener.notes();
}

/// A plucked string's partials: each dies away, the higher the faster.
void pluck(std::vector<float>& samples, double at, double frequency) {
  const auto first = static_cast<std::size_t>(at * rate);
  for (std::size_t n = first; n < samples.size(); ++n) {
    const double t = static_cast<double>(n - first) / rate;
    double value = 0.0;
    for (int k = 1; k <= 12; ++k)
      value +=
          std::exp(-t * (2.0 + 1.5 * k)) * std::sin(2.0 * std::numbers::pi * k * frequency * t) / k;
    samples[n] += static_cast<float>(0.2 * value);
  }
}

}  // namespace

START_TEST(test_a_note_between_silences) {
  for (const Mode mode : both_modes) {
    Listener listener(mode);
    listener.rest(20);
    listener.play(20, a4, 20.0F);
    listener.rest(60);
    listener.finish();
    check_order(listener.events());
    ck_assert_uint_eq(listener.notes().size(), 1);
    const NoteEvent note = listener.notes().front();
    ck_assert_int_eq(note.midi_note, 69);
    ck_assert_double_eq_tol(note.cents, 0.0, 0.5);
    ck_assert_double_eq_tol(note.frequency, a4, 0.1);
    ck_assert_double_eq_tol(note.level, -20.0, 1e-6);
    ck_assert_double_eq_tol(note.clarity, 0.99, 1e-6);
    const auto at = [](double block) { return block * static_cast<double>(block_samples); };
    ck_assert_double_eq_tol(static_cast<double>(note.onset), at(20.0), at(1.0));
    ck_assert_double_eq_tol(static_cast<double>(note.end), at(40.0), at(1.0));
  }
}
END_TEST

START_TEST(test_the_onset_is_told_to_a_chunk) {
  for (const std::uint32_t chunk : {0U, 3U, 7U}) {
    Listener listener(Mode::file);
    listener.rest(20);
    listener.push_block({.start = listener.position(),
                         .samples = block_samples,
                         .frequency = a4,
                         .clarity = 0.9,
                         .level = -20.0,
                         .onset = {.rise = 20.0F, .rise_chunk = chunk}});
    listener.play(20, a4);
    listener.finish();
    const double expected = 20.0 * block_samples + chunk * 128.0;
    ck_assert_double_eq_tol(static_cast<double>(listener.events().front().onset), expected, 1.0);
  }
}
END_TEST

START_TEST(test_a_note_between_two_of_the_scale) {
  for (const Mode mode : both_modes)
    for (const double cents : {-50.0, -35.0, 35.0, 49.0}) {
      Listener listener(mode);
      listener.rest(20);
      listener.play(20, a4 * std::exp2(cents / 1200.0), 10.0F);
      listener.rest(60);
      listener.finish();
      check_order(listener.events());
      ck_assert_uint_eq(listener.notes().size(), 1);
      ck_assert_double_eq_tol(1200.0 * std::log2(listener.notes().front().frequency / a4), cents,
                              1.0);
    }
}
END_TEST

START_TEST(test_a_live_note_is_reported_while_it_sounds) {
  Listener listener(Mode::live);
  listener.rest(20);
  listener.play(2, a4, 20.0F);
  ck_assert(listener.events().empty());
  listener.play(3, a4);
  ck_assert_uint_eq(listener.events().size(), 1);
  ck_assert(listener.events().front().is_on);
  listener.finish();
  check_order(listener.events());
}
END_TEST

START_TEST(test_a_note_that_is_open_at_the_end_ends_there) {
  for (const Mode mode : both_modes)
    for (const std::uint32_t last : {1024U, 300U}) {
      Listener listener(mode);
      listener.rest(20);
      listener.play(10, a4, 20.0F);
      listener.push_block({.start = listener.position(),
                           .samples = last,
                           .frequency = a4,
                           .clarity = 0.9,
                           .level = -20.0,
                           .onset = {}});
      listener.finish();
      check_order(listener.events());
      ck_assert_uint_eq(listener.notes().size(), 1);
      ck_assert_uint_eq(listener.notes().front().end, 30 * block_samples + last);
    }
}
END_TEST

START_TEST(test_a_run_may_end_after_any_number_of_blocks) {
  for (const Mode mode : both_modes)
    for (std::size_t count = 0; count < 100; ++count) {
      Listener listener(mode);
      for (std::size_t i = 0; i < count; ++i) {
        const std::size_t note = i / 13;
        const double frequency = a4 * std::exp2(static_cast<double>(note) / 12.0);
        listener.push(i % 13 < 9 ? frequency : 0.0, -20.0, i % 13 == 0 ? 12.0F : 0.0F);
      }
      listener.finish();
      check_order(listener.events());
    }
}
END_TEST

START_TEST(test_a_vibrato_of_half_a_semitone_is_one_note) {
  for (const Mode mode : both_modes)
    for (const double hz : {4.0, 5.5, 7.0}) {
      Listener listener(mode);
      for (std::size_t i = 0; i < 100; ++i) {
        const double turns = hz * static_cast<double>(i * block_samples) / rate;
        listener.push(a4 * std::exp2(std::sin(2.0 * std::numbers::pi * turns) / 24.0), -20.0,
                      i == 0 ? 20.0F : 0.0F);
      }
      listener.finish();
      ck_assert_uint_eq(listener.notes().size(), 1);
      ck_assert_int_eq(listener.notes().front().midi_note, 69);
      ck_assert_double_eq_tol(listener.notes().front().cents, 0.0, 15.0);
    }
}
END_TEST

START_TEST(test_a_slide_of_an_octave_is_not_many_notes) {
  for (const Mode mode : both_modes) {
    Listener listener(mode);
    listener.play(20, 220.0, 20.0F);
    // An octave in 0.28 s.
    for (int i = 0; i < 12; ++i) listener.push(220.0 * std::exp2(i / 12.0));
    listener.play(20, 440.0);
    listener.finish();
    check_order(listener.events());
    ck_assert_uint_le(listener.notes().size(), 3);
    ck_assert_int_eq(listener.notes().front().midi_note, 57);
    ck_assert_int_eq(listener.notes().back().midi_note, 69);
  }
}
END_TEST

START_TEST(test_octave_errors_of_one_or_two_blocks_make_no_note) {
  for (const Mode mode : both_modes)
    for (const double factor : {0.25, 1.0 / 3.0, 0.5, 2.0})
      for (const std::size_t length : {1U, 2U}) {
        Listener listener(mode);
        listener.play(20, a4, 20.0F);
        listener.play(length, factor * a4);
        listener.play(20, a4);
        listener.finish();
        ck_assert_uint_eq(listener.notes().size(), 1);
        ck_assert_int_eq(listener.notes().front().midi_note, 69);
      }
}
END_TEST

START_TEST(test_a_string_plucked_again_makes_two_notes) {
  std::vector<float> samples(2 * rate, 0.0F);
  pluck(samples, 0.3, 220.0);
  pluck(samples, 1.0, 220.0);
  for (const Mode mode : both_modes) {
    const std::vector<NoteEvent> notes = listen_to(samples, mode);
    ck_assert_uint_eq(notes.size(), 2);
    for (const NoteEvent& note : notes) ck_assert_int_eq(note.midi_note, 57);
    ck_assert_double_eq_tol(static_cast<double>(notes[0].onset) / rate, 0.3, 0.02);
    ck_assert_double_eq_tol(static_cast<double>(notes[1].onset) / rate, 1.0, 0.02);
  }
}
END_TEST

START_TEST(test_a_scale) {
  constexpr std::array scale{57, 59, 61, 62, 64, 66, 68, 69};
  std::vector<float> samples(3 * rate, 0.0F);
  for (std::size_t i = 0; i < scale.size(); ++i) {
    std::vector<float> note(static_cast<std::size_t>(0.3 * rate), 0.0F);
    pluck(note, 0.0, note_frequency(scale[i], a4));
    const auto first = static_cast<std::size_t>((0.2 + 0.3 * static_cast<double>(i)) * rate);
    for (std::size_t n = 0; n < note.size(); ++n) samples[first + n] = note[n];
  }
  for (const Mode mode : both_modes) {
    const std::vector<NoteEvent> notes = listen_to(samples, mode);
    ck_assert_uint_eq(notes.size(), scale.size());
    for (std::size_t i = 0; i < scale.size(); ++i) {
      ck_assert_int_eq(notes[i].midi_note, scale[i]);
      ck_assert_double_eq_tol(static_cast<double>(notes[i].onset) / rate,
                              0.2 + 0.3 * static_cast<double>(i), 0.03);
    }
  }
}
END_TEST

START_TEST(test_silence_and_noise_make_no_notes) {
  const std::vector<float> silence(10 * rate, 0.0F);
  const std::vector<float> noise = make_noise(20 * rate, 0.1, 5);
  for (const Mode mode : both_modes) {
    ck_assert(listen_to(silence, mode).empty());
    ck_assert(listen_to(noise, mode).empty());
  }
}
END_TEST

START_TEST(test_small_blocks_find_what_large_ones_find) {
  for (const Mode mode : both_modes)
    for (const std::size_t size : {256U, 512U, 1024U, 2048U}) {
      Listener listener(mode, size);
      const std::size_t half_second = rate / 2 / size;
      listener.rest(half_second);
      listener.play(half_second, 440.0, 20.0F);
      listener.play(half_second, 660.0, 10.0F);
      listener.rest(2 * half_second);
      listener.finish();
      check_order(listener.events());
      ck_assert_uint_eq(listener.notes().size(), 2);
      ck_assert_int_eq(listener.notes()[0].midi_note, 69);
      ck_assert_int_eq(listener.notes()[1].midi_note, 76);
    }
}
END_TEST

START_TEST(test_the_reference_moves_the_names_but_not_the_frequency) {
  Listener listener(Mode::file);
  NoteTracker tracker;
  NoteTracker::Setup setup = setup_for(Mode::file);
  setup.reference_frequency = 440.0 * std::exp2(0.25 / 12.0);
  tracker.begin(setup);
  for (std::uint64_t i = 0; i < 40; ++i)
    tracker.push({.start = i * block_samples,
                  .samples = block_samples,
                  .frequency = 440.0,
                  .clarity = 0.99,
                  .level = -20.0,
                  .onset = {}});
  const std::span<const NoteEvent> events = tracker.finish();
  ck_assert_uint_eq(events.size(), 1);
  ck_assert_int_eq(events[0].midi_note, 69);
  ck_assert_double_eq_tol(events[0].cents, -25.0, 0.6);
  ck_assert_double_eq_tol(events[0].frequency, 440.0, 0.2);
}
END_TEST

START_TEST(test_nothing_of_a_run_is_left_in_the_next) {
  for (const Mode mode : both_modes) {
    NoteTracker tracker;
    const auto run = [&](double frequency, std::size_t count, bool is_finished) {
      tracker.begin(setup_for(mode));
      std::vector<std::uint64_t> times;
      const auto keep = [&](std::span<const NoteEvent> events) {
        for (const NoteEvent& event : events)
          times.push_back(event.is_on ? event.onset : event.end);
      };
      for (std::uint64_t i = 0; i < count; ++i)
        keep(tracker.push({.start = i * block_samples,
                           .samples = block_samples,
                           .frequency = i < 5 ? 0.0 : frequency,
                           .clarity = 0.99,
                           .level = -20.0,
                           .onset = {}}));
      if (is_finished) keep(tracker.finish());
      return times;
    };
    const std::vector<std::uint64_t> first = run(300.0, 40, true);
    ck_assert_uint_eq(first.size(), 2);
    run(500.0, 17, false);
    ck_assert(run(300.0, 40, true) == first);
  }
}
END_TEST

START_TEST(test_any_blocks_make_events_in_order) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  for (const Mode mode : both_modes) {
    Listener listener(mode);
    double frequency = 100.0;
    for (int i = 0; i < 20000; ++i) {
      if (unit(random) < 0.04) frequency = std::exp2(5.0 + 7.0 * unit(random));
      const bool is_rising = unit(random) < 0.05;
      listener.push_block({.start = listener.position(),
                           .samples = unit(random) < 0.01 ? 100U : 1024U,
                           .frequency = unit(random) < 0.1 ? 0.0 : frequency,
                           .clarity = std::sqrt(unit(random)),
                           .level = unit(random) < 0.02 ? -90.0 : (10.0 * unit(random)) - 30.0,
                           .onset = {.rise = is_rising ? 30.0F : 0.0F,
                                     .rise_chunk = i % 8 == 0 ? 7U : 0U,
                                     .flux = unit(random) < 0.1 ? 20.0F : 0.0F,
                                     .flux_chunk = 3}});
    }
    listener.finish();
    ck_assert_uint_gt(listener.events().size(), 100);
    check_order(listener.events());
  }
}
END_TEST

int main() {
  return run_tests(
      "note_tracker",
      {test_a_note_between_silences, test_the_onset_is_told_to_a_chunk,
       test_a_note_between_two_of_the_scale, test_a_live_note_is_reported_while_it_sounds,
       test_a_note_that_is_open_at_the_end_ends_there,
       test_a_run_may_end_after_any_number_of_blocks, test_a_vibrato_of_half_a_semitone_is_one_note,
       test_a_slide_of_an_octave_is_not_many_notes,
       test_octave_errors_of_one_or_two_blocks_make_no_note,
       test_a_string_plucked_again_makes_two_notes, test_a_scale,
       test_silence_and_noise_make_no_notes, test_small_blocks_find_what_large_ones_find,
       test_the_reference_moves_the_names_but_not_the_frequency,
       test_nothing_of_a_run_is_left_in_the_next, test_any_blocks_make_events_in_order});
}
