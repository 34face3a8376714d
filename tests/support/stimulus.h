// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstddef>
#include <initializer_list>
#include <mutex>
#include <numbers>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/harness.h"

/// Input signals, and listeners for the results of the element. Shared by the tests of the results.
namespace audioblocks::test {

using Samples = std::vector<float>;

/// Returns `count` samples of a sine, from sample `first` on.
inline Samples sine(double frequency, std::size_t count, double amplitude = 1.0, int rate = 48000,
                    std::size_t first = 0) {
  Samples samples(count);
  const double step = 2.0 * std::numbers::pi * frequency / rate;
  for (std::size_t i = 0; i < count; ++i)
    samples[i] = static_cast<float>(amplitude * std::sin(step * static_cast<double>(first + i)));
  return samples;
}

/// Interleaves channels of equal length.
inline Samples interleave(std::initializer_list<Samples> channels) {
  Samples all;
  for (std::size_t i = 0; i < channels.begin()->size(); ++i)
    for (const Samples& channel : channels) all.push_back(channel[i]);
  return all;
}

inline BufferPtr float_buffer(const Samples& samples, GstClockTime pts = GST_CLOCK_TIME_NONE) {
  return make_buffer(samples.data(), samples.size() * sizeof(float), pts);
}

inline std::string float_caps(int rate = 48000, int channels = 1) {
  return caps_text(GST_AUDIO_NE(F32), rate, channels);
}

/// A harness with a live upstream.
class LiveHarness : public Harness {
 public:
  explicit LiveHarness(const Properties& properties) : Harness(properties) {
    gst_harness_set_live(get(), TRUE);
    gst_harness_set_upstream_latency(get(), 0);
  }
};

/// Downstream says that the block at that time came `jitter` too late (or, negative, early).
inline void tell_qos(Harness& h, GstClockTime time, GstClockTimeDiff jitter) {
  gst_harness_push_upstream_event(h.get(),
                                  gst_event_new_qos(GST_QOS_TYPE_UNDERFLOW, 1.5, jitter, time));
}

/// A test that hangs, such as a test for a deadlock, is killed after this time. It is long enough
/// for a sanitizer on a busy machine.
class Deadline {
 public:
  Deadline() { alarm(180); }
  ~Deadline() { alarm(0); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;
};

/// Returns true as soon as `done()` does; false if that takes longer than a minute.
template <typename Done>
bool wait_until(Done done) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

inline void expect_near(double value, double expected, double tolerance, const char* what) {
  ck_assert_msg(std::fabs(value - expected) <= tolerance, "%s is %.6f, not %.6f", what, value,
                expected);
}

/// Unlike Check's own assertion, which keeps a pointer into the temporary it was given.
inline void expect_text(const std::string& value, const char* expected) {
  ck_assert_msg(value == expected, "\"%s\" instead of \"%s\"", value.c_str(), expected);
}

/// Reads an array of one item type.
G_GNUC_BEGIN_IGNORE_DEPRECATIONS
inline std::vector<double> array_of(const GstStructure* structure, const char* name, GType item) {
  const GValue* value = field(structure, name, g_value_array_get_type());
  const auto* array = static_cast<const GValueArray*>(g_value_get_boxed(value));
  std::vector<double> items;
  for (guint i = 0; i < array->n_values; ++i) {
    ck_assert_msg(G_VALUE_HOLDS(&array->values[i], item), "%s of %s", name,
                  G_VALUE_TYPE_NAME(&array->values[i]));
    items.push_back(item == G_TYPE_FLOAT ? static_cast<double>(g_value_get_float(&array->values[i]))
                                         : g_value_get_double(&array->values[i]));
  }
  return items;
}
G_GNUC_END_IGNORE_DEPRECATIONS
inline std::vector<double> doubles(const GstStructure* structure, const char* name) {
  return array_of(structure, name, G_TYPE_DOUBLE);
}
inline std::vector<double> floats(const GstStructure* structure, const char* name) {
  return array_of(structure, name, G_TYPE_FLOAT);
}

inline bool has(const GstStructure* structure, const char* name) {
  return gst_structure_has_field(structure, name) != FALSE;
}

/// The content of an emission or message of `audioblocks`, and its thread.
struct Told {
  StructurePtr structure;
  std::thread::id thread;

  [[nodiscard]] const GstStructure* get() const { return structure.get(); }
};

/// Keeps what a signal reports, by default the results from `block-analyzed`.
class BlockLog {
 public:
  explicit BlockLog(GstElement* element, const char* signal = "block-analyzed")
      : element_(element),
        handler_(g_signal_connect(element, signal, G_CALLBACK(on_report), this)) {}
  ~BlockLog() { g_signal_handler_disconnect(element_, handler_); }
  BlockLog(const BlockLog&) = delete;
  BlockLog& operator=(const BlockLog&) = delete;

