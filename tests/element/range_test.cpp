// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The lowest pitch: what `status` reports of it, and the warning that blocks do not reach a
// `min-frequency` that is set.
#include <gst/controller/gstdirectcontrolbinding.h>
#include <gst/controller/gstinterpolationcontrolsource.h>

#include <cmath>
#include <mutex>
#include <thread>

#include "tests/support/stimulus.h"
#include "tests/support/warnings.h"

using namespace audioblocks::test;
using audioblocks::BufferConstants;

namespace {

constexpr std::size_t block = 1024;

Properties from_frequency(const char* frequency) {
  Properties properties = lossless();
  properties.emplace_back("min-frequency", frequency);
  return properties;
}

void expect_one_warning(const Harness& h, const std::string& text) {
  const std::vector<std::string> warnings = take_warnings(h);
  ck_assert_uint_eq(warnings.size(), 1);
  expect_text(warnings[0], text.c_str());
}

void expect_no_warning(const Harness& h) { ck_assert_uint_eq(take_warnings(h).size(), 0); }

void set_min_frequency(const Harness& h, double frequency) {
  g_object_set(h.element(), "min-frequency", frequency, nullptr);
}

/// In blocks of 1024 samples at 48 kHz.
std::string unreached(const std::string& frequency, int size) {
  const std::string text = "min-frequency is " + frequency +
                           " Hz, but blocks of 1024 samples at 48000 Hz reach down to 56.3 Hz. ";
  if (one_size_only)
    return text +
           "No block size reaches it (production profile). Raise min-frequency, or resample "
           "to a lower rate.";
  return text + "Blocks of " + std::to_string(size) +
         " samples reach it: ask for block-samples=" + std::to_string(size) + " downstream.";
}

void expect_lowest_pitch(const Harness& h, double expected) {
  const double lowest = number(h.status().get(), "lowest-pitch");
  ck_assert_msg(std::fabs(lowest - expected) < 1e-9, "%f", lowest);
}

/// Collects the threads that post warnings.
class Posters {
 public:
  explicit Posters(GstBus* bus) : bus_(bus) {
    gst_bus_set_sync_handler(
        bus,
        [](GstBus*, GstMessage* message, gpointer self) {
          static_cast<Posters*>(self)->note(message);
          return GST_BUS_PASS;
        },
        this, nullptr);
  }
  ~Posters() { gst_bus_set_sync_handler(bus_, nullptr, nullptr, nullptr); }
  Posters(const Posters&) = delete;
  Posters& operator=(const Posters&) = delete;

  [[nodiscard]] std::vector<std::thread::id> threads() const {
    const std::lock_guard lock(mutex_);
    return threads_;
  }

 private:
  void note(GstMessage* message) {
    const std::lock_guard lock(mutex_);
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_WARNING)
      threads_.push_back(std::this_thread::get_id());
  }

  GstBus* bus_;
  mutable std::mutex mutex_;
  std::vector<std::thread::id> threads_;
};

}  // namespace

// ---- status ----

/// 1.2 periods a block, whatever `min-frequency` is.
START_TEST(status_has_the_lowest_pitch_of_block_and_rate) {
  struct Case {
    int size;
    int rate;
    double lowest;
  };
  for (const Case& c : {Case{1024, 48000, 48000.0 / 853.0}, Case{1024, 8000, 8000.0 / 853.0},
                        Case{256, 44100, 44100.0 / 213.0}, Case{2048, 44100, 44100.0 / 1706.0}}) {
    if (!BufferConstants::is_block_size(static_cast<std::size_t>(c.size))) continue;
    Harness h(from_frequency("300"));
    expect_lowest_pitch(h, 0.0);
    h.downstream(block_caps(c.size));
    ck_assert(h.open(float_caps(c.rate)));
    expect_lowest_pitch(h, c.lowest);
    gst_element_set_state(h.element(), GST_STATE_READY);
    expect_lowest_pitch(h, 0.0);
  }
}
END_TEST

// ---- at negotiation ----

START_TEST(a_frequency_that_blocks_do_not_reach_is_a_warning_with_the_size_that_does) {
  Harness h(from_frequency("41.2"));
  ck_assert(h.open(float_caps(48000)));
  expect_one_warning(h, unreached("41.2", 1408));
  feed_floats(h, sine(440.0, 4 * block));
  // Neither blocks nor a question of downstream are a reason to say it again.
  gst_harness_push_upstream_event(h.get(), gst_event_new_reconfigure());
  feed_floats(h, sine(440.0, 4 * block), 4 * block);
  h.eos();
  expect_no_warning(h);
}
END_TEST

START_TEST(each_negotiation_has_its_warning) {
  Harness h(from_frequency("50"));
  ck_assert(h.open(float_caps(48000)));
  expect_one_warning(h, unreached("50", 1152));
  // 44100 / 853 = 51.7.
  ck_assert(h.caps(float_caps(44100)));
  ck_assert_uint_eq(take_warnings(h).size(), 1);
  ck_assert(h.caps(float_caps(22050)));
  expect_no_warning(h);
}
END_TEST

