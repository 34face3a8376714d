// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gst/gst.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

#include "tests/support/allocation_counter.h"
#include "tests/support/direct_pads.h"

// Last: it defines fail().
#include <gst/check/gstcheck.h>

/// Pushes through an element, with every call of malloc, free and the locks counted.
namespace counted {

inline constexpr gint rate = 48000;

/// Locks that waking the helper thread takes, at most once a push.
#ifdef AUDIOBLOCKS_FUTEX
inline constexpr double bell_locks = 0.0;
#else
inline constexpr double bell_locks = 1.0;
#endif

/// Other owners of the input buffers.
enum class Source : std::uint8_t {
  given,   ///< none: the element frees them
  kept,    ///< an upstream element keeps a reference, as behind a tee
  pooled,  ///< the buffers return to a pool
};

struct Format {
  const char* name;
  const char* layout;
};

inline std::string caps_of(const Format& format, int channels) {
  std::string caps = std::string("audio/x-raw,format=") + format.name + ",layout=" + format.layout +
                     ",rate=48000,channels=" + std::to_string(channels);
  if (channels > 2) caps += ",channel-mask=(bitmask)0x0";
  return caps;
}

/// Buffers of up to `samples` each, made before counting starts.
class Input {
 public:
  Input(const std::string& caps_text, int samples, Source source)
      : samples_(samples), source_(source), caps_(gst_caps_from_string(caps_text.c_str())) {
    gst_audio_info_from_caps(&info_, caps_);
    make_pattern();
    if (source != Source::pooled) return;
    pool_ = gst_buffer_pool_new();
    GstStructure* config = gst_buffer_pool_get_config(pool_);
    gst_buffer_pool_config_set_params(config, caps_, static_cast<guint>(bytes()), 4, 0);
    gst_buffer_pool_set_config(pool_, config);
    gst_buffer_pool_set_active(pool_, TRUE);
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;
  ~Input() {
    for (GstBuffer* buffer : kept_) gst_buffer_unref(buffer);
    if (pool_ != nullptr) {
      gst_buffer_pool_set_active(pool_, FALSE);
      gst_object_unref(pool_);
    }
    gst_caps_unref(caps_);
  }

  /// Returns the next buffer of the stream.
  GstBuffer* next() { return next(samples_); }
  /// Returns the next buffer, shortened.
  GstBuffer* next(gint samples) {
    GstBuffer* buffer = make(samples);
    GST_BUFFER_PTS(buffer) =
        gst_util_uint64_scale(position_, GST_SECOND, static_cast<guint64>(rate));
    position_ += static_cast<guint64>(samples);
    // Not every upstream element sets a duration.
    if (++made_ % 2 == 0)
      GST_BUFFER_DURATION(buffer) =
          gst_util_uint64_scale(position_, GST_SECOND, static_cast<guint64>(rate)) -
          GST_BUFFER_PTS(buffer);
    if (source_ == Source::kept) kept_.push_back(gst_buffer_ref(buffer));
    return buffer;
  }

  /// Number of calls of free when the last owner of such a buffer releases it.
  std::uint64_t frees_of_one() {
    if (source_ == Source::kept) return 0;
    GstBuffer* buffer = make(samples_);
    allocation_counter::start();
    gst_buffer_unref(buffer);
    return allocation_counter::stop().frees;
  }

 private:
  [[nodiscard]] gsize bytes() const {
    return static_cast<gsize>(samples_) * static_cast<gsize>(GST_AUDIO_INFO_BPF(&info_));
  }

  /// A tone in 16 bits; other formats interpret the same bytes in their own way.
  void make_pattern() {
    pattern_.resize(bytes());
    const double step = 2.0 * std::numbers::pi * 440.0 / rate;
    for (gsize i = 0; i + 1 < pattern_.size(); i += 2) {
      const gsize at = i / 2;
      const auto value = static_cast<gint16>(8000.0 * std::sin(step * static_cast<double>(at)));
      pattern_[i] = static_cast<guint8>(value & 0xff);
      pattern_[i + 1] = static_cast<guint8>((value >> 8) & 0xff);
    }
  }

  GstBuffer* make(gint samples) {
    const gsize size = bytes() / static_cast<gsize>(samples_) * static_cast<gsize>(samples);
    GstBuffer* buffer = nullptr;
    if (pool_ != nullptr)
      gst_buffer_pool_acquire_buffer(pool_, &buffer, nullptr);
    else
      buffer = gst_buffer_new_allocate(nullptr, size, nullptr);
    GstMapInfo map;
    gst_buffer_map(buffer, &map, GST_MAP_WRITE);
    std::copy_n(pattern_.begin(), size, map.data);
    gst_buffer_unmap(buffer, &map);
    if (GST_AUDIO_INFO_LAYOUT(&info_) == GST_AUDIO_LAYOUT_NON_INTERLEAVED)
      gst_buffer_add_audio_meta(buffer, &info_, static_cast<gsize>(samples), nullptr);
    return buffer;
  }

  gint samples_;
  Source source_;
  guint64 position_ = 0;
  int made_ = 0;
  GstCaps* caps_;
  GstAudioInfo info_{};
  std::vector<guint8> pattern_;
  GstBufferPool* pool_ = nullptr;
  std::vector<GstBuffer*> kept_;
};

/// The counts of a run, and the highest counts of locks and system calls in one push.
struct Tally {
  allocation_counter::Counts all;
  std::uint64_t pushes = 0;
  std::uint64_t blocks = 0;
  /// Highest count of any push, per buffer pushed downstream in it (or one, if there was none).
  double worst_locks = 0.0;
  double worst_system_calls = 0.0;
};

/// Pushes the buffers that `next` returns.
template <typename Next>
Tally push_counted(DirectPads& pads, int pushes, Next next) {
  Tally tally;
  for (int i = 0; i < pushes; ++i) {
    GstBuffer* buffer = next();
    const std::uint64_t before = pads.received();
    allocation_counter::start();
    const GstFlowReturn flow = pads.push(buffer);
    const allocation_counter::Counts counts = allocation_counter::stop();
    ck_assert_int_eq(flow, GST_FLOW_OK);
    const std::uint64_t blocks = pads.received() - before;
    const double share = 1.0 / static_cast<double>(std::max<std::uint64_t>(1, blocks));
    tally.all += counts;
    ++tally.pushes;
    tally.blocks += blocks;
    tally.worst_locks = std::max(tally.worst_locks, static_cast<double>(counts.locks) * share);
    tally.worst_system_calls =
        std::max(tally.worst_system_calls, static_cast<double>(counts.system_calls) * share);
  }
  return tally;
}

inline Tally push_counted(DirectPads& pads, Input& input, int pushes) {
  return push_counted(pads, pushes, [&input] { return input.next(); });
}

/// Pushes until the first block has left: steady state begins with the second.
inline void push_to_steady_state(DirectPads& pads, Input& input) {
  while (pads.received() == 0) ck_assert_int_eq(pads.push(input.next()), GST_FLOW_OK);
}

inline void forget_block(GstElement*, GstStructure*, gpointer blocks) {
  ++*static_cast<int*>(blocks);
}

/// All analyses, a message for each block, a handler of `block-analyzed`, and in inline mode level
/// metas.
inline GstElement* make_element(int* blocks, const char* mode) {
  GstElement* element = gst_element_factory_make("audioblocks", nullptr);
  ck_assert_msg(element != nullptr, "the plugin is not found");
  gst_util_set_object_arg(G_OBJECT(element), "analysis-mode", mode);
  g_object_set(element, "interval", guint64{0}, "bands", 64U, "audio-level-meta", TRUE, nullptr);
  g_signal_connect(element, "block-analyzed", G_CALLBACK(forget_block), blocks);
  return element;
}

/// Returns the steady-state promise that was broken; empty if none was.
inline std::string broken_promise(const Tally& tally, Input& input) {
  const std::string pushes = " in " + std::to_string(tally.pushes) + " pushes";
  if (tally.all.allocations > 0)
    return std::to_string(tally.all.allocations) + " allocations" + pushes;
  if (tally.all.waits > 0) return std::to_string(tally.all.waits) + " waits" + pushes;
  const std::uint64_t theirs = tally.pushes * input.frees_of_one();
  if (tally.all.frees == theirs) return "";
  return std::to_string(tally.all.frees) + " frees instead of " + std::to_string(theirs) + pushes;
}

inline void expect_nothing_allocated(const Tally& tally, Input& input, const std::string& what) {
  const std::string broken = broken_promise(tally, input);
  ck_assert_msg(broken.empty(), "%s: %s", what.c_str(), broken.c_str());
}

}  // namespace counted
