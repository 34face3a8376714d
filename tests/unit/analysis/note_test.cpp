// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/analysis/note.h"

#include <limits>
#include <string_view>

#include "tests/support/dsp_test.h"

using namespace audioblocks;

namespace {

void assert_note(const Note& note, int midi, const char* name, double cents) {
  ck_assert_int_eq(note.midi, midi);
  ck_assert_str_eq(note.name, name);
  ck_assert_double_eq_tol(note.cents, cents, 1e-6);
}

}  // namespace

START_TEST(test_known_notes) {
  assert_note(nearest_note(440.0, 440.0), 69, "A4", 0.0);
  assert_note(nearest_note(880.0, 440.0), 81, "A5", 0.0);
  assert_note(nearest_note(27.5, 440.0), 21, "A0", 0.0);
  assert_note(nearest_note(440.0 * std::exp2(-9.0 / 12.0), 440.0), 60, "C4", 0.0);
  assert_note(nearest_note(440.0 * std::exp2(1.0 / 12.0), 440.0), 70, "A#4", 0.0);
  assert_note(nearest_note(440.0 * std::exp2(-69.0 / 12.0), 440.0), 0, "C-1", 0.0);
  assert_note(nearest_note(440.0 * std::exp2(58.0 / 12.0), 440.0), 127, "G9", 0.0);
}
END_TEST

START_TEST(test_cents) {
  assert_note(nearest_note(440.0 * std::exp2(30.0 / 1200.0), 440.0), 69, "A4", 30.0);
  assert_note(nearest_note(440.0 * std::exp2(-30.0 / 1200.0), 440.0), 69, "A4", -30.0);
  assert_note(nearest_note(440.0 * std::exp2(70.0 / 1200.0), 440.0), 70, "A#4", -30.0);
}
END_TEST

START_TEST(test_cents_stay_in_range) {
  for (double cents = -6900.0; cents <= 5850.0; cents += 0.7) {
    const Note note = nearest_note(440.0 * std::exp2(cents / 1200.0), 440.0);
    ck_assert_double_ge(note.cents, -50.0);
    ck_assert_double_lt(note.cents, 50.0);
    ck_assert_double_eq_tol(100.0 * (note.midi - 69) + note.cents, cents, 1e-6);
  }
}
END_TEST

START_TEST(test_reference) {
  assert_note(nearest_note(432.0, 432.0), 69, "A4", 0.0);
  assert_note(nearest_note(440.0, 415.3046976), 70, "A#4", 0.0);
}
END_TEST

START_TEST(test_ends_of_the_scale) {
  const auto at = [](double semitones) {
    return nearest_note(440.0 * std::exp2((semitones - midi_a4) / 12.0), 440.0);
  };
  assert_note(at(-0.49), 0, "C-1", -49.0);
  assert_note(at(127.49), 127, "G9", 49.0);
  for (const double outside : {-60.0, -1.0, -0.51, 127.51, 128.0, 160.0})
    assert_note(at(outside), -1, "", 0.0);
  assert_note(nearest_note(1e300, 1e-300), -1, "", 0.0);
  assert_note(nearest_note(1e-300, 1e300), -1, "", 0.0);
}
END_TEST

START_TEST(test_names) {
  ck_assert_str_eq(note_name(0), "C-1");
  ck_assert_str_eq(note_name(61), "C#4");
  ck_assert_str_eq(note_name(midi_a4), "A4");
  ck_assert_str_eq(note_name(127), "G9");
  ck_assert_str_eq(note_name(-1), "");
  ck_assert_str_eq(note_name(128), "");
}
END_TEST

START_TEST(test_sharps) {
  for (int midi = -12; midi < 0; ++midi) ck_assert_int_eq(is_sharp(midi), is_sharp(midi + 12));
  for (int midi = 0; midi < 128; ++midi)
    ck_assert_int_eq(is_sharp(midi),
                     std::string_view(note_name(midi)).find('#') != std::string_view::npos);
}
END_TEST

START_TEST(test_semitones) {
  ck_assert_double_eq_tol(semitones_of(440.0, 440.0), 69.0, 1e-9);
  ck_assert_double_eq_tol(semitones_of(220.0, 440.0), 57.0, 1e-9);
  ck_assert_double_eq_tol(semitones_of(440.0 * std::exp2(0.25 / 12.0), 440.0), 69.25, 1e-9);
  // Below MIDI's numbers there are still semitones.
  ck_assert_double_eq_tol(semitones_of(440.0 / 128.0, 440.0), -15.0, 1e-9);
}
END_TEST

START_TEST(test_frequencies) {
  ck_assert_double_eq_tol(note_frequency(69, 440.0), 440.0, 1e-9);
  ck_assert_double_eq_tol(note_frequency(33, 440.0), 55.0, 1e-9);
  ck_assert_double_eq_tol(note_frequency(81, 432.0), 864.0, 1e-9);
  for (int midi = 0; midi < 128; ++midi)
    ck_assert_double_eq_tol(semitones_of(note_frequency(midi, 415.0), 415.0), midi, 1e-9);
}
END_TEST

START_TEST(test_no_note) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double bad : {0.0, -1.0, infinity, nan}) {
    assert_note(nearest_note(bad, 440.0), -1, "", 0.0);
    assert_note(nearest_note(440.0, bad), -1, "", 0.0);
  }
}
END_TEST

int main() {
  return run_tests("note", {test_known_notes, test_cents, test_cents_stay_in_range, test_reference,
                            test_ends_of_the_scale, test_names, test_sharps, test_semitones,
                            test_frequencies, test_no_note});
}
