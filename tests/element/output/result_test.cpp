// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What the element reports about a block: in the meta, in messages, through signals.
#include <algorithm>
#include <array>
#include <cstdio>
#include <random>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <utility>

#include "tests/support/standard_error.h"
#include "tests/support/stimulus.h"

#include <gst/controller/controller.h>

using namespace audioblocks::test;

namespace {

constexpr std::size_t block = 1024;
/// Hz; a whole number of periods in a block at 48 kHz, so that the mean square is exactly one half.
constexpr double whole_periods = 375.0;
constexpr double full_scale_rms = -3.0103;

constexpr std::array position_fields{
    "timestamp",    "stream-time",   "running-time",  "duration",    "block-index",
    "start-sample", "block-samples", "valid-samples", "gap-samples", "rate",
    "channels",     "analyzed",      "discont"};
/// Only in messages and signals.
constexpr std::array lag_field{"lag"};
constexpr std::array level_fields{"rms", "peak"};
/// In messages and signals.
constexpr std::array reported_level_fields{"rms", "peak", "peak-decay"};
constexpr std::array pitch_fields{"frequency", "clarity", "voiced", "midi-note", "note", "cents"};
constexpr std::array spectrum_fields{"peak-frequency", "peak-magnitude", "centroid"};

/// The block meta of the one block that `samples` make in a mono or multi-channel float stream.
StructurePtr analyze(const Samples& samples, const Properties& properties = {}, int channels = 1,
                     int rate = 48000) {
  Properties all{{"overflow-policy", "wait"}};
  all.insert(all.end(), properties.begin(), properties.end());
  Harness h(all);
  ck_assert(h.open(float_caps(rate, channels)));
  feed_floats(h, samples, 0, rate);
  h.eos();
  const std::vector<BufferPtr> blocks = h.take_blocks();
  ck_assert_uint_ge(blocks.size(), 1);
  return StructurePtr(gst_structure_copy(block_info(blocks.front())));
}

/// The structure that `block-analyzed` emits for the same block.
StructurePtr analyze_signal(const Samples& samples, const Properties& properties, int channels = 1,
                            int rate = 48000) {
  Properties all{{"overflow-policy", "wait"}};
  all.insert(all.end(), properties.begin(), properties.end());
  Harness h(all);
  BlockLog log(h.element());
  ck_assert(h.open(float_caps(rate, channels)));
  feed_floats(h, samples, 0, rate);
  h.eos();
  std::vector<Told> told = log.take();
  ck_assert_uint_ge(told.size(), 1);
  return std::move(told.front().structure);
}

/// Expects the result of the third block (start-sample 2048) of a full-scale 440 Hz sine at 48 kHz.
void expect_third_block_of_a4(const GstStructure* info) {
  // 2048 / 48000 s = 42.666… ms, 3072 / 48000 s = 64 ms.
  ck_assert_uint_eq(u64(info, "timestamp"), 42666666);
  ck_assert_uint_eq(u64(info, "stream-time"), 42666666);
  ck_assert_uint_eq(u64(info, "running-time"), 42666666);
  ck_assert_uint_eq(u64(info, "duration"), 21333334);
  ck_assert_uint_eq(u64(info, "block-index"), 2);
  ck_assert_uint_eq(u64(info, "start-sample"), 2048);
  ck_assert_int_eq(integer(info, "block-samples"), 1024);
  ck_assert_int_eq(integer(info, "valid-samples"), 1024);
  ck_assert_int_eq(integer(info, "rate"), 48000);
  ck_assert_int_eq(integer(info, "channels"), 1);
  ck_assert(boolean(info, "analyzed"));
  ck_assert(!boolean(info, "discont"));
  expect_near(number(info, "frequency"), 440.0, 0.3, "frequency");
  ck_assert_msg(number(info, "clarity") > 0.95 && number(info, "clarity") <= 1.0, "clarity");
  ck_assert(boolean(info, "voiced"));
  ck_assert_int_eq(integer(info, "midi-note"), 69);
  expect_text(text(info, "note"), "A4");
  expect_near(number(info, "cents"), 0.0, 1.2, "cents");
  // A tenth of a bin of 46.875 Hz.
  expect_near(number(info, "peak-frequency"), 440.0, 4.7, "peak-frequency");
  expect_near(number(info, "peak-magnitude"), 0.0, 0.05, "peak-magnitude");
  // The window's side lobes pull it up.
  ck_assert_msg(number(info, "centroid") > 440.0 && number(info, "centroid") < 2000.0, "centroid");
}

/// Expects these fields, and no others.
void expect_only(const GstStructure* info,
                 std::initializer_list<std::span<const char* const>> groups) {
  std::size_t count = 0;
  for (const auto& group : groups) {
    for (const char* name : group) ck_assert_msg(has(info, name), "no %s", name);
    count += group.size();
  }
  gchar* all = gst_structure_to_string(info);
  ck_assert_msg(std::cmp_equal(gst_structure_n_fields(info), count), "%zu fields, not %s", count,
                all);
  g_free(all);
}

Harness& feed_a4(Harness& h, std::size_t blocks) {
  ck_assert(h.open(float_caps()));
  feed_floats(h, sine(440.0, blocks * block));
  return h;
}

}  // namespace

// ---- every field ----

