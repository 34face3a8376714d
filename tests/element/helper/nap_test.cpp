// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Where a pipeline is faster than real time, the helper thread makes several messages at one
// wake-up, of which each is a system call of the streaming thread; and with which block it is woken
// where a message waits for later ones.
#include <chrono>
#include <string>
#include <thread>

#include "tests/support/counted_pushes.h"
#include "tests/support/direct_pads.h"

using namespace counted;

namespace {

constexpr std::uint64_t messages = 200;

/// Waits until the message of the last block is there, and then until the helper thread has gone to
/// sleep; for a millisecond at the most, so that blocks come faster than naps end.
void let_helper_sleep(const DirectPads& pads, int expected) {
  using namespace std::chrono_literals;
  const auto end = std::chrono::steady_clock::now() + 1ms;
  while (pads.messages() < expected && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(50us);
  std::this_thread::sleep_for(100us);
}

/// How often the helper thread was woken for `messages` messages, one a block.
std::uint64_t wake_ups(DirectPads::Upstream upstream) {
  GstElement* element = gst_element_factory_make("audioblocks", nullptr);
  g_object_set(element, "interval", guint64{0}, nullptr);
  const std::string caps = caps_of({GST_AUDIO_NE(F32), "interleaved"}, 1);
  DirectPads pads(element, caps.c_str(), upstream);
  Input input(caps, 1024, Source::given);
  push_to_steady_state(pads, input);
  const Tally tally = push_counted(pads, messages, [&pads, &input] {
    let_helper_sleep(pads, static_cast<int>(pads.received()));
    return input.next();
  });
  ck_assert_uint_eq(tally.blocks, messages);
  return tally.all.system_calls;
}

/// After which push of a live pipeline the first message is there, which is due with the tenth
/// block. On a busy machine it can be there later: the soonest of a few runs.
int pushes_to_message(guint lag) {
  constexpr int most = 30;
  int soonest = most;
  for (int run = 0; run < 5; ++run) {
    GstElement* element = gst_element_factory_make("audioblocks", nullptr);
    g_object_set(element, "interval", gst_util_uint64_scale(10 * 1024, GST_SECOND, rate),
                 "track-lag", lag, nullptr);
    const std::string caps = caps_of({GST_AUDIO_NE(F32), "interleaved"}, 1);
    DirectPads pads(element, caps.c_str(), DirectPads::Upstream::live);
    Input input(caps, 1024, Source::given);
    int pushes = 0;
    // The negotiation has posted others.
    const int before = pads.messages();
    while (pads.messages() == before && pushes < most) {
      ck_assert_int_eq(pads.push(input.next()), GST_FLOW_OK);
      ++pushes;
      for (int wait = 0; wait < 50 && pads.messages() == before; ++wait) g_usleep(100);
    }
    soonest = std::min(soonest, pushes);
  }
  return soonest;
}

}  // namespace

START_TEST(many_messages_are_made_at_one_wake_up) {
  // On a busy machine a pause can be longer than a nap: the quietest of a few runs counts.
  std::uint64_t fewest = messages;
  for (int run = 0; run < 5 && fewest > messages / 4; ++run)
    fewest = std::min(fewest, wake_ups(DirectPads::Upstream::not_live));
  ck_assert_uint_le(fewest, messages / 4);
}
END_TEST

/// A live pipeline has each message at once.
START_TEST(a_live_pipeline_never_naps) {
  std::uint64_t most = 0;
  for (int run = 0; run < 5 && most < messages / 2; ++run)
    most = std::max(most, wake_ups(DirectPads::Upstream::live));
  ck_assert_uint_ge(most, messages / 2);
}
END_TEST

/// The helper thread is woken by the block that decides about the message's, not by that one, after
/// which it would doze for a while.
START_TEST(a_tracked_message_comes_with_the_block_that_decides) {
  ck_assert_int_eq(pushes_to_message(0), 10);
  ck_assert_int_eq(pushes_to_message(1), 11);
  ck_assert_int_eq(pushes_to_message(8), 18);
}
END_TEST

static Suite* nap_suite() {
  Suite* suite = suite_create("nap");
  TCase* tests = tcase_create("nap");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, many_messages_are_made_at_one_wake_up);
  tcase_add_test(tests, a_live_pipeline_never_naps);
  tcase_add_test(tests, a_tracked_message_comes_with_the_block_that_decides);
  suite_add_tcase(suite, tests);
  return suite;
}

GST_CHECK_MAIN(nap)
