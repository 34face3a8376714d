// SPDX-License-Identifier: LGPL-2.1-or-later
//
// audio-level-meta: the GstAudioLevelMeta on blocks, which RTP payloaders read.
#include <array>
#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "tests/support/standard_error.h"
#include "tests/support/stimulus.h"
#include "tests/support/warnings.h"

using namespace audioblocks::test;
using audioblocks::BufferConstants;

namespace {

constexpr std::size_t block = BufferConstants::default_block_samples;

Properties with_levels(Properties properties = lossless()) {
  properties.emplace_back("audio-level-meta", "true");
  return properties;
}

std::size_t count_levels(GstBuffer* buffer) {
  std::size_t count = 0;
  gpointer state = nullptr;
  while (gst_buffer_iterate_meta_filtered(buffer, &state, GST_AUDIO_LEVEL_META_API_TYPE) != nullptr)
    ++count;
  return count;
}

void expect_none(const BufferPtr& buffer) { ck_assert_uint_eq(count_levels(buffer.get()), 0); }

/// The one level meta.
void expect_level(const BufferPtr& buffer, unsigned level, bool voice) {
  ck_assert_uint_eq(count_levels(buffer.get()), 1);
  const GstAudioLevelMeta* meta = gst_buffer_get_audio_level_meta(buffer.get());
  ck_assert_uint_eq(meta->level, level);
  ck_assert_int_eq(meta->voice_activity, static_cast<int>(voice));
}

Samples noise(std::size_t count, double amplitude) {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> values(-1.0F, 1.0F);
  Samples samples(count);
  for (float& sample : samples) sample = static_cast<float>(amplitude) * values(random);
  return samples;
}

BufferPtr with_level(BufferPtr buffer, guint8 level, bool voice) {
  gst_buffer_add_audio_level_meta(buffer.get(), level, static_cast<gboolean>(voice));
  return buffer;
}

constexpr const char* no_level =
    "audio-level-meta is TRUE, but analyses lacks level, so blocks carry no level. Add level to "
    "analyses, or set audio-level-meta to FALSE.";
constexpr const char* leaves_before =
    "audio-level-meta is TRUE, but with analysis-mode=worker blocks leave before they are "
    "analyzed, "
    "so they carry no level. Set analysis-mode to inline, or audio-level-meta to FALSE.";

}  // namespace

// ---- level and voice ----

START_TEST(a_block_has_its_level_and_whether_it_is_voiced) {
  Harness h(with_levels());
  ck_assert(h.open(float_caps()));
  // 10·log10(0.5² / 2) = −9.03; a full-scale square −0.0; uniform noise 0.1² / 3, −24.8.
  feed_floats(h, sine(440.0, block, 0.5));
  feed_floats(h, Samples(block), block);
  feed_floats(h, noise(block, 0.1), 2 * block);
  feed_floats(h, Samples(block, 1.0F), 3 * block);
  feed_floats(h, Samples(block, 1e-7F), 4 * block);
  feed_floats(h, Samples(block, 12.0F), 5 * block);
  const std::vector<BufferPtr> blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 6);
  expect_level(blocks[0], 9, true);
  expect_level(blocks[1], 127, false);
  expect_level(blocks[2], 25, false);
  expect_level(blocks[3], 0, false);
  expect_level(blocks[4], 127, false);
  expect_level(blocks[5], 0, false);
}
END_TEST

START_TEST(there_is_none_unless_it_is_asked_for) {
  Harness h;
  ck_assert(h.open(float_caps()));
  feed_floats(h, sine(440.0, 3 * block));
  for (const BufferPtr& buffer : h.take_blocks()) expect_none(buffer);
}
END_TEST

START_TEST(voice_needs_the_pitch) {
  Harness h(with_levels());
  ck_assert(h.open(float_caps()));
  feed_floats(h, sine(440.0, block, 0.5));
  expect_level(h.take_block(), 9, true);
  gst_util_set_object_arg(G_OBJECT(h.element()), "analyses", "level+spectrum");
  feed_floats(h, sine(440.0, block, 0.5), block);
  expect_level(h.take_block(), 9, false);
}
END_TEST

/// The power of all channels together, as in `level`: one of four at full scale is −6.02 dB.
START_TEST(channels_are_measured_together) {
  for (const bool planar : {false, true}) {
    Harness h(with_levels());
    const std::string caps = caps_text(GST_AUDIO_NE(F32), 48000, 4, planar);
    ck_assert(h.open(caps));
    const Samples one(block, 1.0F);
    const Samples none(block);
    if (planar) {
      Samples all(3 * block);
      all.insert(all.begin() + block, one.begin(), one.end());
      BufferPtr buffer = float_buffer(all);
      const GstAudioInfo info = make_info(caps);
      gst_buffer_add_audio_meta(buffer.get(), &info, block, nullptr);
      h.feed(std::move(buffer));
    } else {
      feed_floats(h, interleave({none, one, none, none}));
    }
    expect_level(h.take_block(), 6, false);
  }
}
END_TEST