  [[nodiscard]] std::size_t count() const {
    const std::lock_guard lock(mutex_);
    return told_.size();
  }
  /// Waits until there are `count`; fails the test if they do not arrive.
  void expect(std::size_t wanted) const {
    const bool came = wait_until([this, wanted] { return count() >= wanted; });
    ck_assert_msg(came, "%zu were reported, not %zu", count(), wanted);
  }
  std::vector<Told> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(told_, {});
  }

 private:
  static void on_report(GstElement* /*element*/, const GstStructure* structure, BlockLog* self) {
    Told one{StructurePtr(gst_structure_copy(structure)), std::this_thread::get_id()};
    const std::lock_guard lock(self->mutex_);
    self->told_.push_back(std::move(one));
  }

  GstElement* element_;
  mutable std::mutex mutex_;
  std::vector<Told> told_;
  gulong handler_;  // last: it may be called at once
};

/// Adds up the samples that `overflow` reports.
class OverflowLog {
 public:
  explicit OverflowLog(GstElement* element)
      : element_(element),
        handler_(g_signal_connect(element, "overflow", G_CALLBACK(on_overflow), this)) {}
  ~OverflowLog() { g_signal_handler_disconnect(element_, handler_); }
  OverflowLog(const OverflowLog&) = delete;
  OverflowLog& operator=(const OverflowLog&) = delete;
  [[nodiscard]] guint64 samples() const { return samples_; }
  [[nodiscard]] int emissions() const { return emissions_; }
  [[nodiscard]] std::thread::id thread() const { return thread_; }

 private:
  static void on_overflow(GstElement* /*element*/, guint64 samples, OverflowLog* self) {
    self->thread_ = std::this_thread::get_id();
    self->samples_ += samples;
    ++self->emissions_;
  }

  GstElement* element_;
  std::atomic<std::thread::id> thread_;
  std::atomic<guint64> samples_{0};
  std::atomic<int> emissions_{0};
  gulong handler_;  // last: it may be called at once
};

/// A handler of `block-analyzed` that falls behind when blocks arrive at full speed.
inline void sleep_5_ms(GstElement* /*element*/, GstStructure* /*info*/, gpointer /*data*/) {
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

/// A handler of `block-analyzed` that blocks until it is released.
class Gate {
 public:
  explicit Gate(GstElement* element) {
    g_signal_connect(element, "block-analyzed", G_CALLBACK(pass), this);
  }
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  /// Releases this and all later calls.
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    condition_.notify_all();
  }
  /// Waits until the handler was called.
  void expect_call() {
    ck_assert(wait_until([this] {
      const std::lock_guard lock(mutex_);
      return calls_ > 0;
    }));
  }

 private:
  static void pass(GstElement* /*element*/, GstStructure* /*structure*/, Gate* self) {
    std::unique_lock lock(self->mutex_);
    ++self->calls_;
    self->condition_.wait(lock, [self] { return self->open_; });
  }

  std::mutex mutex_;
  std::condition_variable condition_;
  bool open_ = false;
  int calls_ = 0;
};

/// A harness whose helper thread is blocked by a gate when it reports the first block.
class GatedHarness : public Harness {
 public:
  explicit GatedHarness(const Properties& properties = lossless()) : Harness(properties) {}
  ~GatedHarness() {
    gate.open();
    // The helper thread must end before the objects that it calls.
    gst_element_set_state(element(), GST_STATE_NULL);
  }
  GatedHarness(const GatedHarness&) = delete;
  GatedHarness& operator=(const GatedHarness&) = delete;

  Deadline deadline;
  BlockLog log{element()};
  OverflowLog overflow{element()};
  Gate gate{element()};
};

/// Returns the structures of the `audioblocks` messages on the harness's bus.
inline std::vector<StructurePtr> told_messages(Harness& harness) {
  std::vector<StructurePtr> structures;
  for (const MessagePtr& message : take_messages(harness.bus(), GST_MESSAGE_ELEMENT)) {
    const GstStructure* structure = gst_message_get_structure(message.get());
    if (gst_structure_has_name(structure, "audioblocks") != FALSE)
      structures.emplace_back(gst_structure_copy(structure));
  }
  return structures;
}

/// Pushes `samples` (interleaved, `channels` of them) in one buffer at sample `first` of the
/// stream.
inline void feed_floats(Harness& harness, const Samples& samples, std::size_t first = 0,
                        int rate = 48000) {
  harness.feed(
      float_buffer(samples, gst_util_uint64_scale(first, GST_SECOND, static_cast<guint64>(rate))));
}

}  // namespace audioblocks::test
