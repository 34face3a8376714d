// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/track/note_path.h"

#include <array>
#include <cmath>
#include <vector>

#include "tests/support/dsp_test.h"

using namespace audioblocks;

namespace {

constexpr double block_seconds = 0.0232;
using States = std::array<NotePath::State, NotePath::longest>;

NotePath new_path() {
  NotePath path;
  path.begin(NoteModel{}, block_seconds);
  return path;
}

/// Takes so many blocks of a pitch; 0 for none. The first begins with a rise of so many dB.
void play(NotePath& path, std::size_t count, float pitch, float rise = 0.0F) {
  for (std::size_t i = 0; i < count; ++i)
    path.step({.pitch = pitch,
               .clarity = pitch > 0.0F ? 1.0F : 0.0F,
               .onset = {.rise = i == 0 ? rise : 0.0F}});
}

/// The notes on the path, oldest first; −1 for silence.
std::vector<int> notes_of(const NotePath& path) {
  States states;
  const std::size_t known = path.trace(states);
  std::vector<int> notes;
  for (std::size_t i = known; i-- > 0;) notes.push_back(states[i].note);
  return notes;
}

std::size_t beginnings_of(const NotePath& path) {
  States states;
  const std::size_t known = path.trace(states);
  std::size_t beginnings = 0;
  for (std::size_t i = 0; i + 1 < known; ++i)
    beginnings += states[i].is_attack && !states[i + 1].is_attack ? 1 : 0;
  return beginnings;
}

}  // namespace

START_TEST(test_the_path_is_as_long_as_what_it_has_taken) {
  NotePath path = new_path();
  States states;
  ck_assert_uint_eq(path.trace(states), 0);
  play(path, 5, 60.0F);
  ck_assert_uint_eq(path.trace(states), 5);
  play(path, 2 * NotePath::longest, 60.0F);
  ck_assert_uint_eq(path.trace(states), NotePath::longest);
}
END_TEST

START_TEST(test_a_note_between_silences) {
  NotePath path = new_path();
  play(path, 10, 0.0F);
  play(path, 10, 60.0F, 6.0F);
  play(path, 10, 0.0F);
  const std::vector<int> notes = notes_of(path);
  for (std::size_t i = 0; i < 30; ++i) ck_assert_int_eq(notes[i], i >= 10 && i < 20 ? 60 : -1);
}
END_TEST

START_TEST(test_an_octave_error_of_two_blocks_does_not_change_the_note) {
  NotePath path = new_path();
  play(path, 10, 60.0F, 6.0F);
  play(path, 2, 48.0F);
  play(path, 10, 60.0F);
  for (const int note : notes_of(path)) ck_assert_int_eq(note, 60);
}
END_TEST

START_TEST(test_a_note_struck_again_begins_again) {
  NotePath path = new_path();
  play(path, 10, 0.0F);
  play(path, 10, 60.0F, 20.0F);
  ck_assert_uint_eq(beginnings_of(path), 1);
  for (std::size_t i = 0; i < 2; ++i)
    path.step({.pitch = 60.0F,
               .clarity = 1.0F,
               .onset = {.rise = i == 0 ? 12.0F : 0.0F, .flux = i == 0 ? 20.0F : 0.0F},
               .lasting = i == 0 ? 6.0F : 0.0F});
  play(path, 10, 60.0F);
  ck_assert_uint_eq(beginnings_of(path), 2);
}
END_TEST

START_TEST(test_a_note_begins_again_where_the_wave_changes) {
  for (const float unlike : {0.0F, 3.0F}) {
    NotePath path = new_path();
    play(path, 10, 0.0F);
    play(path, 10, 60.0F, 20.0F);
    path.step({.pitch = 60.0F,
               .clarity = 1.0F,
               .onset = {.rise = 2.0F},
               .unlike = unlike,
               .dip = 8.0F,
               .lasting = 8.0F});
    play(path, 10, 60.0F);
    ck_assert_uint_eq(beginnings_of(path), unlike > 0.0F ? 2 : 1);
  }
}
END_TEST

