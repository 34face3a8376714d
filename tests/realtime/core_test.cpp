// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What the streaming thread runs of the core, under RealtimeSanitizer: it ends the process, with a
// status of its own, at the first call that allocates, locks or waits.
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "src/analysis/block_analysis.h"
#include "src/analysis/buffer_analyzer.h"
#include "src/base/buffer_constants.h"
#include "src/base/realtime.h"
#include "src/dsp/fft.h"
#include "src/memory/buffer_pool.h"
#include "src/memory/circular_buffer.h"
#include "src/memory/memory_budget.h"
#include "src/metrics/buffer_metrics.h"
#include "src/metrics/buffer_state.h"
#include "src/metrics/clock.h"
#include "src/pacing/analysis_throttle.h"
#include "src/pacing/block_size_step.h"
#include "src/threads/block_exchange.h"
#include "src/threads/doorbell.h"
#include "tests/support/ring_write.h"

// Last: it defines fail().
#include <check.h>

#include "tests/support/run_suite.h"

using namespace audioblocks;

namespace {

/// The status RealtimeSanitizer ends a process with.
constexpr int caught = 43;
constexpr int rate = 48000;
constexpr std::uint64_t block_ns = 20'000'000;

/// Some of each: a tone, noise, silence, a constant, the ends of the range of float.
float sample(std::uint32_t n) {
  constexpr std::array<float, 4> constants{0.0F, 0.25F, 3.0e38F, 1.0e-42F};
  const std::uint32_t kind = n / 6000 % 6;
  const float noise = static_cast<float>(n * 2654435761U >> 8) / 8388608.0F - 1.0F;
  if (kind == 0) return static_cast<float>(n % 109) / 54.5F - 1.0F;
  return kind == 1 ? noise : constants[kind - 2];
}

/// The parts of an element that the streaming thread drives, all made beforehand.
class Stream {
 public:
  Stream(std::size_t block_samples, std::size_t channels)
      : analyzer_(make_fftw_fft, *budget_), rings_(channels), views_(channels), input_(3000) {
    ck_assert(analyzer_.prepare(block_samples, rate, channels));
    ck_assert(exchange_.prepare(*budget_, 4));
    ck_assert(pool_.prepare(budget_, block_samples, 2));
    for (CircularBuffer<float>& ring : rings_) ck_assert(ring.prepare(*budget_, block_samples, 2));
  }

  /// `count` samples come in, at most 3000.
  void push(std::size_t count, const AnalysisSettings& settings) {
    for (float& value : input_) value = sample(position_++);
    pass(std::span(input_).first(count), settings);
  }

  void consume() {
    while (exchange_.take() != nullptr) {
    }
  }
  void flush() noexcept AUDIOBLOCKS_REALTIME {
    for (CircularBuffer<float>& ring : rings_) ring.clear();
    state_.cleared();
  }
  /// The partial block of the end of a run.
  void drain(const AnalysisSettings& settings) noexcept AUDIOBLOCKS_REALTIME {
    state_.drain();
    const std::size_t valid = rings_[0].fill();
    for (CircularBuffer<float>& ring : rings_) ring.pad();
    if (rings_[0].has_block()) finish_block(valid, settings);
  }
  [[nodiscard]] const BufferMetrics& metrics() const { return metrics_; }

 private:
  void pass(std::span<const float> samples,
            const AnalysisSettings& settings) noexcept AUDIOBLOCKS_REALTIME {
    BufferMetrics::Update(metrics_, metrics_.epoch()).add(Counter::samples_in, samples.size());
    while (!samples.empty()) {
      const std::size_t n = std::min(samples.size(), rings_[0].writable().size());
      for (CircularBuffer<float>& ring : rings_) ring_write(ring, samples.first(n));
      samples = samples.subspan(n);
      state_.samples_arrived();
      if (rings_[0].has_block()) finish_block(rings_[0].block().size(), settings);
    }
  }

  void finish_block(std::size_t valid,
                    const AnalysisSettings& settings) noexcept AUDIOBLOCKS_REALTIME {
    std::byte* block = pool_.acquire();
    state_.block_ready();
    const AnalysisThrottle::Block at{
        .late = position_ % 2 == 0, .load = metrics_.load(), .duration_ns = block_ns};
    if (throttle_.skips(at)) ++skipped_;
    if (const std::size_t size = sizes_.wish(throttle_.pressed(), block_ns))
      sizes_.negotiated(size);
    for (std::size_t c = 0; c < rings_.size(); ++c) views_[c] = rings_[c].block();
    const std::uint64_t start = clock_();
    analyzer_.analyze(views_, valid, settings, exchange_.slot());
    const bool evicted = exchange_.publish();
    bell_.ring();
    for (CircularBuffer<float>& ring : rings_) ring.pop();
    {
      BufferMetrics::Update update(metrics_, metrics_.epoch());
      update.add(Counter::blocks, 1);
      update.processed(clock_() - start, block_ns);
    }
    if (evicted) state_.overflowed();
    state_.block_taken();
    if (block != nullptr) pool_.release(block);
  }