/// `level` cuts off the decimals; RFC 6465 and WebRTC round.
START_TEST(it_agrees_with_level_but_for_rounding) {
  // Upstream's meta stays where the property is FALSE.
  Harness theirs(parse("level audio-level-meta=true ! audioblocks overflow-policy=wait", true));
  Harness ours(with_levels());
  ck_assert(theirs.open(float_caps(48000, 2)));
  ck_assert(ours.open(float_caps(48000, 2)));
  int rounded_up = 0;
  for (std::size_t i = 0; i < 100; ++i) {
    const double left = std::pow(10.0, -0.05 * static_cast<double>(i));
    const double right = std::pow(10.0, -0.03 * static_cast<double>(i) - 0.1);
    const Samples samples = interleave(
        {Samples(block, static_cast<float>(left)), Samples(block, static_cast<float>(right))});
    const double db = -10.0 * std::log10((left * left + right * right) / 2.0);
    // Too near to where one of them steps.
    if (std::fabs(2.0 * db - std::round(2.0 * db)) < 1e-3) continue;
    feed_floats(theirs, samples, i * block);
    feed_floats(ours, samples, i * block);
    const auto cut = static_cast<unsigned>(db);
    const auto rounded = static_cast<unsigned>(std::lround(db));
    expect_level(theirs.take_block(), cut, false);
    expect_level(ours.take_block(), rounded, false);
    rounded_up += static_cast<int>(rounded - cut);
  }
  ck_assert_int_gt(rounded_up, 20);
}
END_TEST

START_TEST(a_gap_is_silence) {
  Harness h(with_levels());
  ck_assert(h.open(float_caps()));
  ck_assert(h.event(gst_event_new_gap(0, gst_util_uint64_scale(block, GST_SECOND, 48000) + 1)));
  expect_level(h.take_block(), 127, false);
}
END_TEST

START_TEST(a_partial_block_has_the_level_of_its_valid_samples) {
  for (const char* how : {"pad", "short"}) {
    Properties properties = with_levels();
    properties.emplace_back("partial-block", how);
    Harness h(properties);
    ck_assert(h.open(float_caps()));
    feed_floats(h, Samples(block + block / 2, 0.5F));
    ck_assert(h.eos());
    const std::vector<BufferPtr> blocks = h.take_blocks();
    ck_assert_uint_eq(blocks.size(), 2);
    for (const BufferPtr& buffer : blocks) expect_level(buffer, 6, false);
  }
}
END_TEST

// ---- the level meta of an input ----

/// Inputs of one block, whose memory is lent or copied, and inputs that blocks are cut from.
START_TEST(its_own_replaces_that_of_an_input) {
  for (const bool kept : {false, true}) {
    for (const std::size_t length : {block, std::size_t{300}}) {
      Harness h(with_levels());
      ck_assert(h.open(float_caps()));
      std::vector<BufferPtr> upstream;
      for (std::size_t at = 0; at < 12 * block; at += length) {
        BufferPtr input = with_level(float_buffer(sine(440.0, length, 0.5, 48000, at)), 42, true);
        if (kept) upstream.emplace_back(gst_buffer_ref(input.get()));
        h.feed(std::move(input));
      }
      const std::vector<BufferPtr> blocks = h.take_blocks();
      ck_assert_uint_eq(blocks.size(), 12);
      for (const BufferPtr& buffer : blocks) expect_level(buffer, 9, true);
    }
  }
}
END_TEST

START_TEST(that_of_an_input_stays_where_the_element_adds_none) {
  Harness h;
  ck_assert(h.open(float_caps()));
  for (std::size_t i = 0; i < 3; ++i) {
    h.feed(with_level(float_buffer(Samples(block, 0.5F)), static_cast<guint8>(40 + i), i == 1));
    expect_level(h.take_block(), static_cast<unsigned>(40 + i), i == 1);
  }
}
END_TEST

// ---- blocks without a level ----

