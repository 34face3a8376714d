// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Every allocation that the plugin makes between READY and its first blocks fails once, one a run:
// a clean error or a fallback, no leak, and the same element works again afterwards.
#include "failing_new.h"
#include "harness.h"

using namespace audioblocks::test;
using audioblocks::BufferConstants;

namespace {

constexpr std::size_t block = BufferConstants::default_block_samples;
constexpr std::size_t block_count = 3;
/// More than any set-up makes.
constexpr std::size_t most_allocations = 5000;

bool set_state(Harness& h, GstState state) {
  return gst_element_set_state(h.element(), state) != GST_STATE_CHANGE_FAILURE;
}

/// From READY to some blocks; false as soon as something is refused.
bool run(Harness& h, int channels) {
  if (!set_state(h, GST_STATE_PLAYING) || !h.open(caps_text("F32LE", 48000, channels)))
    return false;
  const std::vector<float> samples(block * static_cast<std::size_t>(channels), 0.1F);
  for (std::size_t i = 0; i < block_count; ++i) {
    const GstClockTime pts = gst_util_uint64_scale(i * block, GST_SECOND, 48000);
    if (h.push(make_buffer(samples.data(), samples.size() * sizeof(float), pts)) != GST_FLOW_OK)
      return false;
  }
  return true;
}

/// True if the allocation number `nth` exists, and was refused.
bool survives(std::size_t nth, const Properties& properties, int channels) {
  Harness h(properties);
  ck_assert(set_state(h, GST_STATE_READY));
  h.take();
  failing_new::arm(nth);
  const bool ran = run(h, channels);
  const bool failed = failing_new::disarm();
  const auto errors = h.errors();
  ck_assert_msg(ran || !errors.empty(), "allocation %zu: refused without a word", nth);
  ck_assert_msg(failed || ran, "allocation %zu: nothing failed, but it does not run", nth);
  for (const ErrorText& error : errors)
    ck_assert_msg(error.domain == GST_RESOURCE_ERROR, "allocation %zu: %s", nth,
                  error.message.c_str());

  ck_assert(set_state(h, GST_STATE_READY));
  h.take();
  ck_assert_msg(run(h, channels), "allocation %zu: does not run again", nth);
  ck_assert_uint_eq(h.take_blocks().size(), block_count);
  ck_assert_uint_eq(h.errors().size(), 0);
  return failed;
}

void fail_each(const Properties& properties, int channels) {
  // What is made once a process is made here.
  survives(most_allocations, properties, channels);
  const long before = failing_new::outstanding();
  std::size_t nth = 0;
  while (survives(nth, properties, channels)) {
    ck_assert_int_eq(failing_new::outstanding(), before);
    ck_assert_uint_lt(++nth, most_allocations);
  }
  // The test reaches the plugin at all.
  ck_assert_uint_gt(nth, 20);
}

}  // namespace

START_TEST(inline_analysis) { fail_each(lossless(), 1); }
END_TEST

START_TEST(worker) {
  Properties properties = lossless();
  properties.emplace_back("analysis-mode", "worker");
  fail_each(properties, 2);
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(argc, argv, "shortage", {ELEMENT_TEST(inline_analysis), ELEMENT_TEST(worker)});
}
