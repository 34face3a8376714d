// SPDX-License-Identifier: LGPL-2.1-or-later
//
// CPU time of the element beside its neighbours: seconds of all threads for an hour of audio (mono,
// 48 kHz, F32LE, buffers of 480 samples). The candidates take turns, round by round, so that a
// machine that slows down slows all of them; the median of the rounds is told. Nothing is asserted.
#include <gst/audio/audio.h>
#include <gst/gst.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <numbers>
#include <vector>

#include "direct_pads.h"

namespace {

constexpr int rate = 48000;
constexpr int samples = 480;
constexpr int seconds_a_round = 60;
constexpr int buffers_a_round = seconds_a_round * rate / samples;
constexpr double rounds_an_hour = 3600.0 / seconds_a_round;

struct Candidate {
  const char* name;
  const char* description;
  std::vector<double> seconds;  // an hour, one a round
};

double process_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// A pool of one buffer after another, all with the same tones; outside the measured time nothing
/// is prepared but the pool, since that is what a source does.
class Source {
 public:
  Source() : tone_(samples) {
    const double step = 2.0 * std::numbers::pi * 440.0 / rate;
    for (std::size_t i = 0; i < tone_.size(); ++i) {
      const auto at = static_cast<double>(i);
      tone_[i] = static_cast<float>(0.5 * std::sin(step * at) + 0.2 * std::sin(3.0 * step * at));
    }
    pool_ = gst_buffer_pool_new();
    GstStructure* config = gst_buffer_pool_get_config(pool_);
    gst_buffer_pool_config_set_params(config, nullptr, samples * sizeof(float), 4, 0);
    gst_buffer_pool_set_config(pool_, config);
    gst_buffer_pool_set_active(pool_, TRUE);
  }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  ~Source() {
    gst_buffer_pool_set_active(pool_, FALSE);
    gst_object_unref(pool_);
  }

  GstBuffer* next() {
    GstBuffer* buffer = nullptr;
    gst_buffer_pool_acquire_buffer(pool_, &buffer, nullptr);
    gst_buffer_fill(buffer, 0, tone_.data(), tone_.size() * sizeof(float));
    const guint64 end = position_ + samples;
    GST_BUFFER_PTS(buffer) = gst_util_uint64_scale(position_, GST_SECOND, rate);
    GST_BUFFER_DURATION(buffer) =
        gst_util_uint64_scale(end, GST_SECOND, rate) - GST_BUFFER_PTS(buffer);
    position_ = end;
    return buffer;
  }

 private:
  std::vector<float> tone_;
  GstBufferPool* pool_ = nullptr;
  guint64 position_ = 0;
};

/// CPU seconds of one round, for an hour.
double measure(const Candidate& candidate) {
  GError* error = nullptr;
  GstElement* element = gst_parse_bin_from_description(candidate.description, TRUE, &error);
  if (element == nullptr || error != nullptr) {
    std::fprintf(stderr, "%s: %s\n", candidate.name, error != nullptr ? error->message : "?");
    std::exit(1);
  }
  Source source;
  // Not live: every block is analysed and told.
  DirectPads pads(element, "audio/x-raw,format=F32LE,layout=interleaved,rate=48000,channels=1",
                  DirectPads::Upstream::not_live);
  // A second to settle.
  for (int i = 0; i < rate / samples; ++i) pads.push(source.next());
  const double start = process_seconds();
  for (int i = 0; i < buffers_a_round; ++i) {
    if (pads.push(source.next()) != GST_FLOW_OK) {
      std::fprintf(stderr, "%s does not flow\n", candidate.name);
      std::exit(1);
    }
  }
  pads.push_event(gst_event_new_eos());
  return (process_seconds() - start) * rounds_an_hour;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  const int rounds =
      argc > 1 ? std::max(1, static_cast<int>(std::strtol(argv[1], nullptr, 10))) : 9;
  std::vector<Candidate> candidates{
      {"identity", "identity", {}},
      {"audiobuffersplit, 1024 samples", "audiobuffersplit output-buffer-size=4096", {}},
      {"audiobuffersplit ! level", "audiobuffersplit output-buffer-size=4096 ! level", {}},
      {"spectrum bands=512", "spectrum bands=512", {}},
      {"audioblocks, re-blocking only", "audioblocks analyses=0 post-messages=false", {}},
      {"audioblocks, level", "audioblocks analyses=level post-messages=false", {}},
      {"audioblocks, level + spectrum",
       "audioblocks analyses=level+spectrum post-messages=false",
       {}},
      {"audioblocks, all analyses", "audioblocks post-messages=false", {}},
      {"audioblocks, all, a message each 100 ms", "audioblocks", {}},
      {"audioblocks, all, a message each block", "audioblocks interval=0", {}},
  };
  for (int round = 0; round < rounds; ++round)
    for (Candidate& candidate : candidates) candidate.seconds.push_back(measure(candidate));

  std::printf("CPU seconds for an hour of audio: mono, %d Hz, F32LE, %d-sample buffers\n", rate,
              samples);
  std::printf("median (lowest to highest) of %d rounds of %d s\n\n", rounds, seconds_a_round);
  std::printf("%-42s %8s %18s %10s %12s\n", "", "CPU s/h", "range", "identity", "ab ! level");
  const double identity = median(candidates[0].seconds);
  const double level = median(candidates[2].seconds);
  for (const Candidate& candidate : candidates) {
    const double middle = median(candidate.seconds);
    const auto [lowest, highest] = std::ranges::minmax(candidate.seconds);
    std::printf("%-42s %8.3f %8.3f to %6.3f %9.2fx %11.2fx\n", candidate.name, middle, lowest,
                highest, middle / identity, middle / level);
  }
  return 0;
}