START_TEST(a_block_whose_level_is_not_known_has_none) {
  for (const Properties& properties :
       {Properties{{"analyses", "pitch"}}, Properties{{"analyses", "none"}},
        Properties{{"analysis-mode", "worker"}}}) {
    Properties all = with_levels();
    all.insert(all.end(), properties.begin(), properties.end());
    Harness h(all);
    ck_assert(h.open(float_caps()));
    // More than there are slots for results, which are used again.
    constexpr std::size_t many = 40;
    for (std::size_t i = 0; i < many; ++i)
      h.feed(with_level(float_buffer(sine(440.0, block)), 42, true));
    const std::vector<BufferPtr> blocks = h.take_blocks();
    ck_assert_uint_eq(blocks.size(), many);
    for (const BufferPtr& buffer : blocks) expect_none(buffer);
  }
}
END_TEST

START_TEST(a_block_whose_analysis_is_skipped_has_none) {
  LiveHarness h(with_levels(evicting()));
  ck_assert(h.open(float_caps()));
  int skipped = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    const GstClockTime time = gst_util_uint64_scale(i * block, GST_SECOND, 48000);
    tell_qos(h, time, 20 * GST_MSECOND);
    feed_floats(h, Samples(block, 0.5F), i * block);
    const BufferPtr buffer = h.take_block();
    if (boolean(block_info(buffer), "analyzed")) {
      expect_level(buffer, 6, false);
    } else {
      expect_none(buffer);
      ++skipped;
    }
  }
  ck_assert_int_gt(skipped, 90);
  ck_assert_int_lt(skipped, 190);
}
END_TEST

/// Each buffer of the pool comes round several times, with a level and without.
START_TEST(a_change_takes_effect_on_the_next_block) {
  Harness h;
  ck_assert(h.open(float_caps()));
  for (std::size_t i = 0; i < 500; ++i) {
    const bool wanted = i % 3 != 0;
    const bool measured = i % 7 != 0;
    g_object_set(h.element(), "audio-level-meta", wanted, "analyses", measured ? 7 : 6, nullptr);
    feed_floats(h, sine(440.0, block, 0.5, 48000, i * block), i * block);
    const BufferPtr buffer = h.take_block();
    if (wanted && measured)
      expect_level(buffer, 9, true);
    else
      expect_none(buffer);
  }
}
END_TEST

/// What is begun in one block size is carried over to another as an input.
START_TEST(a_block_that_changes_its_size_has_no_old_level) {
  if (one_size_only) return;
  Harness h(with_levels());
  h.downstream(block_caps(1024));
  ck_assert(h.open(float_caps()));
  // So that each buffer of the pool has had a level.
  for (std::size_t i = 0; i < 70; ++i) {
    feed_floats(h, Samples(1024, 0.5F), i * 1024);
    expect_level(h.take_block(), 6, false);
  }
  g_object_set(h.element(), "audio-level-meta", FALSE, nullptr);
  feed_floats(h, Samples(600, 0.5F), std::size_t{70} * 1024);
  h.downstream(block_caps(256));
  feed_floats(h, Samples(424, 0.5F), std::size_t{70} * 1024 + 600);
  const std::vector<BufferPtr> blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 4);
  for (const BufferPtr& buffer : blocks) expect_none(buffer);
}
END_TEST

// ---- what others make of a block ----

START_TEST(copies_have_the_level_and_nothing_of_a_place_for_one) {
  for (const bool wanted : {true, false}) {
    Harness h(wanted ? with_levels() : lossless());
    ck_assert(h.open(float_caps()));
    feed_floats(h, sine(440.0, block, 0.5));
    const BufferPtr buffer = h.take_block();
    gst_debug_set_active(TRUE);
    gst_debug_set_default_threshold(GST_LEVEL_ERROR);
    const StandardError log;
    const std::array copies{
        BufferPtr(gst_buffer_copy(buffer.get())), BufferPtr(gst_buffer_copy_deep(buffer.get())),
        BufferPtr(gst_buffer_copy_region(buffer.get(), GST_BUFFER_COPY_ALL, 4, 400))};
    for (const BufferPtr& copy : copies) {
      if (wanted)
        expect_level(copy, 9, true);
      else
        expect_none(copy);
      gpointer state = nullptr;
      while (const GstMeta* meta = gst_buffer_iterate_meta(copy.get(), &state)) {
        const std::string name = g_type_name(meta->info->type);
        // GStreamer 1.28 has a copy of a region keep its whole.
        ck_assert_msg(name == "GstAudioBlockMeta" || name == "GstAudioLevelMeta" ||
                          name == "GstParentBufferMeta",
                      "%s", name.c_str());
      }
    }
    expect_text(log.text(), "");
    gst_debug_set_default_threshold(GST_LEVEL_NONE);
  }
}
END_TEST

