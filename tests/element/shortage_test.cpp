// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Every allocation that the plugin makes between READY and its first blocks, at a change of size or
// format, or where it refuses a size, fails once, one in each run: there is a clean error or a
// fallback, no leak, and the same element works again afterwards.
#include "tests/support/failing_new.h"
#include "tests/support/harness.h"

using namespace audioblocks::test;
using audioblocks::BufferConstants;

namespace {

constexpr std::size_t block = BufferConstants::default_block_samples;
constexpr std::size_t block_count = 3;
/// More allocations than any set-up makes.
constexpr std::size_t most_allocations = 5000;

bool set_state(Harness& h, GstState state) {
  return gst_element_set_state(h.element(), state) != GST_STATE_CHANGE_FAILURE;
}

/// False if they are refused.
bool push(Harness& h, int channels, std::size_t at, std::size_t count) {
  const std::vector<float> samples(count * static_cast<std::size_t>(channels), 0.1F);
  const GstClockTime pts = gst_util_uint64_scale(at, GST_SECOND, 48000);
  return h.push(make_buffer(samples.data(), samples.size() * sizeof(float), pts)) == GST_FLOW_OK;
}

/// Pushes blocks from sample `at` on; false as soon as one is refused.
bool push_blocks(Harness& h, int channels, std::size_t at = 0) {
  for (std::size_t i = 0; i < block_count; ++i)
    if (!push(h, channels, at + i * block, block)) return false;
  return true;
}

/// From READY to some blocks; false as soon as something is refused.
bool play(Harness& h, int channels) {
  return set_state(h, GST_STATE_PLAYING) && h.open(caps_text(GST_AUDIO_NE(F32), 48000, channels)) &&
         push_blocks(h, channels);
}

/// Goes on in another size, with samples pending.
bool change_size(Harness& h, int channels) {
  constexpr std::size_t pending = 100;
  constexpr std::size_t played = block_count * block;
  if (!push(h, channels, played, pending)) return false;
  h.downstream(block_caps(512));
  return push_blocks(h, channels, played + pending);
}

bool change_format(Harness& h, int channels) {
  return h.caps(caps_text(GST_AUDIO_NE(F32), 48000, channels + 1)) && push_blocks(h, channels + 1);
}

/// Downstream asks for a size that there is not.
bool play_impossible_size(Harness& h, int channels) {
  h.downstream(block_caps(100));
  return play(h, channels);
}

/// What happens while an allocation fails; false where something is refused.
struct Scenario {
  Properties properties;
  int channels;
  bool (*happen)(Harness&, int channels);
  /// It plays before.
  bool plays = false;
  /// It is refused, with this domain, also where no allocation fails.
  GQuark refused_with = 0;
};

/// True if the allocation number `nth` exists, and was refused.
bool survives(std::size_t nth, const Scenario& scenario) {
  Harness h(scenario.properties);
  ck_assert(set_state(h, GST_STATE_READY));
  if (scenario.plays) ck_assert(play(h, scenario.channels));
  h.take();
  failing_new::arm(nth);
  const bool ran = scenario.happen(h, scenario.channels);
  const bool failed = failing_new::disarm();
  const auto errors = h.errors();
  ck_assert_msg(ran || !errors.empty(), "allocation %zu: refused without a word", nth);
  ck_assert_msg(failed || ran == (scenario.refused_with == 0),
                "allocation %zu: nothing failed, but it does not run", nth);
  for (const ErrorText& error : errors)
    ck_assert_msg(error.domain == GST_RESOURCE_ERROR || error.domain == scenario.refused_with,
                  "allocation %zu: %s", nth, error.message.c_str());

  ck_assert(set_state(h, GST_STATE_READY));
  h.downstream("audio/x-raw");
  h.take();
  ck_assert_msg(play(h, scenario.channels), "allocation %zu: does not run again", nth);
  ck_assert_uint_eq(h.take_blocks().size(), block_count);
  ck_assert_uint_eq(h.errors().size(), 0);
  return failed;
}

void fail_each(const Scenario& scenario, std::size_t at_least) {
  // What is made once for the process is made here.
  survives(most_allocations, scenario);
  const long before = failing_new::outstanding();
  std::size_t nth = 0;
  while (survives(nth, scenario)) {
    ck_assert_int_eq(failing_new::outstanding(), before);
    ck_assert_uint_lt(++nth, most_allocations);
  }
  // The test reaches the plugin at all.
  ck_assert_uint_gt(nth, at_least);
}

Properties worker() {
  Properties properties = lossless();
  properties.emplace_back("analysis-mode", "worker");
  return properties;
}

}  // namespace

START_TEST(start) {
  fail_each({lossless(), 1, play}, 20);
  fail_each({worker(), 2, play}, 20);
}
END_TEST

START_TEST(changes_of_size_and_format) {
  if (!one_size_only) fail_each({lossless(), 1, change_size, true}, 20);
  fail_each({worker(), 2, change_format, true}, 20);
}
END_TEST

START_TEST(a_size_that_is_refused) {
  fail_each({lossless(), 1, play_impossible_size, false, GST_CORE_ERROR}, 0);
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(argc, argv, "shortage",
                   {ELEMENT_TEST(start), ELEMENT_TEST(changes_of_size_and_format),
                    ELEMENT_TEST(a_size_that_is_refused)});
}