  std::shared_ptr<MemoryBudget> budget_ = std::make_shared<MemoryBudget>();
  BufferAnalyzer analyzer_;
  BlockExchange<BlockAnalysis> exchange_;
  BufferPool pool_;
  std::vector<CircularBuffer<float>> rings_;
  std::vector<std::span<const float>> views_;
  std::vector<float> input_;
  std::uint32_t position_ = 0;
  BufferMetrics metrics_;
  BufferState state_;
  AnalysisThrottle throttle_;
  BlockSizeStep sizes_;
  std::size_t skipped_ = 0;
  Doorbell bell_;
  Clock clock_ = steady_clock();
};

/// Settings that take every way through the analyses.
std::vector<AnalysisSettings> all_settings() {
  std::vector<AnalysisSettings> all;
  for (const WindowType window : {WindowType::hamming, WindowType::blackman, WindowType::hann})
    for (const unsigned bands : {0U, 1024U})
      for (const bool multi_channel : {false, true}) {
        AnalysisSettings settings;
        settings.window = window;
        settings.bands = bands;
        settings.multi_channel = multi_channel;
        settings.clarity_threshold = 0.0;
        settings.onset = true;
        settings.silence_threshold = multi_channel ? -700.0 : -60.0;
        settings.min_frequency = multi_channel ? 80.0 : 0.0;
        all.push_back(settings);
      }
  return all;
}

}  // namespace

START_TEST(test_the_streaming_path_is_realtime_at_every_block_size) {
  const std::vector<AnalysisSettings> settings = all_settings();
  for (const int size : BufferConstants::block_sizes()) {
    for (const std::size_t channels : {std::size_t{1}, std::size_t{2}, std::size_t{5}}) {
      Stream stream(static_cast<std::size_t>(size), channels);
      for (std::size_t i = 0; i < 8 * settings.size(); ++i) {
        stream.push(i * 377 % 3000 + 1, settings[i % settings.size()]);
        if (i % 5 == 0) stream.consume();
        if (i % 11 == 0) stream.drain(settings[i % settings.size()]);
        if (i % 17 == 0) stream.flush();
      }
      ck_assert_uint_gt(stream.metrics().snapshot()[Counter::blocks], 30);
    }
  }
}
END_TEST

namespace {

void ring_for_a_sleeper(Doorbell& bell) noexcept AUDIOBLOCKS_REALTIME { bell.ring(); }

}  // namespace

START_TEST(test_waking_the_helper_is_allowed) {
  Doorbell bell;
  std::atomic<int> rounds{0};
  std::atomic<bool> rung{false};
  std::thread sleeper([&] {
    while (rounds.load() < 100) {
      bell.wait([&] { return rung.exchange(false); });
      ++rounds;
    }
  });
  while (rounds.load() < 100) {
    rung.store(true);
    ring_for_a_sleeper(bell);
    std::this_thread::yield();
  }
  sleeper.join();
}
END_TEST

namespace {

// Without this promise broken on purpose, a test that passes would prove nothing.
AUDIOBLOCKS_TRUST_BEGIN

void allocate() noexcept AUDIOBLOCKS_REALTIME {
  const auto memory = std::make_unique<std::array<char, 100>>();
  ck_assert_ptr_nonnull(memory.get());
}

void lock(std::mutex& mutex) noexcept AUDIOBLOCKS_REALTIME { const std::scoped_lock lock(mutex); }

/// A transform that allocates where it runs.
class AllocatingFft final : public Fft {
 public:
  void forward(const float*, float*, float*) noexcept override { memory_.assign(100, 'x'); }

 private:
  std::vector<char> memory_;
};

AUDIOBLOCKS_TRUST_END

}  // namespace

START_TEST(test_control_an_allocation_is_caught) { allocate(); }
END_TEST

START_TEST(test_control_a_lock_is_caught) {
  std::mutex mutex;
  lock(mutex);
}
END_TEST

START_TEST(test_control_an_allocation_deep_in_the_analysis_is_caught) {
  MemoryBudget budget;
  BufferAnalyzer analyzer(
      [](MemoryBudget&, std::size_t) noexcept -> std::unique_ptr<Fft> {
        return std::make_unique<AllocatingFft>();
      },
      budget);
  ck_assert(analyzer.prepare(1024, rate, 1));
  const std::vector<float> samples(1024, 0.5F);
  const std::array<std::span<const float>, 1> channels{samples};
  BlockAnalysis result{};
  analyzer.analyze(channels, 1024, AnalysisSettings(), result);
}
END_TEST

int main() {
  Suite* suite = suite_create("realtime_core");
  TCase* tests = tcase_create("realtime_core");
  tcase_set_timeout(tests, 300);
  tcase_add_test(tests, test_the_streaming_path_is_realtime_at_every_block_size);
  tcase_add_test(tests, test_waking_the_helper_is_allowed);
  tcase_add_exit_test(tests, test_control_an_allocation_is_caught, caught);
  tcase_add_exit_test(tests, test_control_a_lock_is_caught, caught);
  tcase_add_exit_test(tests, test_control_an_allocation_deep_in_the_analysis_is_caught, caught);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
