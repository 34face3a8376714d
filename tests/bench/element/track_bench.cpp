// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What the tracked pitch and the notes cost for a block of 1024 samples (48 kHz, mono, buffers of
// 480 samples): CPU time of the streaming thread inside its pushes, and of the helper thread.
// Nothing is asserted.
//
//   bench-track [ROUNDS]
#include <gst/gst.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "tests/bench/element/tone_source.h"
#include "tests/support/direct_pads.h"

namespace {

/// Microseconds for a block.
struct Cost {
  double streaming = 0.0;
  double helper = 0.0;
};

struct Row {
  const char* description = nullptr;
  // One per round.
  std::vector<double> streaming;
  std::vector<double> helper;
  /// Of the streaming thread to the first row.
  std::vector<double> ratios;
};

double seconds_of(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Live: pushes come apart, so that the helper thread sleeps in between as it does behind a device.
Cost measure(const char* description, DirectPads::Upstream upstream) {
  constexpr int pushes = 8000;
  constexpr double blocks = pushes * double{ToneSource::samples} / 1024.0;
  GstElement* element = gst_parse_launch(description, nullptr);
  if (element == nullptr) std::exit(1);
  ToneSource source(1);
  DirectPads pads(element, source.caps().c_str(), upstream);
  for (int i = 0; i < 100; ++i) pads.push(source.next());
  const double process = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
  const double thread = seconds_of(CLOCK_THREAD_CPUTIME_ID);
  double streaming = 0.0;
  for (int i = 0; i < pushes; ++i) {
    GstBuffer* buffer = source.next();
    const double start = seconds_of(CLOCK_THREAD_CPUTIME_ID);
    pads.push(buffer);
    streaming += seconds_of(CLOCK_THREAD_CPUTIME_ID) - start;
    if (upstream == DirectPads::Upstream::live) g_usleep(100);
  }
  pads.push_event(gst_event_new_eos());
  const double own = seconds_of(CLOCK_THREAD_CPUTIME_ID) - thread;
  const double helper = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - process - own;
  return {.streaming = streaming * 1e6 / blocks, .helper = helper * 1e6 / blocks};
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

void compare(DirectPads::Upstream upstream, int rounds) {
  std::vector<Row> rows;
  for (const char* description :
       {"audioblocks", "audioblocks track-lag=8", "audioblocks notes=true",
        "audioblocks notes=true track-lag=8", "audioblocks interval=0",
        "audioblocks interval=0 track-lag=8", "audioblocks interval=0 notes=true track-lag=8"})
    rows.push_back({description, {}, {}, {}});
  for (int round = 0; round < rounds; ++round) {
    for (Row& row : rows) {
      const Cost cost = measure(row.description, upstream);
      row.streaming.push_back(cost.streaming);
      row.helper.push_back(cost.helper);
      row.ratios.push_back(cost.streaming / rows.front().streaming.back());
    }
  }
  std::printf("µs of CPU time for a block, %s; median of %d rounds\n\n",
              upstream == DirectPads::Upstream::live ? "live" : "not live", rounds);
  std::printf("%-46s %10s %9s %8s\n", "", "streaming", "× first", "helper");
  for (const Row& row : rows)
    std::printf("%-46s %10.2f %9.3f %8.2f\n", row.description, median(row.streaming),
                median(row.ratios), median(row.helper));
  std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  const int rounds =
      argc > 1 ? std::max(1, static_cast<int>(std::strtol(argv[1], nullptr, 10))) : 9;
  compare(DirectPads::Upstream::not_live, rounds);
  compare(DirectPads::Upstream::live, rounds);
  return 0;
}