START_TEST(meta_has_every_field_with_its_type) {
  Harness h;
  feed_a4(h, 3);
  const std::vector<BufferPtr> blocks = h.take_blocks();
  const GstStructure* info = block_info(blocks.at(2));
  expect_third_block_of_a4(info);
  expect_near(number(info, "rms"), full_scale_rms, 0.05, "rms");
  expect_near(number(info, "peak"), 0.0, 0.01, "peak");
  expect_only(info, {position_fields, level_fields, pitch_fields, spectrum_fields});
}
END_TEST

START_TEST(message_has_every_field_with_its_type) {
  Harness h({{"overflow-policy", "wait"}, {"interval", "0"}});
  feed_a4(h, 3);
  h.eos();
  const std::vector<StructurePtr> messages = told_messages(h);
  ck_assert_uint_eq(messages.size(), 3);
  const GstStructure* info = messages[2].get();
  ck_assert_str_eq(gst_structure_get_name(info), "audioblocks");
  expect_third_block_of_a4(info);
  ck_assert_uint_eq(doubles(info, "rms").size(), 1);
  expect_near(doubles(info, "rms")[0], full_scale_rms, 0.05, "rms");
  ck_assert_uint_eq(doubles(info, "peak").size(), 1);
  expect_near(doubles(info, "peak")[0], 0.0, 0.01, "peak");
  expect_only(info,
              {position_fields, lag_field, reported_level_fields, pitch_fields, spectrum_fields});
}
END_TEST

START_TEST(message_comes_from_the_element) {
  Harness h({{"overflow-policy", "wait"}, {"interval", "0"}});
  feed_a4(h, 1);
  h.eos();
  const auto messages = take_messages(h.bus(), GST_MESSAGE_ELEMENT);
  ck_assert_uint_eq(messages.size(), 1);
  ck_assert_ptr_eq(GST_MESSAGE_SRC(messages[0].get()), h.element());
}
END_TEST

START_TEST(block_analyzed_has_every_field_with_its_type) {
  Harness h;
  BlockLog log(h.element());
  feed_a4(h, 3);
  h.eos();
  const std::vector<Told> told = log.take();
  ck_assert_uint_eq(told.size(), 3);
  expect_third_block_of_a4(told[2].get());
  expect_near(doubles(told[2].get(), "rms").at(0), full_scale_rms, 0.05, "rms");
  expect_near(doubles(told[2].get(), "peak").at(0), 0.0, 0.01, "peak");
  expect_only(told[2].get(),
              {position_fields, lag_field, reported_level_fields, pitch_fields, spectrum_fields});
  ck_assert_int_eq(integer(told[2].get(), "lag"), 0);
}
END_TEST

START_TEST(get_block_info_gives_the_meta) {
  Harness h;
  feed_a4(h, 3);
  const std::vector<BufferPtr> blocks = h.take_blocks();
  GstStructure* info = nullptr;
  g_signal_emit_by_name(h.element(), "get-block-info", blocks.at(2).get(), &info);
  const StructurePtr owned(info);
  ck_assert_msg(info != nullptr, "no block info");
  expect_third_block_of_a4(info);
  ck_assert(gst_structure_is_equal(info, block_info(blocks.at(2))) != FALSE);
}
END_TEST

START_TEST(get_block_info_of_another_buffer_is_null) {
  Harness h;
  const BufferPtr plain = float_buffer(Samples(100));
  GstStructure* info = nullptr;
  g_signal_emit_by_name(h.element(), "get-block-info", plain.get(), &info);
  ck_assert_msg(info == nullptr, "a block info out of nothing");
}
END_TEST

START_TEST(times_are_those_of_the_segment) {
  Harness h;
  h.stream_start();
  h.caps(float_caps());
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  segment.start = segment.position = 1 * GST_SECOND;
  segment.time = 5 * GST_SECOND;
  segment.base = 10 * GST_SECOND;
  h.event(gst_event_new_segment(&segment));
  feed_floats(h, sine(440.0, block), 2UL * 48000);
  const BufferPtr buffer = h.take_block();
  ck_assert_uint_eq(u64(block_info(buffer), "timestamp"), 2 * GST_SECOND);
  ck_assert_uint_eq(u64(block_info(buffer), "stream-time"), 6 * GST_SECOND);
  ck_assert_uint_eq(u64(block_info(buffer), "running-time"), 11 * GST_SECOND);
}
END_TEST

// ---- level ----

START_TEST(message_tells_each_channel_and_meta_the_loudest) {
  const Samples left = sine(whole_periods, block, 0.5);
  const Samples right = sine(whole_periods, block, 1.0);
  for (const bool swapped : {false, true}) {
    Harness h({{"overflow-policy", "wait"}, {"interval", "0"}});
    ck_assert(h.open(float_caps(48000, 2)));
    feed_floats(h, swapped ? interleave({right, left}) : interleave({left, right}));
    h.eos();
    const auto messages = told_messages(h);
    ck_assert_uint_eq(messages.size(), 1);
    const std::size_t quiet = swapped ? 1 : 0;
    const auto rms = doubles(messages[0].get(), "rms");
    const auto peak = doubles(messages[0].get(), "peak");
    ck_assert_uint_eq(rms.size(), 2);
    ck_assert_uint_eq(peak.size(), 2);
    expect_near(rms[quiet], full_scale_rms - 6.0206, 0.001, "rms of the quiet one");
    expect_near(rms[1 - quiet], full_scale_rms, 0.001, "rms of the loud one");
    expect_near(peak[quiet], -6.0206, 0.001, "peak of the quiet one");
    expect_near(peak[1 - quiet], 0.0, 0.001, "peak of the loud one");
    const BufferPtr buffer = h.take_block();
    expect_near(number(block_info(buffer), "rms"), full_scale_rms, 0.001, "rms");
    expect_near(number(block_info(buffer), "peak"), 0.0, 0.001, "peak");
  }
}
END_TEST