/// `level` writes into the meta that it finds.
START_TEST(a_level_behind_it_writes_into_it) {
  Harness h(
      parse("audioblocks overflow-policy=wait audio-level-meta=true ! "
            "level audio-level-meta=true",
            true));
  ck_assert(h.open(float_caps()));
  for (std::size_t i = 0; i < 200; ++i) {
    // −6.94 dB: 7 here, 6 there.
    feed_floats(h, sine(440.0, block, 0.636, 48000, i * block), i * block);
    expect_level(h.take_block(), 6, true);
  }
}
END_TEST

START_TEST(a_removed_meta_is_there_again_on_the_next_block) {
  Harness h(with_levels());
  ck_assert(h.open(float_caps()));
  for (std::size_t i = 0; i < 300; ++i) {
    feed_floats(h, Samples(block, 0.5F), i * block);
    const BufferPtr buffer = h.take_block();
    expect_level(buffer, 6, false);
    ck_assert(gst_buffer_remove_meta(buffer.get(),
                                     reinterpret_cast<GstMeta*>(
                                         gst_buffer_get_audio_level_meta(buffer.get()))) != FALSE);
  }
}
END_TEST

// ---- warnings ----

START_TEST(a_setting_that_gives_no_level_is_a_warning) {
  for (const auto& [name, value, text] :
       {std::array{"analyses", "pitch", no_level}, std::array{"analyses", "none", no_level},
        std::array{"analysis-mode", "worker", leaves_before}}) {
    Properties properties = with_levels();
    properties.emplace_back(name, value);
    Harness h(properties);
    ck_assert(h.open(float_caps()));
    const std::vector<std::string> warnings = take_warnings(h);
    ck_assert_uint_eq(warnings.size(), 1);
    expect_text(warnings[0], text);
    feed_floats(h, sine(440.0, 4 * block));
    ck_assert(h.eos());
    ck_assert_uint_eq(take_warnings(h).size(), 0);
  }
}
END_TEST

START_TEST(a_change_that_takes_the_level_away_is_a_warning) {
  Harness h;
  gst_util_set_object_arg(G_OBJECT(h.element()), "analyses", "spectrum");
  ck_assert(h.open(float_caps()));
  g_object_set(h.element(), "audio-level-meta", TRUE, nullptr);
  expect_text(next_warning(h), no_level);
  // The helper thread looks at the settings before it reports a block.
  BlockLog log(h.element());
  gst_util_set_object_arg(G_OBJECT(h.element()), "analyses", "level");
  feed_floats(h, sine(440.0, block));
  log.expect(1);
  gst_util_set_object_arg(G_OBJECT(h.element()), "analyses", "pitch");
  expect_text(next_warning(h), no_level);
  // Setting it again is not a change, and without the property nothing is missing.
  gst_util_set_object_arg(G_OBJECT(h.element()), "analyses", "pitch");
  g_object_set(h.element(), "audio-level-meta", FALSE, nullptr);
  gst_util_set_object_arg(G_OBJECT(h.element()), "analyses", "none");
  feed_floats(h, sine(440.0, 4 * block), block);
  ck_assert(h.eos());
  ck_assert_uint_eq(take_warnings(h).size(), 0);
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(
      argc, argv, "level_meta",
      {ELEMENT_TEST(a_block_has_its_level_and_whether_it_is_voiced),
       ELEMENT_TEST(there_is_none_unless_it_is_asked_for), ELEMENT_TEST(voice_needs_the_pitch),
       ELEMENT_TEST(channels_are_measured_together),
       ELEMENT_TEST(it_agrees_with_level_but_for_rounding), ELEMENT_TEST(a_gap_is_silence),
       ELEMENT_TEST(a_partial_block_has_the_level_of_its_valid_samples),
       ELEMENT_TEST(its_own_replaces_that_of_an_input),
       ELEMENT_TEST(that_of_an_input_stays_where_the_element_adds_none),
       ELEMENT_TEST(a_block_whose_level_is_not_known_has_none),
       ELEMENT_TEST(a_block_whose_analysis_is_skipped_has_none),
       ELEMENT_TEST(a_change_takes_effect_on_the_next_block),
       ELEMENT_TEST(a_block_that_changes_its_size_has_no_old_level),
       ELEMENT_TEST(copies_have_the_level_and_nothing_of_a_place_for_one),
       ELEMENT_TEST(a_level_behind_it_writes_into_it),
       ELEMENT_TEST(a_removed_meta_is_there_again_on_the_next_block),
       ELEMENT_TEST(a_setting_that_gives_no_level_is_a_warning),
       ELEMENT_TEST(a_change_that_takes_the_level_away_is_a_warning)});
}
