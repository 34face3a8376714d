// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/base/gstbasetransform.h>
#include <gst/gst.h>

namespace audioblocks {

/// Events of upstream that wait for the begun block, because it is completed by samples that come
/// behind them. The block belongs before them: it begins in the segment that downstream knows.
/// Streaming thread.
class HeldEvents {
 public:
  explicit HeldEvents(GstBaseTransform* transform) noexcept : transform_(transform) {}
  HeldEvents(const HeldEvents&) = delete;
  HeldEvents& operator=(const HeldEvents&) = delete;
  ~HeldEvents() { clear(); }

  [[nodiscard]] bool empty() const noexcept { return events_.length == 0; }
  /// Takes `event`.
  void hold(GstEvent* event) noexcept;
  /// The segment of the samples that come in: downstream's, or a later one that is held.
  [[nodiscard]] const GstSegment& segment() const noexcept {
    return has_segment_ ? segment_ : transform_->segment;
  }
  /// Where the segment that downstream knows stops in a block from `start` to `end`, moves its stop
  /// to the block's end, so that the block is not cut.
  void extend_segment(GstClockTime start, GstClockTime end) noexcept;

  /// Hands them to the base class, in order; not during a flush.
  void release() noexcept;
  /// After a flush: what belongs to the data is gone with them.
  void release_flushed() noexcept;
  void clear() noexcept;

 private:
  GstBaseTransform* transform_;
  GQueue events_ = G_QUEUE_INIT;
  /// That of the last SEGMENT event among them.
  bool has_segment_ = false;
  GstSegment segment_{};
};

}  // namespace audioblocks