START_TEST(a_constant_counts_in_rms) {
  const StructurePtr info = analyze(Samples(block, -0.5F));
  expect_near(number(info.get(), "rms"), -6.0206, 0.001, "rms");
  expect_near(number(info.get(), "peak"), -6.0206, 0.001, "peak");
}
END_TEST

START_TEST(silence_is_minus_700_and_never_infinite) {
  const StructurePtr info = analyze(Samples(block));
  for (const char* name : {"rms", "peak", "peak-magnitude"})
    ck_assert_msg(number(info.get(), name) == -700.0, "%s", name);
  for (const char* name : {"clarity", "centroid", "peak-frequency", "frequency", "cents"})
    ck_assert_msg(number(info.get(), name) == 0.0, "%s", name);
  ck_assert(!boolean(info.get(), "voiced"));
  ck_assert_int_eq(integer(info.get(), "midi-note"), -1);
  expect_text(text(info.get(), "note"), "");
  const StructurePtr told = analyze_signal(Samples(2 * block), {{"bands", "16"}}, 2);
  for (const char* name : {"rms", "peak"})
    for (const double value : doubles(told.get(), name)) ck_assert(value == -700.0);
  for (const double value : floats(told.get(), "magnitudes")) ck_assert(value == -700.0);
}
END_TEST

// ---- which analyses run ----

START_TEST(fields_of_an_analysis_that_is_off_are_absent) {
  const Samples tone = sine(440.0, block);
  for (const auto analyse_either : {false, true}) {
    const auto run = [&tone, analyse_either](const char* what) {
      const Properties properties{{"analyses", what}, {"bands", "8"}, {"multi-channel", "true"}};
      return analyse_either ? analyze_signal(tone, properties) : analyze(tone, properties);
    };
    const StructurePtr level = run("level");
    if (analyse_either)
      expect_only(level.get(), {position_fields, lag_field, reported_level_fields});
    else
      expect_only(level.get(), {position_fields, level_fields});
    ck_assert(boolean(level.get(), "analyzed"));
    const StructurePtr pitch = run("pitch");
    ck_assert(has(pitch.get(), "frequency") && !has(pitch.get(), "rms"));
    ck_assert(!has(pitch.get(), "centroid") && !has(pitch.get(), "magnitudes"));
    const StructurePtr spectrum = run("spectrum");
    ck_assert(has(spectrum.get(), "centroid") && !has(spectrum.get(), "rms"));
    ck_assert(!has(spectrum.get(), "clarity") && !has(spectrum.get(), "frequencies"));
  }
}
END_TEST

START_TEST(without_analyses_it_is_a_pure_re_blocker) {
  const Samples tone = sine(440.0, block);
  for (const char* nothing : {"none", "0"}) {
    const StructurePtr meta = analyze(tone, {{"analyses", nothing}});
    expect_only(meta.get(), {position_fields});
    ck_assert(!boolean(meta.get(), "analyzed"));
    const StructurePtr told = analyze_signal(tone, {{"analyses", nothing}, {"bands", "8"}});
    expect_only(told.get(), {position_fields, lag_field});
    ck_assert(!boolean(told.get(), "analyzed"));
  }
}
END_TEST

START_TEST(an_analysis_that_comes_back_is_told_again) {
  Harness h;
  ck_assert(h.open(float_caps()));
  const Samples tone = sine(440.0, block);
  for (const char* what : {"level+spectrum+pitch", "0", "level+spectrum+pitch"}) {
    gst_util_set_object_arg(G_OBJECT(h.element()), "analyses", what);
    h.feed(float_buffer(tone));
  }
  const auto blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 3);
  ck_assert(!has(block_info(blocks[1]), "rms"));
  expect_text(text(block_info(blocks[2]), "note"), "A4");
  expect_only(block_info(blocks[2]),
              {position_fields, level_fields, pitch_fields, spectrum_fields});
}
END_TEST

// ---- spectrum ----

START_TEST(full_scale_sine_has_magnitude_0_in_every_window) {
  for (const char* window : {"hamming", "blackman", "hann"})
    // On a bin, midway between two, and elsewhere between them: bins are 46.875 Hz apart.
    for (const double frequency : {937.5, 960.9, 950.0, 440.0}) {
      const StructurePtr info = analyze(sine(frequency, block), {{"window", window}});
      expect_near(number(info.get(), "peak-magnitude"), 0.0, 0.05, window);
      expect_near(number(info.get(), "peak-frequency"), frequency, 4.7, window);
    }
}
END_TEST

START_TEST(the_centroid_of_two_equal_tones_is_between_them) {
  // Both tones lie on a bin, where a Hann window has no side lobes.
  Samples both = sine(3000.0, block, 0.4);
  const Samples high = sine(9000.0, block, 0.4);
  for (std::size_t i = 0; i < block; ++i) both[i] += high[i];
  const StructurePtr info = analyze(both, {{"window", "hann"}});
  expect_near(number(info.get(), "centroid"), 6000.0, 30.0, "centroid");
}
END_TEST

