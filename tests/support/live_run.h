// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/stimulus.h"

namespace audioblocks::test {

/// One block, as pushed or as reported.
struct Piece {
  guint64 start = 0;  // samples before it
  guint64 samples = 0;
  bool discont = false;
};

/// Returns the number of samples missing between consecutive pieces. Fails the test if a piece
/// after a gap is not flagged, or if any other piece is.
inline guint64 missing_between(const std::vector<Piece>& pieces, const char* what) {
  guint64 missing = 0;
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    const guint64 expected = pieces[i - 1].start + pieces[i - 1].samples;
    ck_assert_msg(pieces[i].start >= expected, "%s: a block came twice", what);
    ck_assert_msg(pieces[i].discont == (pieces[i].start > expected), "%s: discont of block %zu",
                  what, i);
    missing += pieces[i].start - expected;
  }
  return missing;
}

/// A pipeline with a live source, which accounts for all samples that enter the element, leave it
/// and are reported by it.
class LiveRun {
 public:
  /// Mono floats at `rate`; `properties` as in a pipeline description.
  LiveRun(int rate, const std::string& properties)
      : name_(properties),
        pipeline_(parse("audiotestsrc is-live=true samplesperbuffer=480 ! "
                        "audio/x-raw,format=" GST_AUDIO_NE(F32) ",channels=1,rate=" +
                        std::to_string(rate) + " ! audioblocks name=blocks " + properties +
                        " ! fakesink sync=false")),
        element_(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "blocks")) {
    add_probe("sink", came);
    add_probe("src", left);
    g_signal_connect(element_.get(), "block-analyzed", G_CALLBACK(on_block), this);
    g_signal_connect(element_.get(), "overflow", G_CALLBACK(overflowed), this);
  }
  ~LiveRun() { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }
  LiveRun(const LiveRun&) = delete;
  LiveRun& operator=(const LiveRun&) = delete;

  /// Called on the helper thread for each block reported, and on the streaming thread for each
  /// block pushed; set before start().
  std::function<void()> on_told = [] {};
  std::function<void(GstBuffer*)> on_left = [](GstBuffer*) {};

  void start() { gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING); }

  [[nodiscard]] const char* name() const { return name_.c_str(); }
  [[nodiscard]] guint64 metric(const char* metric) const {
    return u64(report(element_.get(), "metrics").get(), metric);
  }
  [[nodiscard]] std::string state() const {
    return text(report(element_.get(), "status").get(), "state");
  }
  [[nodiscard]] bool live() const {
    return boolean(report(element_.get(), "status").get(), "live");
  }
  /// Number of blocks completed or dropped.
  [[nodiscard]] guint64 made() const { return metric("blocks") + metric("dropped-blocks"); }
  [[nodiscard]] std::vector<Piece> told_pieces() const {
    const std::lock_guard lock(mutex_);
    return told_;
  }

  /// Waits until so many more blocks have left.
  void expect_more_blocks(std::size_t count) const {
    const std::size_t before = left_count();
    const bool came = wait_until([&] { return left_count() >= before + count; });
    ck_assert_msg(came, "%s: the stream stands still", name());
  }

  /// Ends the stream; returns when everything that was not evicted has been reported.
  void finish() {
    gst_element_send_event(pipeline_.get(), gst_event_new_eos());
    const BusPtr bus(gst_element_get_bus(pipeline_.get()));
    const MessagePtr message(gst_bus_timed_pop_filtered(
        bus.get(), 60 * GST_SECOND,
        static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
    ck_assert_msg(message != nullptr, "%s: no end", name());
    ck_assert_str_eq(GST_MESSAGE_TYPE_NAME(message.get()), "eos");
    const bool delivered = wait_until([this] {
      return told_pieces().size() == metric("blocks") - metric("evicted-results") &&
             overflowed_ == metric("evicted-samples");
    });
    ck_assert_msg(delivered, "%s: %zu of %llu blocks were reported, %llu evicted", name(),
                  told_pieces().size(), wide(metric("blocks")), wide(metric("evicted-results")));
  }

  /// After finish(): checks that every sample and block is accounted for, exactly, and that the
  /// memory stayed within its limit.
  void expect_exact_account(guint64 max_memory) const {
    constexpr auto block = static_cast<guint64>(BufferConstants::default_block_samples);
    const guint64 evicted = metric("evicted-results");
    const guint64 dropped = metric("dropped-blocks");
    const guint64 out = metric("samples-out") - metric("samples-padded");
    ck_assert_uint_eq(metric("samples-in"), came_);
    ck_assert_uint_eq(metric("blocks"), left_.size());
    ck_assert_uint_eq(out + dropped * block, came_);
    ck_assert_uint_eq(missing_between(left_, name()), dropped * block);
    ck_assert_uint_eq(missing_between(told_, name()), (evicted + dropped) * block);
    ck_assert_uint_eq(metric("evicted-samples"), (evicted + dropped) * block);
    ck_assert_uint_eq(metric("overruns"), evicted + dropped);
    const bool worker = text(report(element_.get(), "status").get(), "analysis-mode") == "worker";
    ck_assert_uint_eq(metric("blocks-analyzed") + metric("blocks-skipped"),
                      worker ? told_.size() : left_.size());
    ck_assert_uint_le(metric("memory-peak"), max_memory);
  }

  /// After finish(): checks that all blocks from `first` on were reported, without a gap.
  void expect_all_told_from(guint64 first) const {
    constexpr auto block = static_cast<guint64>(BufferConstants::default_block_samples);
    for (const Piece& piece : told_) {
      if (piece.start < first * block) continue;
      ck_assert_msg(!piece.discont || piece.start == first * block,
                    "%s: a block was lost before sample %llu, %llu after the stall", name(),
                    wide(piece.start), wide(piece.start - first * block));
    }
    ck_assert_uint_gt(told_.back().start, first * block);
  }

 private:
  void add_probe(const char* pad_name, GstPadProbeCallback callback) {
    const PadPtr pad(gst_element_get_static_pad(element_.get(), pad_name));
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, callback, this, nullptr);
  }
  [[nodiscard]] std::size_t left_count() const {
    const std::lock_guard lock(mutex_);
    return left_.size();
  }

  static GstPadProbeReturn came(GstPad*, GstPadProbeInfo* info, gpointer data) {
    static_cast<LiveRun*>(data)->came_ +=
        gst_buffer_get_size(GST_PAD_PROBE_INFO_BUFFER(info)) / sizeof(float);
    return GST_PAD_PROBE_OK;
  }
  static GstPadProbeReturn left(GstPad*, GstPadProbeInfo* info, gpointer data) {
    auto* self = static_cast<LiveRun*>(data);
    GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    const Piece piece{GST_BUFFER_OFFSET(buffer),
                      GST_BUFFER_OFFSET_END(buffer) - GST_BUFFER_OFFSET(buffer),
                      GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DISCONT) != 0};
    {
      const std::lock_guard lock(self->mutex_);
      self->left_.push_back(piece);
    }
    self->on_left(buffer);
    return GST_PAD_PROBE_OK;
  }
  static void on_block(GstElement*, const GstStructure* structure, LiveRun* self) {
    const Piece piece{u64(structure, "start-sample"),
                      static_cast<guint64>(integer(structure, "valid-samples")),
                      boolean(structure, "discont")};
    {
      const std::lock_guard lock(self->mutex_);
      self->told_.push_back(piece);
    }
    self->on_told();
  }
  static void overflowed(GstElement*, guint64 samples, LiveRun* self) {
    self->overflowed_ += samples;
  }

  std::string name_;
  ElementPtr pipeline_;
  ElementPtr element_;
  std::atomic<guint64> came_{0};
  std::atomic<guint64> overflowed_{0};
  mutable std::mutex mutex_;
  // Protected by the mutex while the pipeline plays.
  std::vector<Piece> left_;
  std::vector<Piece> told_;
};

}  // namespace audioblocks::test
