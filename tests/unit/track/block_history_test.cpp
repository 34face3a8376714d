// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/track/block_history.h"

#include <cmath>

#include "tests/support/dsp_test.h"

using namespace audioblocks;

namespace {

constexpr int rate = 44100;
constexpr std::size_t block_samples = 1024;
constexpr std::uint32_t chunk = 128;

/// A history of blocks of one pitch, and of what may differ between them.
class Blocks {
 public:
  explicit Blocks(bool looks_ahead = true, std::size_t size = block_samples) : size_(size) {
    history_.begin(model, rate, size, looks_ahead);
  }

  struct Look {
    double level = -20.0;
    double height = 1.0;
    double clarity = 1.0;
    float rise = 0.0F;
    std::uint32_t rise_chunk = 0;
  };
  Blocks& push(std::size_t count, const Look& look) {
    for (std::size_t i = 0; i < count; ++i)
      history_.push({.start = history_.size() * size_,
                     .samples = static_cast<std::uint32_t>(size_),
                     .frequency = 440.0,
                     .clarity = look.clarity,
                     .height = look.height,
                     .level = look.level,
                     .onset = {.rise = look.rise, .rise_chunk = look.rise_chunk}},
                    69.0);
    return *this;
  }
  [[nodiscard]] NotePath::Observation observe(std::size_t index) const {
    return history_.observe(index);
  }
  /// In blocks.
  [[nodiscard]] double onset_near(std::size_t index) const {
    return static_cast<double>(history_.onset_near(index)) / static_cast<double>(size_);
  }

  static constexpr NoteModel model{};

 private:
  std::size_t size_;
  BlockHistory history_;
};

}  // namespace

START_TEST(test_a_steady_sound_shows_nothing) {
  for (const bool looks_ahead : {false, true}) {
    const Blocks blocks = Blocks(looks_ahead).push(40, {});
    for (const std::size_t index : {0U, 1U, 20U, 39U}) {
      const NotePath::Observation seen = blocks.observe(index);
      ck_assert_float_eq(seen.unlike, 0.0F);
      ck_assert_float_eq(seen.dip, 0.0F);
      ck_assert_float_eq_tol(seen.sunk, 0.0F, 1e-3F);
      ck_assert_float_eq(seen.below, 0.0F);
      ck_assert_float_le(seen.lasting, Blocks::model.least_lasting);
      ck_assert_float_eq(seen.pitch, 69.0F);
    }
  }
}
END_TEST

START_TEST(test_where_a_block_repeats_less_exactly) {
  const Blocks blocks = Blocks().push(5, {}).push(1, {.height = 0.9}).push(5, {});
  for (std::size_t i = 0; i < 11; ++i)
    ck_assert_float_eq_tol(blocks.observe(i).unlike, i == 5 ? std::log(11.0F) : 0.0F, 1e-3F);
  // In noise, a tenth is nothing.
  const Blocks noisy = Blocks().push(5, {.height = 0.5}).push(1, {.height = 0.4});
  ck_assert_float_lt(noisy.observe(5).unlike, 0.2F);
}
END_TEST

START_TEST(test_a_dip_is_as_deep_as_its_lower_side) {
  const Blocks blocks =
      Blocks().push(8, {.level = -20.0}).push(1, {.level = -30.0}).push(8, {.level = -24.0});
  ck_assert_float_eq_tol(blocks.observe(8).dip, 6.0F, 1e-3F);
  ck_assert_float_eq_tol(blocks.observe(9).dip, 6.0F, 1e-3F);
  ck_assert_float_eq(blocks.observe(3).dip, 0.0F);
  ck_assert_float_eq(blocks.observe(14).dip, 0.0F);
}
END_TEST

START_TEST(test_without_the_future_a_dip_shows_when_it_is_over) {
  const Blocks blocks =
      Blocks(false).push(8, {.level = -20.0}).push(1, {.level = -30.0}).push(8, {.level = -24.0});
  ck_assert_float_eq(blocks.observe(8).dip, 0.0F);
  ck_assert_float_eq_tol(blocks.observe(9).dip, 6.0F, 1e-3F);
}
END_TEST