START_TEST(bands_are_told_as_floats) {
  // 8 bands of 3000 Hz each; 10 kHz lies in the fourth.
  const StructurePtr told = analyze_signal(sine(10000.0, block, 0.1), {{"bands", "8"}});
  const auto magnitudes = floats(told.get(), "magnitudes");
  ck_assert_uint_eq(magnitudes.size(), 8);
  ck_assert_int_eq(std::ranges::max_element(magnitudes) - magnitudes.begin(), 3);
  for (const double magnitude : magnitudes) ck_assert(std::isfinite(magnitude));
}
END_TEST

START_TEST(no_bands_no_magnitudes) {
  ck_assert(!has(analyze_signal(sine(440.0, block), {}).get(), "magnitudes"));
}
END_TEST

START_TEST(window_changes_with_the_next_block) {
  // Ten and a half bins: each block is the last one's negative, so that only the window differs.
  const double frequency = 10.5 * 46.875;
  std::vector<double> far;
  for (const char* window : {"hamming", "blackman", "hann"}) {
    const StructurePtr told =
        analyze_signal(sine(frequency, block, 0.5), {{"window", window}, {"bands", "512"}});
    far.push_back(floats(told.get(), "magnitudes").at(200));
  }
  ck_assert_msg(std::fabs(far[0] - far[1]) > 10 && std::fabs(far[0] - far[2]) > 10,
                "the windows cannot be told apart: %f %f %f", far[0], far[1], far[2]);
  Harness h({{"overflow-policy", "wait"}, {"bands", "512"}, {"window", "hamming"}});
  BlockLog log(h.element());
  ck_assert(h.open(float_caps()));
  std::size_t at = 0;
  const std::vector<std::pair<const char*, double>> steps{
      {"hamming", far[0]}, {"blackman", far[1]}, {"hann", far[2]}, {"hamming", far[0]}};
  for (const auto& [window, magnitude] : steps) {
    gst_util_set_object_arg(G_OBJECT(h.element()), "window", window);
    feed_floats(h, sine(frequency, block, 0.5, 48000, at), at);
    at += block;
  }
  h.eos();
  const std::vector<Told> told = log.take();
  ck_assert_uint_eq(told.size(), 4);
  for (std::size_t i = 0; i < steps.size(); ++i)
    expect_near(floats(told[i].get(), "magnitudes").at(200), steps[i].second, 3.0, steps[i].first);
}
END_TEST

// ---- channels ----

START_TEST(the_mix_is_the_arithmetic_mean) {
  // (1 + 0) / 2: half the amplitude, 6.02 dB less; the levels stay those of the channels.
  const StructurePtr info = analyze(interleave({sine(937.5, block), Samples(block)}), {}, 2);
  expect_near(number(info.get(), "peak-magnitude"), -6.0206, 0.05, "peak-magnitude");
  expect_near(number(info.get(), "rms"), full_scale_rms, 0.01, "rms");
}
END_TEST

START_TEST(antiphase_is_silence_to_the_mix) {
  const Samples tone = sine(440.0, block);
  Samples inverted = tone;
  for (float& sample : inverted) sample = -sample;
  const StructurePtr info = analyze(interleave({tone, inverted}), {}, 2);
  expect_near(number(info.get(), "rms"), full_scale_rms, 0.05, "rms");
  expect_near(number(info.get(), "peak"), 0.0, 0.01, "peak");
  ck_assert(!boolean(info.get(), "voiced"));
  ck_assert(number(info.get(), "clarity") == 0.0);
  ck_assert(number(info.get(), "peak-magnitude") == -700.0);
}
END_TEST

START_TEST(multi_channel_tells_each_channel_and_the_loudest) {
  const Samples both =
      interleave({sine(440.0, block, 0.25), sine(880.0, block, 0.5), sine(660.0, block, 0.125)});
  const StructurePtr told = analyze_signal(both, {{"multi-channel", "true"}}, 3);
  const auto frequencies = doubles(told.get(), "frequencies");
  const auto clarities = doubles(told.get(), "clarities");
  ck_assert_uint_eq(frequencies.size(), 3);
  ck_assert_uint_eq(clarities.size(), 3);
  expect_near(frequencies[0], 440.0, 0.5, "first");
  expect_near(frequencies[1], 880.0, 1.0, "second");
  expect_near(frequencies[2], 660.0, 0.8, "third");
  for (const double clarity : clarities) ck_assert(clarity > 0.9 && clarity <= 1.0);
  expect_near(number(told.get(), "frequency"), 880.0, 1.0, "the loudest channel's");
  expect_text(text(told.get(), "note"), "A5");
  expect_near(number(told.get(), "peak-frequency"), 880.0, 4.7, "the loudest channel's peak");
  const StructurePtr meta = analyze(both, {{"multi-channel", "true"}}, 3);
  expect_near(number(meta.get(), "frequency"), 880.0, 1.0, "meta");
}
END_TEST

START_TEST(of_equally_loud_channels_the_first_counts) {
  const auto loudest = [](const Samples& all) {
    return number(analyze(all, {{"multi-channel", "true"}}, 2).get(), "peak-frequency");
  };
  Samples square_low(block);
  Samples square_high(block);
  for (std::size_t i = 0; i < block; ++i) {
    square_low[i] = i / 64 % 2 == 0 ? 0.5F : -0.5F;
    square_high[i] = i / 32 % 2 == 0 ? 0.5F : -0.5F;
  }
  // A square wave of 128 samples a period: 375 Hz; of 64: 750 Hz. Every sample is ±0.5.
  expect_near(loudest(interleave({square_low, square_high})), 375.0, 4.7, "low first");
  expect_near(loudest(interleave({square_high, square_low})), 750.0, 4.7, "high first");
}
END_TEST