START_TEST(a_frequency_that_blocks_reach_is_no_warning) {
  for (const char* frequency : {"0", "56.28", "1000"}) {
    Harness h(from_frequency(frequency));
    ck_assert(h.open(float_caps(48000)));
    expect_no_warning(h);
  }
  if (one_size_only) return;
  Harness longer(from_frequency("41.2"));
  longer.downstream(block_caps(1408));
  ck_assert(longer.open(float_caps(48000)));
  expect_no_warning(longer);
}
END_TEST

START_TEST(without_the_pitch_there_is_no_warning) {
  Properties properties = from_frequency("41.2");
  properties.emplace_back("analyses", "level+spectrum");
  Harness h(properties);
  ck_assert(h.open(float_caps(48000)));
  expect_no_warning(h);
}
END_TEST

START_TEST(a_frequency_below_all_sizes_names_the_largest) {
  for (const int size : allowed_sizes({1024, 2048})) {
    Harness h(from_frequency("20"));
    h.downstream(block_caps(size));
    ck_assert(h.open(float_caps(48000)));
    const std::string start = "min-frequency is 20 Hz, but blocks of " + std::to_string(size) +
                              " samples at 48000 Hz reach down to " +
                              (size == 1024 ? "56.3" : "28.2") + " Hz. No block size reaches it (" +
                              BufferConstants::profile + " profile)";
    const std::string largest = ": the largest, 2048, reaches down to 28.2 Hz";
    expect_one_warning(h, start + (size == 1024 && !one_size_only ? largest : "") +
                              ". Raise min-frequency, or resample to a lower rate.");
  }
}
END_TEST

// ---- while playing ----

START_TEST(a_change_to_such_a_frequency_is_a_warning_of_the_helper_thread) {
  for (const char* mode : {"inline", "worker"}) {
    Properties properties = lossless();
    properties.insert(properties.end(), {{"analysis-mode", mode}, {"post-messages", "false"}});
    Harness h(properties);
    const Posters posters(h.bus());
    ck_assert(h.open(float_caps(48000)));
    expect_no_warning(h);
    set_min_frequency(h, 41.2);
    expect_text(next_warning(h), unreached("41.2", 1408).c_str());
    // What stays as it is needs no second one.
    set_min_frequency(h, 41.2);
    set_min_frequency(h, 30.0);
    expect_text(next_warning(h), unreached("30", 1920).c_str());
    ck_assert_uint_eq(posters.threads().size(), 2);
    for (const std::thread::id thread : posters.threads())
      ck_assert(thread != std::this_thread::get_id());
  }
}
END_TEST

START_TEST(before_a_negotiation_a_change_is_no_warning) {
  Harness h;
  set_min_frequency(h, 41.2);
  ck_assert(h.open(float_caps(48000)));
  expect_one_warning(h, unreached("41.2", 1408));
}
END_TEST

/// A GstController sets the property on the streaming thread.
START_TEST(a_controller_has_its_warning_from_the_helper_thread) {
  Harness h;
  const Posters posters(h.bus());
  GstControlSource* source = gst_interpolation_control_source_new();
  g_object_set(source, "mode", GST_INTERPOLATION_MODE_NONE, nullptr);
  auto* values = GST_TIMED_VALUE_CONTROL_SOURCE(source);
  gst_timed_value_control_source_set(values, 0, 100.0);
  gst_timed_value_control_source_set(values, GST_SECOND / 2, 41.2);
  gst_object_add_control_binding(
      GST_OBJECT(h.element()),
      gst_direct_control_binding_new_absolute(GST_OBJECT(h.element()), "min-frequency", source));
  gst_object_unref(source);
  ck_assert(h.open(float_caps(48000)));
  feed_floats(h, sine(440.0, 20 * block));
  expect_no_warning(h);
  feed_floats(h, sine(440.0, 20 * block), 20 * block);
  expect_text(next_warning(h), unreached("41.2", 1408).c_str());
  for (const std::thread::id thread : posters.threads())
    ck_assert(thread != std::this_thread::get_id());
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(
      argc, argv, "range",
      {
          ELEMENT_TEST(status_has_the_lowest_pitch_of_block_and_rate),
          ELEMENT_TEST(a_frequency_that_blocks_do_not_reach_is_a_warning_with_the_size_that_does),
          ELEMENT_TEST(each_negotiation_has_its_warning),
          ELEMENT_TEST(a_frequency_that_blocks_reach_is_no_warning),
          ELEMENT_TEST(without_the_pitch_there_is_no_warning),
          ELEMENT_TEST(a_frequency_below_all_sizes_names_the_largest),
          ELEMENT_TEST(a_change_to_such_a_frequency_is_a_warning_of_the_helper_thread),
          ELEMENT_TEST(before_a_negotiation_a_change_is_no_warning),
          ELEMENT_TEST(a_controller_has_its_warning_from_the_helper_thread),
      });
}
