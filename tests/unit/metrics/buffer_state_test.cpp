// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/metrics/buffer_state.h"

#include <array>
#include <functional>

// Last: it defines fail().
#include <check.h>

#include "tests/support/run_suite.h"

using namespace audioblocks;

namespace {

/// A buffer brought into `state` the ordinary way; overflow without one since the last block taken.
void bring(BufferState& buffer, State state) {
  buffer.cleared();
  switch (state) {
    case State::empty:
      break;
    case State::filling:
      buffer.samples_arrived();
      break;
    case State::ready:
      buffer.block_ready();
      break;
    case State::overflow:
      buffer.overflowed();
      buffer.block_taken();
      break;
    case State::draining:
      buffer.drain();
      break;
  }
}

struct Row {
  const char* event;
  std::function<void(BufferState&)> happen;
  /// After the event in empty, filling, ready, overflow, draining.
  std::array<State, 5> after;
};

constexpr std::array states{State::empty, State::filling, State::ready, State::overflow,
                            State::draining};

}  // namespace

START_TEST(test_starts_empty) {
  const BufferState buffer;
  ck_assert_int_eq(static_cast<int>(buffer.get()), static_cast<int>(State::empty));
}
END_TEST

START_TEST(test_names) {
  ck_assert_str_eq(name(State::empty), "empty");
  ck_assert_str_eq(name(State::filling), "filling");
  ck_assert_str_eq(name(State::ready), "ready");
  ck_assert_str_eq(name(State::overflow), "overflow");
  ck_assert_str_eq(name(State::draining), "draining");
}
END_TEST

START_TEST(test_the_documented_table_holds) {
  using enum State;
  const std::array rows{
      Row{"samples arrived",
          [](BufferState& b) { b.samples_arrived(); },
          {filling, filling, ready, overflow, draining}},
      Row{"block ready",
          [](BufferState& b) { b.block_ready(); },
          {ready, ready, ready, overflow, draining}},
      Row{"block taken",
          [](BufferState& b) { b.block_taken(); },
          {empty, empty, empty, empty, empty}},
      Row{"overflowed",
          [](BufferState& b) { b.overflowed(); },
          {overflow, overflow, overflow, overflow, draining}},
      Row{"drain",
          [](BufferState& b) { b.drain(); },
          {draining, draining, draining, draining, draining}},
      Row{"cleared", [](BufferState& b) { b.cleared(); }, {empty, empty, empty, empty, empty}},
  };
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < states.size(); ++i) {
      BufferState buffer;
      bring(buffer, states[i]);
      ck_assert_str_eq(name(buffer.get()), name(states[i]));
      row.happen(buffer);
      ck_assert_msg(buffer.get() == row.after[i], "%s in %s: %s, not %s", row.event,
                    name(states[i]), name(buffer.get()), name(row.after[i]));
    }
  }
}
END_TEST

START_TEST(test_overflow_stays_until_a_block_is_taken_without_one) {
  BufferState buffer;
  buffer.block_ready();
  buffer.overflowed();
  buffer.block_taken();
  ck_assert_str_eq(name(buffer.get()), "overflow");
  buffer.block_ready();
  buffer.overflowed();
  buffer.block_taken();
  ck_assert_str_eq(name(buffer.get()), "overflow");
  buffer.block_ready();
  ck_assert_str_eq(name(buffer.get()), "overflow");
  buffer.block_taken();
  ck_assert_str_eq(name(buffer.get()), "empty");
}
END_TEST

START_TEST(test_an_overflow_is_forgotten_by_a_flush) {
  BufferState buffer;
  buffer.overflowed();
  buffer.cleared();
  buffer.block_ready();
  buffer.block_taken();
  ck_assert_str_eq(name(buffer.get()), "empty");
}
END_TEST

int main() {
  Suite* suite = suite_create("buffer_state");
  TCase* tests = tcase_create("buffer_state");
  tcase_add_test(tests, test_starts_empty);
  tcase_add_test(tests, test_names);
  tcase_add_test(tests, test_the_documented_table_holds);
  tcase_add_test(tests, test_overflow_stays_until_a_block_is_taken_without_one);
  tcase_add_test(tests, test_an_overflow_is_forgotten_by_a_flush);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