START_TEST(one_channel_alone_has_no_arrays_of_frequencies) {
  const StructurePtr told = analyze_signal(sine(440.0, 2 * block), {}, 2);
  ck_assert(!has(told.get(), "frequencies"));
  ck_assert(!has(told.get(), "clarities"));
}
END_TEST

// ---- pitch ----

START_TEST(notes_are_told_against_the_reference) {
  struct Expected {
    const char* reference;
    double frequency;
    const char* note;
    int midi;
    double cents;
  };
  // 1200 · log2(440/415) = 101.27, (440/432) = 31.77, (440/442) = −7.85.
  for (const Expected& expected :
       {Expected{"415", 415.0, "A4", 69, 0.0}, Expected{"415", 440.0, "A#4", 70, 1.27},
        Expected{"432", 440.0, "A4", 69, 31.77}, Expected{"442", 440.0, "A4", 69, -7.85},
        Expected{"440", 261.6256, "C4", 60, 0.0}, Expected{"440", 466.1638, "A#4", 70, 0.0}}) {
    const StructurePtr info =
        analyze(sine(expected.frequency, block), {{"reference-frequency", expected.reference}});
    expect_text(text(info.get(), "note"), expected.note);
    ck_assert_int_eq(integer(info.get(), "midi-note"), expected.midi);
    expect_near(number(info.get(), "cents"), expected.cents, 1.2, expected.reference);
  }
}
END_TEST

START_TEST(a_pitch_outside_the_notes_of_midi_has_no_note) {
  // With A4 at 2000 Hz, C-1 has 37.2 Hz, and a pitch of 30 Hz is 3.7 semitones below it.
  struct Case {
    const char* reference;
    double frequency;
    int rate;
  };
  for (const Case& c : {Case{"440", 15000.0, 48000}, Case{"2000", 30.0, 8000}}) {
    const StructurePtr info = analyze(sine(c.frequency, block, 0.5, c.rate),
                                      {{"reference-frequency", c.reference}}, 1, c.rate);
    ck_assert(boolean(info.get(), "voiced"));
    expect_near(number(info.get(), "frequency"), c.frequency, 0.01 * c.frequency, c.reference);
    ck_assert_int_eq(integer(info.get(), "midi-note"), -1);
    expect_text(text(info.get(), "note"), "");
    ck_assert(number(info.get(), "cents") == 0.0);
  }
}
END_TEST

static void expect_unvoiced(const StructurePtr& info) {
  ck_assert(!boolean(info.get(), "voiced"));
  ck_assert(number(info.get(), "frequency") == 0.0);
  ck_assert(number(info.get(), "cents") == 0.0);
  ck_assert_int_eq(integer(info.get(), "midi-note"), -1);
  expect_text(text(info.get(), "note"), "");
}

START_TEST(voiced_from_the_clarity_threshold_on) {
  Samples noisy = sine(440.0, block, 0.5);
  std::mt19937 random(1);
  std::uniform_real_distribution<float> noise(-0.3F, 0.3F);
  for (float& sample : noisy) sample += noise(random);
  const double clarity = number(analyze(noisy, {{"clarity-threshold", "0"}}).get(), "clarity");
  ck_assert_msg(clarity > 0.3 && clarity < 1.0, "clarity %f", clarity);
  const auto with_threshold = [&noisy](double threshold) {
    Harness h;
    g_object_set(h.element(), "clarity-threshold", threshold, nullptr);
    ck_assert(h.open(float_caps()));
    feed_floats(h, noisy);
    return StructurePtr(gst_structure_copy(block_info(h.take_block())));
  };
  ck_assert(boolean(with_threshold(clarity).get(), "voiced"));
  const StructurePtr above = with_threshold(std::nextafter(clarity, 1.0));
  expect_unvoiced(above);
  expect_near(number(above.get(), "clarity"), clarity, 1e-9, "clarity of an unvoiced block");
}
END_TEST

START_TEST(voiced_from_the_silence_threshold_on) {
  const Samples tone = sine(whole_periods, block, 0.1);
  const double rms = number(analyze(tone).get(), "rms");
  const auto with_threshold = [&tone](double threshold) {
    Harness h;
    g_object_set(h.element(), "silence-threshold", threshold, nullptr);
    ck_assert(h.open(float_caps()));
    feed_floats(h, tone);
    return StructurePtr(gst_structure_copy(block_info(h.take_block())));
  };
  ck_assert(boolean(with_threshold(rms).get(), "voiced"));
  expect_unvoiced(with_threshold(rms + 0.001));
}
END_TEST

START_TEST(the_frequency_limits_hold) {
  const Samples tone = sine(440.0, block);
  const StructurePtr below = analyze(tone, {{"min-frequency", "600"}});
  if (boolean(below.get(), "voiced")) ck_assert(number(below.get(), "frequency") >= 600.0);
  const StructurePtr above = analyze(tone, {{"max-frequency", "300"}});
  if (boolean(above.get(), "voiced")) ck_assert(number(above.get(), "frequency") <= 300.0);
  const StructurePtr within = analyze(tone, {{"min-frequency", "400"}, {"max-frequency", "500"}});
  expect_near(number(within.get(), "frequency"), 440.0, 0.3, "frequency");
}
END_TEST

