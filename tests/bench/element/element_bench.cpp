// SPDX-License-Identifier: LGPL-2.1-or-later
//
// CPU time of the element compared with similar elements: seconds of all threads for an hour of
// audio (48 kHz, F32LE, buffers of 480 samples), mono and stereo, and by the number of channels.
// The candidates take turns, round by round, so that a slower machine affects all of them; the
// program prints the median of the rounds. Before that, it measures the cost of re-blocking alone
// and of messages in whole pipelines. Nothing is asserted.
//
//   bench-element [ROUNDS]
#include <gst/gst.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "tests/bench/element/tone_source.h"
#include "tests/support/direct_pads.h"

namespace {

constexpr double seconds_an_hour = 3600.0;

struct Candidate {
  std::string name;
  std::string description;
  int channels;
  std::vector<double> seconds;  // for an hour, one per round
};

double process_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Returns the CPU seconds of one round, scaled to an hour.
double measure(const Candidate& candidate, int seconds) {
  constexpr int buffers_a_second = ToneSource::rate / ToneSource::samples;
  GError* error = nullptr;
  GstElement* element = gst_parse_bin_from_description(candidate.description.c_str(), TRUE, &error);
  if (element == nullptr || error != nullptr) {
    std::fprintf(stderr, "%s: %s\n", candidate.name.c_str(),
                 error != nullptr ? error->message : "?");
    std::exit(1);
  }
  ToneSource source(candidate.channels);
  // Not live: every block is analyzed and reported.
  DirectPads pads(element, source.caps().c_str(), DirectPads::Upstream::not_live);
  // One second to settle.
  for (int i = 0; i < buffers_a_second; ++i) pads.push(source.next());
  const double start = process_seconds();
  for (int i = 0; i < seconds * buffers_a_second; ++i) {
    if (pads.push(source.next()) != GST_FLOW_OK) {
      std::fprintf(stderr, "%s does not flow\n", candidate.name.c_str());
      std::exit(1);
    }
  }
  pads.push_event(gst_event_new_eos());
  return (process_seconds() - start) * seconds_an_hour / seconds;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

void run_rounds(std::vector<Candidate>& candidates, int rounds, int seconds) {
  for (int round = 0; round < rounds; ++round)
    for (Candidate& candidate : candidates)
      candidate.seconds.push_back(measure(candidate, seconds));
}

std::vector<Candidate> neighbours(int channels) {
  const std::string split =
      "audiobuffersplit output-buffer-size=" + std::to_string(4096 * channels);
  std::vector<Candidate> candidates;
  const auto add = [&](const std::string& name, const std::string& description) {
    candidates.push_back({name, description, channels, {}});
  };
  add("identity", "identity");
  add("queue", "queue");
  add("audiobuffersplit, 1024 samples", split);
  add("audiobuffersplit ! level", split + " ! level");
  add("the same, one message per block", split + " ! level interval=21333333");
  add("spectrum bands=512", "spectrum bands=512");
  add("audioblocks, re-blocking only", "audioblocks analyses=none");
  add("audioblocks, level", "audioblocks analyses=level post-messages=false");
  add("audioblocks, level + spectrum", "audioblocks analyses=level+spectrum post-messages=false");
  add("audioblocks, all analyses", "audioblocks post-messages=false");
  add("audioblocks, all, a message every 100 ms", "audioblocks");
  add("audioblocks, all, one message per block", "audioblocks interval=0");
  add("audioblocks, all, worker", "audioblocks analysis-mode=worker");
  return candidates;
}

void compare_neighbours(int channels, int rounds) {
  constexpr int seconds = 60;
  std::vector<Candidate> candidates = neighbours(channels);
  run_rounds(candidates, rounds, seconds);
  std::printf("CPU seconds for an hour of audio: %d channel%s, 48 kHz, F32LE, 480-sample buffers\n",
              channels, channels == 1 ? "" : "s");
  std::printf("median (lowest to highest) of %d rounds of %d s\n\n", rounds, seconds);
  std::printf("%-42s %8s %18s %10s %12s\n", "", "CPU s/h", "range", "identity", "ab ! level");
  const double identity = median(candidates[0].seconds);
  const double level = median(candidates[3].seconds);
  for (const Candidate& candidate : candidates) {
    const double middle = median(candidate.seconds);
    const auto [lowest, highest] = std::ranges::minmax(candidate.seconds);
    std::printf("%-42s %8.3f %8.3f to %6.3f %9.2fx %11.2fx\n", candidate.name.c_str(), middle,
                lowest, highest, middle / identity, middle / level);
  }
  std::printf("\n");
}

/// Returns the CPU seconds of a whole pipeline from PAUSED to EOS.
double measure_pipeline(const std::string& description) {
  GError* error = nullptr;
  GstElement* pipeline = gst_parse_launch(description.c_str(), &error);
  if (pipeline == nullptr || error != nullptr) {
    std::fprintf(stderr, "%s: %s\n", description.c_str(), error != nullptr ? error->message : "?");
    std::exit(1);
  }
  gst_element_set_state(pipeline, GST_STATE_PAUSED);
  gst_element_get_state(pipeline, nullptr, nullptr, GST_CLOCK_TIME_NONE);
  GstBus* bus = gst_element_get_bus(pipeline);
  const double start = process_seconds();
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  constexpr auto ends = static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  GstMessage* end = gst_bus_timed_pop_filtered(bus, GST_CLOCK_TIME_NONE, ends);
  const double seconds = process_seconds() - start;
  if (GST_MESSAGE_TYPE(end) == GST_MESSAGE_ERROR) {
    std::fprintf(stderr, "%s does not flow\n", description.c_str());
    std::exit(1);
  }
  gst_message_unref(end);
  gst_object_unref(bus);
  gst_element_set_state(pipeline, GST_STATE_NULL);
  gst_object_unref(pipeline);
  return seconds;
}

struct Pipeline {
  Pipeline(const char* its_name, const char* its_element) : name(its_name), element(its_element) {}

  const char* name;
  const char* element;
  std::vector<double> microseconds;  // per buffer of the source, one per round
  std::vector<double> ratios;        // to the first pipeline in the same round
};

/// Runs `source ! element ! rest` for each of the pipelines in turns, the first without an element.
/// This thread reads the bus, as an application does.
void compare_pipelines(const std::string& source, std::vector<Pipeline> pipelines,
                       const std::string& rest, int rounds) {
  constexpr int buffers = 20000;
  const std::string head = source + " samplesperbuffer=480 num-buffers=" + std::to_string(buffers) +
                           " ! audio/x-raw,format=F32LE,rate=48000,channels=1 ! ";
  for (int round = 0; round < rounds; ++round) {
    for (Pipeline& pipeline : pipelines) {
      const double seconds = measure_pipeline(head + pipeline.element + rest);
      pipeline.microseconds.push_back(seconds * 1e6 / buffers);
      pipeline.ratios.push_back(pipeline.microseconds.back() / pipelines[0].microseconds.back());
    }
  }
  std::printf("%s ! … ! %s: CPU time of a 480-sample buffer; median of %d rounds\n\n",
              source.c_str(), rest.c_str(), rounds);
  std::printf("%-42s %8s %10s\n", "", "µs", "× nothing");
  for (const Pipeline& pipeline : pipelines)
    std::printf("%-42s %8.2f %10.2f\n", pipeline.name, median(pipeline.microseconds),
                median(pipeline.ratios));
  std::printf("\n");
}

/// Measures the cost of re-blocking and its savings, because fewer buffers leave than enter.
void compare_re_blocking(const std::string& source, const std::string& rest, int rounds) {
  compare_pipelines(
      source,
      {{"nothing between", ""},
       {"identity", "identity ! "},
       {"audiobuffersplit, 1024 samples", "audiobuffersplit output-buffer-size=4096 ! "},
       {"audioblocks analyses=none", "audioblocks analyses=none ! "}},
      rest, rounds);
}

/// Measures the cost of messages with a reader.
void compare_messages(int rounds) {
  compare_pipelines("audiotestsrc wave=saw",
                    {{"nothing between", ""},
                     {"audiobuffersplit ! level, each block",
                      "audiobuffersplit output-buffer-size=4096 ! level interval=21333333 ! "},
                     {"audioblocks, all, no messages", "audioblocks post-messages=false ! "},
                     {"audioblocks, all, each 100 ms", "audioblocks ! "},
                     {"audioblocks, all, each block", "audioblocks interval=0 ! "}},
                    "fakesink", rounds);
}

void compare_channels(int rounds) {
  constexpr int seconds = 10;
  std::vector<Candidate> candidates;
  for (int channels = 1; channels <= 64; channels *= 2)
    candidates.push_back(
        {std::to_string(channels), "audioblocks multi-channel=true", channels, {}});
  run_rounds(candidates, rounds, seconds);
  std::printf("All analyses of each channel (multi-channel), a message every 100 ms\n\n");
  std::printf("%8s %10s %14s %18s\n", "channels", "CPU s/h", "per channel", "streams per core");
  for (const Candidate& candidate : candidates) {
    const double middle = median(candidate.seconds);
    std::printf("%8d %10.2f %14.2f %18.0f\n", candidate.channels, middle,
                middle / candidate.channels, seconds_an_hour / middle);
  }
}

}  // namespace

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  const int rounds =
      argc > 1 ? std::max(1, static_cast<int>(std::strtol(argv[1], nullptr, 10))) : 9;
  const std::string identities = "identity ! identity ! identity ! fakesink";
  compare_re_blocking("audiotestsrc", "fakesink", rounds);
  compare_re_blocking("audiotestsrc wave=silence", "fakesink", rounds);
  compare_re_blocking("audiotestsrc wave=silence", identities, rounds);
  compare_messages(rounds);
  compare_neighbours(1, rounds);
  compare_neighbours(2, rounds);
  compare_channels(rounds);
  return 0;
}