START_TEST(test_a_stroke_passes_and_a_note_lasts) {
  const Blocks stroke =
      Blocks().push(8, {.level = -30.0}).push(2, {.level = -15.0}).push(8, {.level = -30.0});
  ck_assert_float_eq_tol(stroke.observe(8).lasting, 0.0F, 1e-3F);
  ck_assert_float_eq_tol(stroke.observe(8).passing, 15.0F, 1e-3F);
  const Blocks note = Blocks().push(8, {.level = -30.0}).push(10, {.level = -15.0});
  ck_assert_float_eq_tol(note.observe(8).lasting, 15.0F, 1e-3F);
  ck_assert_float_eq(note.observe(8).passing, 0.0F);
}
END_TEST

START_TEST(test_what_has_sunk) {
  const Blocks blocks = Blocks().push(20, {.level = -20.0}).push(8, {.level = -32.0});
  ck_assert_float_eq_tol(blocks.observe(22).sunk, 12.0F, 1e-3F);
  // In 66 ms little is forgotten.
  ck_assert_float_gt(blocks.observe(22).below, 11.0F);
  ck_assert_float_lt(blocks.observe(22).below, 12.0F);
}
END_TEST

START_TEST(test_the_onset_is_where_the_level_rises) {
  const Blocks blocks = Blocks()
                            .push(10, {.level = -60.0, .height = 0.0, .clarity = 0.0})
                            .push(1, {.rise = 20.0F, .rise_chunk = 6})
                            .push(10, {});
  ck_assert_double_eq_tol(blocks.onset_near(10), 10.0 + 6.0 * chunk / block_samples, 1e-9);
  // A block later too, for the first block of a tone may not show its pitch yet.
  ck_assert_double_eq_tol(blocks.onset_near(11), 10.0 + 6.0 * chunk / block_samples, 1e-9);
}
END_TEST

START_TEST(test_what_swells_begins_later) {
  const auto onset_after = [](float rise, std::size_t later) {
    return Blocks()
        .push(10, {.level = -60.0, .height = 0.0, .clarity = 0.0})
        .push(1, {.rise = rise, .rise_chunk = 6})
        .push(later, {})
        .onset_near(10);
  };
  // Half as steep as a sharp rise: half of 20 ms.
  ck_assert_double_eq_tol(onset_after(10.0F, 10), 10.0 + (6.0 * chunk + 441.0) / block_samples,
                          1e-9);
  // Not after what has come, though.
  ck_assert_double_eq_tol(onset_after(10.0F, 0), 10.0 + 7.0 * chunk / block_samples, 1e-9);
}
END_TEST

START_TEST(test_a_pitch_that_comes_late_through_what_still_rings) {
  // For four blocks two sounds are mixed.
  const Blocks blocks = Blocks().push(10, {}).push(4, {.height = 0.7}).push(10, {.height = 0.95});
  ck_assert_double_eq_tol(blocks.onset_near(14), 10.0, 1e-9);
}
END_TEST

START_TEST(test_no_onset_is_sought_before_a_steady_sound_or_a_consonant) {
  const Blocks steady =
      Blocks().push(10, {}).push(1, {.height = 0.9}).push(4, {}).push(10, {.height = 0.99});
  ck_assert_double_ge(steady.onset_near(15), 14.0);
  const Blocks consonant = Blocks()
                               .push(10, {.level = -60.0, .height = 0.3, .clarity = 0.0})
                               .push(1, {.height = 0.3, .clarity = 0.0, .rise = 15.0F})
                               .push(4, {.height = 0.3, .clarity = 0.0})
                               .push(10, {});
  ck_assert_double_ge(consonant.onset_near(15), 14.0);
}
END_TEST

START_TEST(test_the_future_is_as_long_for_any_block) {
  for (const std::size_t size : {256U, 512U, 1024U, 2048U}) {
    BlockHistory history;
    history.begin(NoteModel{}, rate, size, true);
    const double seconds = static_cast<double>(history.ahead() * size) / rate;
    ck_assert_double_eq_tol(seconds, 0.093, 0.01);
    history.begin(NoteModel{}, rate, size, false);
    ck_assert_uint_eq(history.ahead(), 0);
  }
}
END_TEST

int main() {
  return run_tests(
      "block_history",
      {test_a_steady_sound_shows_nothing, test_where_a_block_repeats_less_exactly,
       test_a_dip_is_as_deep_as_its_lower_side, test_without_the_future_a_dip_shows_when_it_is_over,
       test_a_stroke_passes_and_a_note_lasts, test_what_has_sunk,
       test_the_onset_is_where_the_level_rises, test_what_swells_begins_later,
       test_a_pitch_that_comes_late_through_what_still_rings,
       test_no_onset_is_sought_before_a_steady_sound_or_a_consonant,
       test_the_future_is_as_long_for_any_block});
}