START_TEST(a_controller_drives_the_thresholds) {
  // Blocks of 128 ms; the threshold rises at 1 s, in the block that starts at 0.896 s.
  Harness h;
  GstControlSource* source = gst_interpolation_control_source_new();
  g_object_set(source, "mode", GST_INTERPOLATION_MODE_NONE, nullptr);
  auto* points = GST_TIMED_VALUE_CONTROL_SOURCE(source);
  gst_timed_value_control_source_set(points, 0, -60.0);
  gst_timed_value_control_source_set(points, GST_SECOND, -1.0);
  ck_assert(gst_object_add_control_binding(
                GST_OBJECT(h.element()),
                gst_direct_control_binding_new_absolute(GST_OBJECT(h.element()),
                                                        "silence-threshold", source)) != FALSE);
  gst_object_unref(source);
  ck_assert(h.open(float_caps(8000)));
  feed_floats(h, sine(440.0, 12 * block, 0.5, 8000), 0, 8000);
  const auto blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 12);
  for (std::size_t i = 0; i < blocks.size(); ++i)
    ck_assert_msg(boolean(block_info(blocks[i]), "voiced") == (i < 8), "block %zu", i);
}
END_TEST

START_TEST(five_properties_are_controllable) {
  Harness h;
  for (const char* name : {"min-frequency", "max-frequency", "reference-frequency",
                           "clarity-threshold", "silence-threshold"}) {
    const GParamSpec* spec = g_object_class_find_property(G_OBJECT_GET_CLASS(h.element()), name);
    ck_assert_msg(spec != nullptr && (spec->flags & GST_PARAM_CONTROLLABLE) != 0, "%s", name);
  }
}
END_TEST

// ---- partial blocks ----

START_TEST(of_a_partial_block_the_level_is_of_the_valid_samples) {
  for (const char* partial : {"pad", "short"}) {
    const StructurePtr info = analyze(Samples(100, 0.5F), {{"partial-block", partial}});
    ck_assert_int_eq(integer(info.get(), "valid-samples"), 100);
    expect_near(number(info.get(), "rms"), -6.0206, 0.001, partial);
    expect_near(number(info.get(), "peak"), -6.0206, 0.001, partial);
  }
}
END_TEST

START_TEST(a_partial_block_under_256_samples_is_unvoiced) {
  for (const char* partial : {"pad", "short"}) {
    expect_unvoiced(analyze(sine(1500.0, 255), {{"partial-block", partial}}));
    const StructurePtr long_enough = analyze(sine(1500.0, 256), {{"partial-block", partial}});
    ck_assert(boolean(long_enough.get(), "voiced"));
    expect_near(number(long_enough.get(), "frequency"), 1500.0, 10.0, partial);
  }
}
END_TEST

START_TEST(the_spectrum_of_a_partial_block_keeps_its_gain) {
  const StructurePtr info = analyze(sine(1500.0, block / 2));
  expect_near(number(info.get(), "peak-frequency"), 1500.0, 47.0, "peak-frequency");
  expect_near(number(info.get(), "peak-magnitude"), 0.0, 3.0, "peak-magnitude");
}
END_TEST

// ---- when results are delivered ----

static std::vector<guint64> indices(const std::vector<StructurePtr>& messages) {
  std::vector<guint64> all;
  for (const StructurePtr& message : messages) all.push_back(u64(message.get(), "block-index"));
  return all;
}

/// The indices of the messages for `blocks` blocks of 128 ms (1024 samples at 8 kHz).
static std::vector<guint64> messages_of(const Properties& interval, std::size_t blocks) {
  Properties properties{{"overflow-policy", "wait"}};
  properties.insert(properties.end(), interval.begin(), interval.end());
  Harness h(properties);
  ck_assert(h.open(float_caps(8000)));
  feed_floats(h, sine(440.0, blocks * block, 0.5, 8000), 0, 8000);
  h.eos();
  return indices(told_messages(h));
}

START_TEST(a_message_tells_the_first_block_after_each_interval) {
  // Blocks end at 128, 256, 384, 512, 640, 768, 896, 1024, 1152, 1280 ms; due at 300, 600, 900,
  // 1200.
  ck_assert(messages_of({{"interval", "300000000"}}, 10) == (std::vector<guint64>{2, 4, 7, 9}));
}
END_TEST

START_TEST(the_interval_is_100_ms_by_default) {
  // At 48 kHz blocks end at 21.33, 42.67, … ms: 106.7 is the fifth, 213.3 the tenth, 320 the 15th,
  // 405.3 the 19th.
  Harness h;
  feed_a4(h, 20);
  h.eos();
  ck_assert(indices(told_messages(h)) == (std::vector<guint64>{4, 9, 14, 18}));
}
END_TEST

START_TEST(interval_0_tells_each_block) {
  ck_assert(messages_of({{"interval", "0"}}, 4) == (std::vector<guint64>{0, 1, 2, 3}));
}
END_TEST

START_TEST(a_changed_interval_holds_from_then_on) {
  Harness h({{"overflow-policy", "wait"}, {"interval", "0"}});
  BlockLog log(h.element());
  ck_assert(h.open(float_caps(8000)));
  const auto feed = [&h, &log](std::size_t first, std::size_t blocks) {
    feed_floats(h, sine(440.0, blocks * block, 0.5, 8000, first * block), first * block, 8000);
    log.expect(first + blocks);
  };
  feed(0, 4);
  ck_assert(wait_until([&h] { return h.metric("messages-posted") == 4; }));
  g_object_set(h.element(), "interval", 1 * GST_SECOND, nullptr);
  feed(4, 40);  // 5.12 s
  const std::size_t slow = told_messages(h).size() - 4;
  // The first one may follow the change at once.
  ck_assert_msg(slow == 5 || slow == 6, "%zu messages in 5.12 s", slow);
  g_object_set(h.element(), "interval", guint64{0}, nullptr);
  feed(44, 4);
  ck_assert(wait_until([&h, slow] { return h.metric("messages-posted") == 4 + slow + 4; }));
  ck_assert_uint_eq(told_messages(h).size(), 4);
}
END_TEST

