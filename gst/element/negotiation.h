// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/base/gstbasetransform.h>
#include <gst/gst.h>

#include <mutex>

#include "gst/analysis/settings.h"
#include "gst/element/stream/block_engine.h"
#include "src/memory/memory_budget.h"

namespace audioblocks {

/// What a Negotiation works with; all of it outlives it.
struct NegotiationContext {
  GstBaseTransform* transform;
  const Settings& settings;
  MemoryBudget& budget;
  BlockEngine& engine;
  HelperThread& helper;
};

/// Negotiates the format and the block size with upstream, downstream and the memory budget, and
/// configures the engine for them. All functions belong to the streaming thread (or to whoever
/// holds its lock) but for those under "any thread".
class Negotiation {
 public:
  explicit Negotiation(const NegotiationContext& context) noexcept : context_(context) {}
  Negotiation(const Negotiation&) = delete;
  Negotiation& operator=(const Negotiation&) = delete;

  /// A new run of the element begins: each kind of refusal is reported once more.
  void start() noexcept;
  /// Nothing is negotiated any more.
  void stop();

  /// Negotiates with upstream's caps and, as long as the memory does not suffice, again with
  /// smaller blocks. False if nothing could be negotiated; a refusal is posted as an error, unless
  /// the last one was of the same kind.
  [[nodiscard]] bool negotiate(GstCaps* incaps);
  /// Calls negotiate() with the caps that the sink pad has. False, too, if it has none.
  [[nodiscard]] bool renegotiate();
  /// Call it before each buffer. At the first one after a negotiation, it asks an upstream that was
  /// not live again: pipewiresrc knows only once it streams. Where it is live now, the engine is
  /// configured anew, and is not configured if there is no memory for that.
  void confirm_live();

  // What the base class calls during an attempt; see the functions of these names there.
  [[nodiscard]] GstCaps* fixate_caps(GstPadDirection direction, GstCaps* othercaps) const;
  [[nodiscard]] bool set_caps(GstCaps* incaps, GstCaps* outcaps);

  // Any thread.

  /// What was negotiated last.
  [[nodiscard]] Negotiated negotiated() const;
  /// Answers a LATENCY query at the source pad: upstream's latency and one block.
  [[nodiscard]] bool answer_latency(GstQuery* query) const;
  /// Posts a warning if the settings ask for what cannot be had with what was negotiated: a
  /// `min-frequency` that blocks do not reach, or a level meta without a level.
  void report(Check what) const;
  /// Answers a CAPS query at the sink pad: the formats that downstream takes, whatever the block
  /// size, so that a size that there is not is refused here, by its name, and not upstream by a
  /// failed negotiation.
  void answer_caps(GstQuery* query) const;

 private:
  /// What came of handing caps to the base class once.
  struct Attempt {
    bool done = false;
    /// The block size for which there was no memory; 0 if that was not the reason.
    gint refused_size = 0;
  };

  [[nodiscard]] Attempt attempt(GstCaps* incaps);
  [[nodiscard]] bool offer_to_base_class(GstCaps* incaps);
  [[nodiscard]] bool refuses_size(const GstCaps* incaps);
  [[nodiscard]] gint smaller_size(const GstCaps* incaps, gint samples) const;
  [[nodiscard]] bool upstream_is_live() const;
  void ask_live(Negotiated& negotiated);
  [[nodiscard]] bool configure(const Negotiated& next, GstCaps* outcaps);
  void give_up(gint refused_size);
  void report_smaller_size(gint refused_size) const;
  void report_no_memory(gint refused_size) const;
  void report_latency(const Negotiated& before, const Negotiated& now) const;
  Negotiated exchange_negotiated(const Negotiated& negotiated);

  NegotiationContext context_;
  /// The attempt under way; set_caps() records a refusal in it.
  Attempt attempt_;
  /// The block size to choose if downstream takes it; 0 for no preference.
  gint wanted_size_ = 0;
  /// Upstream was not live when it was asked, and no buffer has come since.
  bool live_is_unconfirmed_ = false;
  /// A refused block size was reported; not again until one is accepted.
  bool size_refusal_reported_ = false;
  /// A lack of memory was reported; not again until there is enough.
  bool memory_refusal_reported_ = false;

  mutable std::mutex mutex_;
  /// A copy for any thread, under the mutex.
  Negotiated negotiated_;
};

/// Nanoseconds to fill a block, rounded up; 0 where nothing is negotiated.
[[nodiscard]] GstClockTime block_fill_time(const Negotiated& negotiated);

}  // namespace audioblocks