START_TEST(test_a_stroke_that_passes_begins_no_note) {
  for (const float lasting : {-10.0F, 10.0F}) {
    NotePath path = new_path();
    play(path, 10, 0.0F);
    play(path, 10, 60.0F, 20.0F);
    path.step({.pitch = 60.0F,
               .clarity = 1.0F,
               .onset = {.rise = 4.0F, .flux = 10.0F},
               .lasting = lasting});
    play(path, 10, 60.0F);
    ck_assert_uint_eq(beginnings_of(path), lasting > 0.0F ? 2 : 1);
  }
}
END_TEST

START_TEST(test_a_wave_that_changes_under_a_stroke_begins_no_note) {
  for (const float passing : {12.0F, 0.0F}) {
    NotePath path = new_path();
    play(path, 10, 0.0F);
    play(path, 10, 60.0F, 20.0F);
    path.step({.pitch = 60.0F,
               .clarity = 1.0F,
               .onset = {.rise = 2.0F},
               .unlike = 3.0F,
               .dip = 8.0F,
               .lasting = 8.0F,
               .passing = passing});
    play(path, 10, 60.0F);
    ck_assert_uint_eq(beginnings_of(path), passing > 0.0F ? 1 : 2);
  }
}
END_TEST

START_TEST(test_two_tones_at_once_do_not_hide_the_higher) {
  // What still rings and the new note repeat together an octave below it.
  NotePath path = new_path();
  play(path, 10, 0.0F);
  play(path, 10, 60.0F, 20.0F);
  play(path, 3, 55.0F, 12.0F);
  play(path, 10, 67.0F);
  const std::vector<int> notes = notes_of(path);
  for (std::size_t i = 20; i < 33; ++i) ck_assert_int_eq(notes[i], 67);
}
END_TEST

START_TEST(test_what_has_sunk_is_silent) {
  NotePath path = new_path();
  play(path, 10, 60.0F, 20.0F);
  for (std::size_t i = 0; i < 10; ++i)
    path.step({.pitch = 60.0F, .clarity = 1.0F, .sunk = 20.0F, .below = 30.0F, .onset = {}});
  ck_assert_int_eq(notes_of(path).front(), 60);
  ck_assert_int_eq(notes_of(path).back(), -1);
}
END_TEST

START_TEST(test_long_and_short_blocks_come_to_the_same_path) {
  for (const std::size_t parts : {1U, 2U, 4U}) {
    NotePath path;
    path.begin(NoteModel{}, block_seconds / static_cast<double>(parts));
    play(path, 4 * parts, 0.0F);
    play(path, 4 * parts, 60.0F, 6.0F);
    play(path, parts, 67.0F);
    play(path, 4 * parts, 60.0F);
    const std::vector<int> notes = notes_of(path);
    for (std::size_t i = 0; i < notes.size(); ++i)
      ck_assert_int_eq(notes[i], i < 4 * parts ? -1 : 60);
  }
}
END_TEST

START_TEST(test_a_note_is_surer_than_silence) {
  NotePath path;
  path.begin(live_note_model(), block_seconds);
  play(path, 5, 0.0F);
  ck_assert_float_lt(path.sureness(), 0.0F);
  play(path, 5, 60.0F, 6.0F);
  ck_assert_float_gt(path.sureness(), 0.3F);
}
END_TEST

START_TEST(test_hours_do_not_wear_the_scores_out) {
  NotePath path = new_path();
  for (int i = 0; i < 20000; ++i) {
    play(path, 5, 40.0F + static_cast<float>(i % 50), 6.0F);
    play(path, 3, 0.0F);
  }
  ck_assert(std::isfinite(path.sureness()));
  play(path, 10, 60.0F, 6.0F);
  ck_assert_int_eq(notes_of(path).back(), 60);
}
END_TEST

int main() {
  return run_tests(
      "note_path",
      {test_the_path_is_as_long_as_what_it_has_taken, test_a_note_between_silences,
       test_an_octave_error_of_two_blocks_does_not_change_the_note,
       test_a_note_struck_again_begins_again, test_a_note_begins_again_where_the_wave_changes,
       test_a_stroke_that_passes_begins_no_note,
       test_a_wave_that_changes_under_a_stroke_begins_no_note,
       test_two_tones_at_once_do_not_hide_the_higher, test_what_has_sunk_is_silent,
       test_long_and_short_blocks_come_to_the_same_path, test_a_note_is_surer_than_silence,
       test_hours_do_not_wear_the_scores_out});
}