START_TEST(the_peak_of_a_message_is_the_highest_since_the_last) {
  Harness h({{"overflow-policy", "wait"}, {"interval", "300000000"}});
  BlockLog log(h.element());
  ck_assert(h.open(float_caps(8000)));
  // Messages for blocks 2 and 4; amplitudes 0.5, 1, 0.25, then 0.125, 0.0625.
  std::size_t at = 0;
  for (const double amplitude : {0.5, 1.0, 0.25, 0.125, 0.0625}) {
    Samples samples(block, static_cast<float>(amplitude));
    feed_floats(h, samples, at, 8000);
    at += block;
  }
  h.eos();
  const auto messages = told_messages(h);
  ck_assert_uint_eq(messages.size(), 2);
  expect_near(doubles(messages[0].get(), "peak").at(0), 0.0, 0.001, "peak of blocks 0 to 2");
  expect_near(doubles(messages[0].get(), "rms").at(0), -12.0412, 0.001, "rms of block 2");
  expect_near(doubles(messages[1].get(), "peak").at(0), -18.0618, 0.001, "peak of blocks 3 to 4");
  const auto told = log.take();
  expect_near(doubles(told.at(2).get(), "peak").at(0), -12.0412, 0.001, "the signal's own peak");
}
END_TEST

START_TEST(without_post_messages_there_are_none) {
  Harness h({{"overflow-policy", "wait"}, {"post-messages", "false"}, {"interval", "0"}});
  BlockLog log(h.element());
  feed_a4(h, 5);
  h.eos();
  ck_assert_uint_eq(told_messages(h).size(), 0);
  ck_assert_uint_eq(log.count(), 5);
  ck_assert_uint_eq(h.metric("messages-posted"), 0);
}
END_TEST

START_TEST(without_analyses_there_are_no_messages) {
  for (const char* mode : {"inline", "worker"}) {
    Harness h({{"overflow-policy", "wait"}, {"analysis-mode", mode}, {"interval", "0"}});
    BlockLog log(h.element());
    ck_assert(h.open(float_caps()));
    const Samples tone = sine(440.0, block);
    std::size_t fed = 0;
    for (const char* what : {"level", "none", "pitch", "none"}) {
      gst_util_set_object_arg(G_OBJECT(h.element()), "analyses", what);
      h.feed(float_buffer(tone));
      log.expect(++fed);
    }
    const std::vector<StructurePtr> messages = told_messages(h);
    ck_assert_uint_eq(messages.size(), 2);
    ck_assert(has(messages[0].get(), "rms") && has(messages[1].get(), "frequency"));
    ck_assert_uint_eq(log.count(), 4);
    ck_assert_uint_eq(h.metric("messages-posted"), 2);
  }
}
END_TEST

START_TEST(block_analyzed_tells_every_block_in_order) {
  Harness h;
  BlockLog log(h.element());
  feed_a4(h, 300);
  h.eos();
  const std::vector<Told> told = log.take();
  ck_assert_uint_eq(told.size(), 300);
  for (std::size_t i = 0; i < told.size(); ++i)
    ck_assert_uint_eq(u64(told[i].get(), "block-index"), i);
}
END_TEST

START_TEST(messages_and_signals_come_from_one_other_thread) {
  struct Seen {
    std::mutex mutex;
    std::set<std::thread::id> threads;
    int messages = 0;
  } seen;
  Harness h({{"overflow-policy", "wait"}, {"interval", "0"}});
  gst_bus_set_sync_handler(
      h.bus(),
      [](GstBus*, GstMessage* message, gpointer data) -> GstBusSyncReply {
        if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ELEMENT) {
          auto* all = static_cast<Seen*>(data);
          const std::lock_guard lock(all->mutex);
          all->threads.insert(std::this_thread::get_id());
          ++all->messages;
        }
        return GST_BUS_PASS;
      },
      &seen, nullptr);
  BlockLog log(h.element());
  feed_a4(h, 50);
  h.eos();
  for (const Told& told : log.take()) seen.threads.insert(told.thread);
  ck_assert_int_eq(seen.messages, 50);
  ck_assert_uint_eq(seen.threads.size(), 1);
  ck_assert(*seen.threads.begin() != std::this_thread::get_id());
}
END_TEST

// ---- buffer-debug ----

namespace {

/// A line of GStreamer's log.
struct LogLine {
  std::string thread;
  std::string level;
  std::string category;
};

/// Lines of the category `audioblocks` in GStreamer's log.
std::vector<LogLine> lines_of(const StandardError& log) {
  std::vector<LogLine> found;
  std::istringstream all(log.text());
  for (std::string line; std::getline(all, line);) {
    // time, process, thread, level, category, place, message
    std::istringstream words(line);
    std::string skipped;
    LogLine one;
    words >> skipped >> skipped >> one.thread >> one.level >> one.category;
    if (one.category == "audioblocks") found.push_back(one);
  }
  return found;
}

GstDebugCategory* category_of_element() {
  Harness h;  // its class makes the category
  GstDebugCategory* category = _gst_debug_get_category("audioblocks");
  ck_assert_msg(category != nullptr, "no category");
  return category;
}

/// As if GST_DEBUG were not set.
void without_debug_output() {
  gst_debug_set_color_mode(GST_DEBUG_COLOR_MODE_OFF);
  gst_debug_set_default_threshold(GST_LEVEL_NONE);
  gst_debug_unset_threshold_for_name("audioblocks");
  gst_debug_set_active(FALSE);
}

}  // namespace

