// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What realtime_test.cpp counts, over input lengths, channels, formats, block sizes and both modes:
// each two values of these meet once, or in a soak all of them do, and a million buffers are pushed
// where it has its usual length.
#include <gst/audio/audio.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "src/base/buffer_constants.h"
#include "tests/support/counted_pushes.h"
#include "tests/support/soak.h"

using namespace counted;

namespace {

/// 0: another one each time, from 1 to 8192.
constexpr std::array lengths{128, 441, 480, 512, 1024, 4096, 0};
constexpr int longest = 8192;
constexpr std::array channel_counts{1, 2, 8, 64};
constexpr std::array formats{Format{"S16LE", "interleaved"},    Format{"F32LE", "interleaved"},
                             Format{"S24LE", "interleaved"},    Format{"F64BE", "interleaved"},
                             Format{"U8", "interleaved"},       Format{"S16LE", "non-interleaved"},
                             Format{"F32LE", "non-interleaved"}};
constexpr std::array block_sizes{256, 1024, 2048};
constexpr std::array modes{"inline", "worker"};

/// An index into each of these arrays, in their order.
using Case = std::array<std::size_t, 5>;
constexpr Case counts{lengths.size(), channel_counts.size(), formats.size(), block_sizes.size(),
                      modes.size()};

std::vector<Case> all_cases() {
  std::vector<Case> cases{Case{}};
  for (std::size_t dimension = 0; dimension < counts.size(); ++dimension) {
    std::vector<Case> longer;
    for (const Case& begun : cases) {
      for (std::size_t i = 0; i < counts[dimension]; ++i) {
        longer.push_back(begun);
        longer.back()[dimension] = i;
      }
    }
    cases = std::move(longer);
  }
  return cases;
}

/// Each length with each format, and the others along with them.
std::vector<Case> few_cases() {
  std::vector<Case> cases;
  for (std::size_t length = 0; length < lengths.size(); ++length)
    for (std::size_t format = 0; format < formats.size(); ++format)
      cases.push_back({length, (length + 2 * format + format / 2) % channel_counts.size(), format,
                       (length + format) % block_sizes.size(),
                       (length + format / 3) % modes.size()});
  return cases;
}

std::vector<Case> cases() { return soak_factor() > 1 ? all_cases() : few_cases(); }

/// Enough for a few blocks of the shortest ones, and in a soak a million in all where its factor is
/// 100, as `./dev soak` has it.
int pushes_of_a_case() {
  constexpr std::size_t enough = 100;
  const std::size_t of_a_soak = 10'000 * soak_factor();
  return static_cast<int>(std::max(enough, of_a_soak / all_cases().size() + 1));
}

std::string name_of(const Case& which) {
  const auto& [length, channels, format, size, mode] = which;
  return std::to_string(lengths[length]) + " samples, " + std::to_string(channel_counts[channels]) +
         " channels, " + formats[format].name + " " + formats[format].layout + ", blocks of " +
         std::to_string(block_sizes[size]) + ", " + modes[mode];
}

/// Buffers of the case's length.
class Lengths {
 public:
  Lengths(Input& input, int length) : input_(input), length_(length) {}
  GstBuffer* operator()() {
    return input_.next(length_ > 0 ? length_ : std::uniform_int_distribution(1, longest)(random_));
  }

 private:
  Input& input_;
  int length_;
  std::minstd_rand random_{1};
};

/// In the production profile there is one size.
int allowed(int block_samples) {
  using Constants = audioblocks::BufferConstants;
  return Constants::is_block_size(static_cast<std::size_t>(block_samples))
             ? block_samples
             : static_cast<int>(Constants::default_block_samples);
}

Tally of_identity(const std::string& caps, int length) {
  DirectPads pads(gst_element_factory_make("identity", nullptr), caps.c_str(),
                  DirectPads::Upstream::silent);
  Input input(caps, length > 0 ? length : longest, Source::given);
  push_to_steady_state(pads, input);
  return push_counted(pads, 10, Lengths(input, length));
}

void expect_promises(const Case& which) {
  const auto& [length, channels, format, size, mode] = which;
  const std::string caps = caps_of(formats[format], channel_counts[channels]);
  const std::string taken =
      "audio/x-raw,block-samples=" + std::to_string(allowed(block_sizes[size]));
  int told = 0;
  DirectPads pads(make_element(&told, modes[mode]), caps.c_str(), DirectPads::Upstream::live,
                  taken.c_str());
  const int samples = lengths[length];
  Input input(caps, samples > 0 ? samples : longest, Source::given);
  push_to_steady_state(pads, input);
  const Tally ours = push_counted(pads, pushes_of_a_case(), Lengths(input, samples));
  const std::string what = name_of(which);
  ck_assert_msg(ours.blocks > 0, "%s: no block", what.c_str());
  expect_nothing_allocated(ours, input, what);
  ck_assert_uint_eq(pads.metric("allocations-steady"), 0);
  ck_assert_msg(ours.worst_system_calls <= 1.0, "%s: %f system calls a block", what.c_str(),
                ours.worst_system_calls);
  const Tally theirs = of_identity(caps, samples);
  ck_assert_msg(ours.worst_locks <= theirs.worst_locks + bell_locks, "%s: %f locks, identity %f",
                what.c_str(), ours.worst_locks, theirs.worst_locks);
}

}  // namespace

START_TEST(test_each_two_values_meet) {
  for (std::size_t a = 0; a < counts.size(); ++a) {
    for (std::size_t b = a + 1; b < counts.size(); ++b) {
      std::set<std::pair<std::size_t, std::size_t>> met;
      for (const Case& one : few_cases()) met.emplace(one[a], one[b]);
      ck_assert_msg(met.size() == counts[a] * counts[b], "dimensions %zu and %zu: %zu pairs of %zu",
                    a, b, met.size(), counts[a] * counts[b]);
    }
  }
}
END_TEST

static GstPadProbeReturn allocate_in_probe(GstPad*, GstPadProbeInfo*, gpointer) {
  g_free(g_malloc(100));
  return GST_PAD_PROBE_OK;
}

/// The negative control: what the next test looks at is broken where something allocates.
START_TEST(test_an_allocation_breaks_a_promise) {
  int told = 0;
  const std::string caps = caps_of(formats[0], 2);
  DirectPads pads(make_element(&told, modes[static_cast<std::size_t>(_i)]), caps.c_str(),
                  DirectPads::Upstream::live);
  Input input(caps, 1024, Source::given);
  push_to_steady_state(pads, input);
  const std::string before = broken_promise(push_counted(pads, input, 10), input);
  ck_assert_msg(before.empty(), "%s", before.c_str());
  gst_pad_add_probe(pads.sink(), GST_PAD_PROBE_TYPE_BUFFER, allocate_in_probe, nullptr, nullptr);
  ck_assert(!broken_promise(push_counted(pads, input, 10), input).empty());
}
END_TEST

START_TEST(test_the_promises_hold) {
  for (const Case& one : cases()) expect_promises(one);
}
END_TEST

static Suite* sweep_suite() {
  Suite* suite = suite_create("sweep");
  TCase* tcase = tcase_create("sweep");
  // A soak takes as long as it takes; Meson's limit stands.
  tcase_set_timeout(tcase, 0);
  tcase_add_test(tcase, test_each_two_values_meet);
  tcase_add_loop_test(tcase, test_an_allocation_breaks_a_promise, 0,
                      static_cast<int>(modes.size()));
  tcase_add_test(tcase, test_the_promises_hold);
  suite_add_tcase(suite, tcase);
  return suite;
}

GST_CHECK_MAIN(sweep)
