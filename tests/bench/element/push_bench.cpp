// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The cost of a push on the streaming thread: allocations, frees, locks and system calls per
// buffer, and the time, compared with similar elements. Pushes are paced like a live source ten
// times as fast as a sound card, so that other threads work meanwhile as usual. Nothing is
// asserted.
//
//   bench-push [PUSHES]
#include <gst/gst.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "tests/bench/element/tone_source.h"
#include "tests/support/allocation_counter.h"
#include "tests/support/direct_pads.h"

namespace {

constexpr std::int64_t pace_ns = 1'000'000;
constexpr std::int64_t second_ns = 1'000'000'000;
constexpr int pushes_to_settle = 100;

struct Candidate {
  const char* name = nullptr;
  const char* description = nullptr;
  /// Sleep in a handler of block-analyzed; 0 for no handler.
  gulong handler_us = 0;
};

constexpr Candidate candidates[] = {
    {"identity", "identity"},
    {"queue", "queue"},
    {"audiobuffersplit, 1024 samples", "audiobuffersplit output-buffer-size=4096"},
    {"level interval=21333333", "level interval=21333333"},
    {"spectrum bands=512", "spectrum bands=512"},
    {"audioblocks, inline", "audioblocks interval=0"},
    {"audioblocks, worker", "audioblocks interval=0 analysis-mode=worker"},
    {"audioblocks, inline, slow handler", "audioblocks interval=0", 20'000},
    {"audioblocks, worker, slow handler", "audioblocks interval=0 analysis-mode=worker", 20'000},
};

std::int64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * second_ns + now.tv_nsec;
}

void sleep_until(std::int64_t ns) {
  const timespec at{.tv_sec = ns / second_ns, .tv_nsec = ns % second_ns};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, nullptr);
}

GstElement* make_element(const Candidate& candidate) {
  GError* error = nullptr;
  GstElement* element = gst_parse_launch(candidate.description, &error);
  if (element == nullptr || error != nullptr) {
    std::fprintf(stderr, "%s: %s\n", candidate.name, error != nullptr ? error->message : "?");
    std::exit(1);
  }
  if (candidate.handler_us > 0)
    g_signal_connect(element, "block-analyzed",
                     G_CALLBACK(+[](GstElement*, GstStructure*, gpointer us) {
                       g_usleep(GPOINTER_TO_SIZE(us));
                     }),
                     GSIZE_TO_POINTER(candidate.handler_us));
  return element;
}

double at_quantile(const std::vector<std::int64_t>& sorted, double quantile) {
  const auto index = static_cast<std::size_t>(quantile * static_cast<double>(sorted.size() - 1));
  return static_cast<double>(sorted[index]) * 1e-3;
}

void measure(const Candidate& candidate, int pushes) {
  ToneSource source(1);
  DirectPads pads(make_element(candidate), source.caps().c_str(), DirectPads::Upstream::live);
  for (int i = 0; i < pushes_to_settle; ++i) pads.push(source.next());

  allocation_counter::Counts all;
  std::vector<std::int64_t> times;
  times.reserve(static_cast<std::size_t>(pushes));
  std::int64_t next = now_ns();
  for (int i = 0; i < pushes; ++i) {
    GstBuffer* buffer = source.next();
    sleep_until(next += pace_ns);
    const std::int64_t start = now_ns();
    allocation_counter::start();
    pads.push(buffer);
    all += allocation_counter::stop();
    times.push_back(now_ns() - start);
  }
  std::ranges::sort(times);
  const auto each = [pushes](std::uint64_t count) {
    return static_cast<double>(count) / static_cast<double>(pushes);
  };
  std::printf("%-34s %7.2f %7.2f %7.2f %7.2f %9.1f %8.1f %8.1f\n", candidate.name,
              each(all.allocations), each(all.frees), each(all.locks), each(all.system_calls),
              at_quantile(times, 0.5), at_quantile(times, 0.99), at_quantile(times, 0.999));
}

}  // namespace

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  const int pushes =
      argc > 1 ? std::max(1, static_cast<int>(std::strtol(argv[1], nullptr, 10))) : 5000;
  std::printf(
      "A push of 480 samples, mono, 48 kHz, F32LE, live; mean of %d, and its time in µs\n\n",
      pushes);
  std::printf("%-34s %7s %7s %7s %7s %9s %8s %8s\n", "", "allocs", "frees", "locks", "syscalls",
              "p50", "p99", "p99.9");
  for (const Candidate& candidate : candidates) measure(candidate, pushes);
  return 0;
}