START_TEST(buffer_debug_writes_a_line_a_block) {
  without_debug_output();
  GstDebugCategory* category = category_of_element();
  const StandardError log;
  {
    Harness h;
    feed_a4(h, 3);
    h.eos();
    ck_assert_uint_eq(lines_of(log).size(), 0);
  }
  Harness h;
  g_object_set(h.element(), "buffer-debug", TRUE, nullptr);
  ck_assert_int_eq(gst_debug_category_get_threshold(category), GST_LEVEL_INFO);
  feed_a4(h, 7);
  h.eos();
  const std::vector<LogLine> lines = lines_of(log);
  ck_assert_uint_eq(lines.size(), 7);
  std::ostringstream this_thread;
  this_thread << static_cast<const void*>(g_thread_self());
  for (const LogLine& line : lines) {
    expect_text(line.level, "INFO");
    expect_text(line.thread, lines.front().thread.c_str());
    ck_assert_msg(line.thread != this_thread.str(), "written by the streaming thread");
  }
}
END_TEST

START_TEST(buffer_debug_lowers_no_threshold) {
  without_debug_output();
  GstDebugCategory* category = category_of_element();
  gst_debug_category_set_threshold(category, GST_LEVEL_LOG);
  Harness h;
  g_object_set(h.element(), "buffer-debug", TRUE, nullptr);
  ck_assert_int_eq(gst_debug_category_get_threshold(category), GST_LEVEL_LOG);
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(argc, argv, "result",
                   {ELEMENT_TEST(meta_has_every_field_with_its_type),
                    ELEMENT_TEST(message_has_every_field_with_its_type),
                    ELEMENT_TEST(message_comes_from_the_element),
                    ELEMENT_TEST(block_analyzed_has_every_field_with_its_type),
                    ELEMENT_TEST(get_block_info_gives_the_meta),
                    ELEMENT_TEST(get_block_info_of_another_buffer_is_null),
                    ELEMENT_TEST(times_are_those_of_the_segment),
                    ELEMENT_TEST(message_tells_each_channel_and_meta_the_loudest),
                    ELEMENT_TEST(a_constant_counts_in_rms),
                    ELEMENT_TEST(silence_is_minus_700_and_never_infinite),
                    ELEMENT_TEST(fields_of_an_analysis_that_is_off_are_absent),
                    ELEMENT_TEST(without_analyses_it_is_a_pure_re_blocker),
                    ELEMENT_TEST(an_analysis_that_comes_back_is_told_again),
                    ELEMENT_TEST(full_scale_sine_has_magnitude_0_in_every_window),
                    ELEMENT_TEST(the_centroid_of_two_equal_tones_is_between_them),
                    ELEMENT_TEST(bands_are_told_as_floats),
                    ELEMENT_TEST(no_bands_no_magnitudes),
                    ELEMENT_TEST(window_changes_with_the_next_block),
                    ELEMENT_TEST(the_mix_is_the_arithmetic_mean),
                    ELEMENT_TEST(antiphase_is_silence_to_the_mix),
                    ELEMENT_TEST(multi_channel_tells_each_channel_and_the_loudest),
                    ELEMENT_TEST(of_equally_loud_channels_the_first_counts),
                    ELEMENT_TEST(one_channel_alone_has_no_arrays_of_frequencies),
                    ELEMENT_TEST(notes_are_told_against_the_reference),
                    ELEMENT_TEST(a_pitch_outside_the_notes_of_midi_has_no_note),
                    ELEMENT_TEST(voiced_from_the_clarity_threshold_on),
                    ELEMENT_TEST(voiced_from_the_silence_threshold_on),
                    ELEMENT_TEST(the_frequency_limits_hold),
                    ELEMENT_TEST(a_controller_drives_the_thresholds),
                    ELEMENT_TEST(five_properties_are_controllable),
                    ELEMENT_TEST(of_a_partial_block_the_level_is_of_the_valid_samples),
                    ELEMENT_TEST(a_partial_block_under_256_samples_is_unvoiced),
                    ELEMENT_TEST(the_spectrum_of_a_partial_block_keeps_its_gain),
                    ELEMENT_TEST(a_message_tells_the_first_block_after_each_interval),
                    ELEMENT_TEST(the_interval_is_100_ms_by_default),
                    ELEMENT_TEST(interval_0_tells_each_block),
                    ELEMENT_TEST(a_changed_interval_holds_from_then_on),
                    ELEMENT_TEST(the_peak_of_a_message_is_the_highest_since_the_last),
                    ELEMENT_TEST(without_post_messages_there_are_none),
                    ELEMENT_TEST(without_analyses_there_are_no_messages),
                    ELEMENT_TEST(block_analyzed_tells_every_block_in_order),
                    ELEMENT_TEST(messages_and_signals_come_from_one_other_thread),
                    ELEMENT_TEST(buffer_debug_writes_a_line_a_block),
                    ELEMENT_TEST(buffer_debug_lowers_no_threshold)});
}
