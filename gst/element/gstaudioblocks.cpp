// SPDX-License-Identifier: LGPL-2.1-or-later

/**
 * SECTION:element-audioblocks
 * @title: audioblocks
 * @short_description: Blocks of fixed size, with their level, spectrum and pitch
 * @see_also: #level, #spectrum, #audiobuffersplit
 *
 * Turns raw audio of any format, rate, layout and buffer length into sequential, non-overlapping
 * blocks, each one a buffer, and analyses every block: level, spectrum and pitch. The samples pass
 * through untouched. The size of a block is a multiple of 128 samples, agreed on through the caps
 * field `block-samples`; 1024 where downstream does not ask for another one.
 *
 * The result of a block is told in three ways under the same names:
 *
 * * as a #GstCustomMeta `GstAudioBlockMeta` on the buffer itself (or, for bindings that cannot read
 *   it, by the action signal #GstAudioBlocks::get-block-info),
 * * as an element message `audioblocks` on the bus, once in #GstAudioBlocks:interval,
 * * through the signal #GstAudioBlocks::block-analyzed, for every block.
 *
 * Messages and signals come from a helper thread. In steady state the streaming thread allocates
 * nothing, waits for nothing, and takes no locks but those of GStreamer's own push.
 *
 * The fields:
 *
 * * #guint64 `timestamp`, `stream-time`, `running-time`, `duration`: of the block, nanoseconds.
 * * #guint64 `block-index`, `start-sample`: blocks and samples since the anchor, which is the first
 *   sample after negotiation, a flush, a segment, a jump in time or a reset.
 * * #gint `block-samples`, `valid-samples`, `rate`, `channels`.
 * * #gboolean `analyzed`: %FALSE where the analysis did not run; its fields are then absent.
 * * #gdouble `rms`, `peak`: dBFS, of the loudest channel; in messages a #GValueArray, one a
 *   channel. A full-scale sine has rms −3.01 and peak 0.0; the floor is −700.
 * * #gdouble `frequency`: Hz, 0 where the block is unvoiced.
 * * #gdouble `clarity`: 0 to 1.
 * * #gboolean `voiced`.
 * * #gint `midi-note` (−1 where unvoiced), #gchararray `note` ("A4", "" where unvoiced), #gdouble
 *   `cents` (from −50 up to 50), against #GstAudioBlocks:reference-frequency.
 * * #gdouble `peak-frequency` (Hz), `peak-magnitude` (dBFS, 0 for a full-scale sine), `centroid`
 *   (Hz).
 * * #gboolean `discont`: samples were lost or skipped before this block.
 *
 * A message adds #GValueArray `magnitudes` (#gfloat, dB) where #GstAudioBlocks:bands is not 0, and
 * `frequencies` and `clarities` (#gdouble, one a channel) with #GstAudioBlocks:multi-channel.
 *
 * The names, and accessors of the right type for C and C++, are in `gst/audioblocks/audioblocks.h`
 * (pkg-config: gstreamer-audioblocks-1.0). There are presets for some instruments; the thresholds,
 * the frequency limits and the reference may be controlled by a #GstController, block by block.
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 -m audiotestsrc freq=440 num-buffers=100 ! audioblocks interval=0 ! fakesink
 * ]| Prints a message for each block.
 * |[
 * gst-launch-1.0 -m audiotestsrc num-buffers=100 ! audioblocks ! audio/x-raw,block-samples=512 !
 * fakesink
 * ]| The same in blocks of 512 samples, ten messages a second.
 * |[
 * gst-launch-1.0 -m audiotestsrc freq=82.4 num-buffers=100 ! audioblocks @preset=guitar
 * analyses=pitch ! fakesink
 * ]| The pitch alone, within a guitar's range.
 * |[
 * gst-launch-1.0 -m audiotestsrc is-live=true num-buffers=40 ! tee name=t ! queue ! fakesink
 * sync=true t. ! queue leaky=downstream ! audioblocks ! fakesink sync=false
 * ]| A tap: what is played is not delayed by the blocks.
 * |[
 * gst-launch-1.0 audiotestsrc num-buffers=100 ! audioblocks analyses=none !
 * audio/x-raw,block-samples=2048 ! fakesink
 * ]| Buffers of a fixed number of samples, and nothing else.
 */

#include "gst/element/gstaudioblocks.h"

#include <gst/audio/audio.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

#include "gst/analysis/settings.h"
#include "gst/base/debug_category.h"
#include "gst/element/block_caps.h"
#include "gst/element/element_properties.h"
#include "gst/element/element_report.h"
#include "gst/element/helper/announcer.h"
#include "gst/element/helper/helper_thread.h"
#include "gst/element/helper/message_bus.h"
#include "gst/element/output/gstaudioblockmeta.h"
#include "gst/element/stream/block_engine.h"
#include "src/memory/memory_budget.h"
#include "src/metrics/buffer_metrics.h"
#include "src/metrics/buffer_state.h"

GST_DEBUG_CATEGORY(gst_audio_blocks_debug);

using audioblocks::AnalysisMode;
using audioblocks::Announcer;
using audioblocks::BlockEngine;
using audioblocks::BlockResult;
using audioblocks::BufferConstants;
using audioblocks::BufferMetrics;
using audioblocks::BufferState;
using audioblocks::HelperThread;
using audioblocks::MemoryBudget;
using audioblocks::MessageBus;
using audioblocks::Negotiated;
using audioblocks::OverflowPolicy;
using audioblocks::Settings;

namespace {

enum Signal : guint {
  SIGNAL_RESET,
  SIGNAL_GET_BLOCK_INFO,
  SIGNAL_BLOCK_ANALYZED,
  SIGNAL_OVERFLOW,
  SIGNAL_COUNT,
};

guint signals[SIGNAL_COUNT];

Announcer::Signals announced_signals() {
  return {signals[SIGNAL_BLOCK_ANALYZED], signals[SIGNAL_OVERFLOW]};
}

/// The element's C++ state. Each part says in its own file which thread it belongs to.
struct Private final : audioblocks::ResultSink {
  explicit Private(GstAudioBlocks* element)
      : announcer(GST_ELEMENT_CAST(element), announced_signals(), settings, metrics, bus),
        helper(*this),
        engine({GST_BASE_TRANSFORM_CAST(element), settings, metrics, state, helper,
                audioblocks::steady_clock()}) {}

  void deliver(const BlockResult& result, bool lost_before) override {
    announcer.block(result, lost_before);
  }
  void overflowed(guint64 samples) override { announcer.overflow(samples); }
  void grow_pool() override { engine.grow_pool(); }
  bool listens() override { return announcer.listens(); }

  // Any thread.
  Settings settings;
  BufferMetrics metrics;
  BufferState state;
  MessageBus bus;
  std::shared_ptr<MemoryBudget> budget = std::make_shared<MemoryBudget>();
  /// Between READY→PAUSED and PAUSED→READY.
  std::atomic<bool> started{false};

  /// A copy of what was negotiated, for whoever asks.
  std::mutex agreed_mutex;
  Negotiated agreed;

  // Helper thread.
  Announcer announcer;

  // Any thread, streaming thread: see there.
  HelperThread helper;
  BlockEngine engine;

  // Streaming thread.
  /// A refused block size was told; not again until one is accepted.
  bool size_refusal_told = false;
  /// The same of the lack of memory.
  bool memory_refusal_told = false;
  /// The block size to be had if downstream takes it; 0: any.
  gint wanted_size = 0;
  /// The block size for which there was no memory in the last attempt; 0: there was.
  gint refused_size = 0;

  Negotiated get_agreed() {
    const std::lock_guard lock(agreed_mutex);
    return agreed;
  }
  void set_agreed(const Negotiated& negotiated) {
    const std::lock_guard lock(agreed_mutex);
    agreed = negotiated;
  }
};

}  // namespace

struct _GstAudioBlocks {
  GstBaseTransform parent;
  Private* priv;
};

G_DEFINE_FINAL_TYPE_WITH_CODE(GstAudioBlocks, gst_audio_blocks, GST_TYPE_BASE_TRANSFORM,
                              G_IMPLEMENT_INTERFACE(GST_TYPE_PRESET, nullptr))
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE(audioblocks, "audioblocks", GST_RANK_NONE,
                                      GST_TYPE_AUDIO_BLOCKS, audioblocks::block_meta_register())

/* ---- properties ---- */

static void gst_audio_blocks_set_property(GObject* object, guint id, const GValue* value,
                                          GParamSpec* pspec) {
  if (!audioblocks::set_property(GST_AUDIO_BLOCKS(object)->priv->settings, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
}

static GstStructure* gst_audio_blocks_report(GstAudioBlocks* self, guint id) {
  Private& priv = *self->priv;
  const Negotiated agreed = priv.get_agreed();
  const audioblocks::ReportSources sources{
      agreed,        priv.engine,  priv.metrics,        priv.state,
      priv.settings, *priv.budget, !priv.started.load()};
  return id == audioblocks::PROP_STATUS ? audioblocks::report_status(sources)
                                        : audioblocks::report_metrics(sources);
}

static void gst_audio_blocks_get_property(GObject* object, guint id, GValue* value,
                                          GParamSpec* pspec) {
  GstAudioBlocks* self = GST_AUDIO_BLOCKS(object);
  if (id == audioblocks::PROP_STATUS || id == audioblocks::PROP_METRICS)
    g_value_take_boxed(value, gst_audio_blocks_report(self, id));
  else if (!audioblocks::get_setting(self->priv->settings, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
}

/* ---- action signals ---- */

static void gst_audio_blocks_reset(GstAudioBlocks* self) {
  Private& priv = *self->priv;
  priv.metrics.reset();
  priv.budget->reset_counts();
  priv.engine.usage()->reset_peak();
}

static GstStructure* gst_audio_blocks_get_block_info(GstAudioBlocks*, GstBuffer* buffer) {
  return buffer != nullptr ? audioblocks::block_meta_copy_structure(buffer) : nullptr;
}

/* ---- caps ---- */

static GstCaps* gst_audio_blocks_transform_caps(GstBaseTransform*, GstPadDirection direction,
                                                GstCaps* caps, GstCaps* filter) {
  GstCaps* other = direction == GST_PAD_SINK ? audioblocks::caps_with_block_sizes(caps)
                                             : audioblocks::caps_without_block_size(caps);
  if (filter == nullptr) return other;
  GstCaps* filtered = gst_caps_intersect_full(filter, other, GST_CAPS_INTERSECT_FIRST);
  gst_caps_unref(other);
  return filtered;
}

static GstCaps* gst_audio_blocks_fixate_caps(GstBaseTransform* trans, GstPadDirection direction,
                                             GstCaps*, GstCaps* othercaps) {
  const gint wanted = GST_AUDIO_BLOCKS(trans)->priv->wanted_size;
  return direction == GST_PAD_SINK ? audioblocks::fixate_block_size(othercaps, wanted)
                                   : gst_caps_fixate(othercaps);
}

static gboolean gst_audio_blocks_get_unit_size(GstBaseTransform*, GstCaps* caps, gsize* size) {
  GstAudioInfo info;
  if (gst_audio_info_from_caps(&info, caps) == FALSE) return FALSE;
  *size = static_cast<gsize>(GST_AUDIO_INFO_BPF(&info));
  return TRUE;
}

/* What the peer takes, without regard to block sizes: a size that cannot be is to be refused by us,
 * with its name, and not by a failed negotiation upstream. */
static GstCaps* gst_audio_blocks_sink_caps(GstBaseTransform* trans, GstCaps* filter) {
  GstPad* sink = GST_BASE_TRANSFORM_SINK_PAD(trans);
  GstCaps* result = gst_pad_get_pad_template_caps(sink);
  GstCaps* peer = gst_pad_peer_query_caps(GST_BASE_TRANSFORM_SRC_PAD(trans), nullptr);
  if (peer != nullptr) {
    GstCaps* plain = audioblocks::caps_without_block_size(peer);
    GstCaps* both = gst_caps_intersect_full(plain, result, GST_CAPS_INTERSECT_FIRST);
    gst_caps_unref(peer);
    gst_caps_unref(plain);
    gst_caps_unref(std::exchange(result, both));
  }
  if (filter != nullptr) {
    GstCaps* filtered = gst_caps_intersect_full(filter, result, GST_CAPS_INTERSECT_FIRST);
    gst_caps_unref(std::exchange(result, filtered));
  }
  return result;
}

/* TRUE, and an error on the bus the first time, if downstream would take the format `incaps` but
 * asks for a block size that there is not. */
static gboolean gst_audio_blocks_refuse_size(GstAudioBlocks* self, GstCaps* incaps) {
  GstCaps* wanted = gst_pad_peer_query_caps(GST_BASE_TRANSFORM_SRC_PAD(self), nullptr);
  if (wanted == nullptr) return FALSE;
  const audioblocks::Text asked = audioblocks::impossible_block_size(wanted, incaps);
  gst_caps_unref(wanted);
  if (asked == nullptr) {
    self->priv->size_refusal_told = false;
    return FALSE;
  }
  if (!std::exchange(self->priv->size_refusal_told, true))
    GST_ELEMENT_ERROR(self, CORE, NEGOTIATION,
                      ("Downstream asks for blocks of %s samples (block-samples). Allowed are %s: "
                       "change the caps filter.",
                       asked.get(), audioblocks::allowed_block_sizes().get()),
                      ("block-samples=%s cannot be made", asked.get()));
  return TRUE;
}

/* No answer counts as live: pulsesrc and jackaudiosrc give none this early. */
static bool gst_audio_blocks_upstream_is_live(GstBaseTransform* trans) {
  GstQuery* query = gst_query_new_latency();
  gboolean live = TRUE;
  if (gst_pad_peer_query(GST_BASE_TRANSFORM_SINK_PAD(trans), query) != FALSE)
    gst_query_parse_latency(query, &live, nullptr, nullptr);
  gst_query_unref(query);
  return live != FALSE;
}

static bool gst_audio_blocks_is_lossless(const Settings& settings, bool live) {
  const OverflowPolicy policy = settings.overflow_policy.load();
  return policy == OverflowPolicy::wait || (policy == OverflowPolicy::automatic && !live);
}

static void gst_audio_blocks_tell_latency(GstAudioBlocks* self, const Negotiated& before,
                                          const Negotiated& now) {
  const GstClockTime latency = audioblocks::block_fill_time(now);
  if (latency > BufferConstants::latency_budget_ns)
    GST_WARNING_OBJECT(self,
                       "a block of %" G_GSIZE_FORMAT " samples at %d Hz takes %" G_GUINT64_FORMAT
                       " us to fill, more than the latency budget of %" G_GUINT64_FORMAT " us",
                       now.block_samples, GST_AUDIO_INFO_RATE(&now.info), latency / 1000,
                       BufferConstants::latency_budget_ns / 1000);
  if (latency != audioblocks::block_fill_time(before))
    gst_element_post_message(GST_ELEMENT_CAST(self),
                             gst_message_new_latency(GST_OBJECT_CAST(self)));
}

static gboolean gst_audio_blocks_set_caps(GstBaseTransform* trans, GstCaps* incaps,
                                          GstCaps* outcaps) {
  GstAudioBlocks* self = GST_AUDIO_BLOCKS(trans);
  Private& priv = *self->priv;
  Negotiated next;
  if (gst_audio_info_from_caps(&next.info, incaps) == FALSE) return FALSE;
  next.block_samples = static_cast<std::size_t>(audioblocks::block_size_of(outcaps));
  if (!BufferConstants::is_block_size(next.block_samples)) return FALSE;
  next.live = gst_audio_blocks_upstream_is_live(trans);
  next.lossless = gst_audio_blocks_is_lossless(priv.settings, next.live);
  next.worker = priv.settings.analysis_mode.load() == AnalysisMode::worker;

  const GstAudioInfo before = priv.engine.negotiated().info;
  // Still in the old format: the source pad gets its new caps after this function.
  if (priv.engine.configured() && gst_audio_info_is_equal(&before, &next.info) == FALSE)
    priv.engine.drain();
  if (!priv.engine.configure(next, outcaps)) {
    priv.refused_size = static_cast<gint>(next.block_samples);
    return FALSE;
  }
  const Negotiated agreed = priv.get_agreed();
  priv.set_agreed(next);
  GST_DEBUG_OBJECT(self, "%" G_GSIZE_FORMAT " samples a block, %s, %s", next.block_samples,
                   next.live ? "live" : "not live", next.lossless ? "lossless" : "evicting");
  gst_audio_blocks_tell_latency(self, agreed, next);
  return TRUE;
}

/* ---- negotiation ---- */

/* The largest size under `samples` that downstream takes; 0 where there is none. */
static gint gst_audio_blocks_smaller_size(GstAudioBlocks* self, const GstCaps* incaps,
                                          gint samples) {
  GstCaps* peer = gst_pad_peer_query_caps(GST_BASE_TRANSFORM_SRC_PAD(self), nullptr);
  gint found = 0;
  for (const gint size : BufferConstants::block_sizes())
    if (size < samples && audioblocks::takes_block_size(peer, incaps, size)) found = size;
  gst_caps_unref(peer);
  return found;
}

static void gst_audio_blocks_tell_smaller_size(GstAudioBlocks* self, gint refused) {
  GST_ELEMENT_WARNING(self, RESOURCE, NO_SPACE_LEFT,
                      ("Blocks of %d samples do not fit into max-memory (%" G_GSIZE_FORMAT
                       " bytes); they have %d samples instead.",
                       refused, self->priv->budget->limit(), self->priv->wanted_size),
                      ("the pool, the rings or the analyzer were refused their memory"));
}

static void gst_audio_blocks_tell_no_memory(GstAudioBlocks* self, gint refused) {
  const MemoryBudget& budget = *self->priv->budget;
  GST_ELEMENT_ERROR(
      self, RESOURCE, NO_SPACE_LEFT,
      ("Blocks of %d samples do not fit into max-memory (%" G_GSIZE_FORMAT
       " bytes), of which %" G_GSIZE_FORMAT
       " are in use, also by blocks that downstream holds; smaller ones do not fit either, or "
       "downstream does not take them. Use smaller blocks or fewer channels, or release buffers "
       "earlier.",
       refused, budget.limit(), budget.current()),
      ("the pool, the rings or the analyzer were refused their memory"));
}

/* As if upstream had just sent these caps; what the base class, too, does to renegotiate. */
static gboolean gst_audio_blocks_attempt(GstAudioBlocks* self, GstCaps* incaps) {
  GstBaseTransform* trans = GST_BASE_TRANSFORM_CAST(self);
  if (GST_BASE_TRANSFORM_CLASS(gst_audio_blocks_parent_class)
          ->sink_event(trans, gst_event_new_caps(incaps)) == FALSE)
    return FALSE;
  if (self->priv->engine.configured()) return TRUE;
  // The base class does not call set_caps for the caps that the source pad has already.
  GstCaps* outcaps = gst_pad_get_current_caps(GST_BASE_TRANSFORM_SRC_PAD(trans));
  const gboolean done = gst_audio_blocks_set_caps(trans, incaps, outcaps);
  gst_caps_unref(outcaps);
  return done;
}

/* Negotiates and, as long as the memory does not suffice, again in smaller blocks. */
static gboolean gst_audio_blocks_negotiate(GstAudioBlocks* self, GstCaps* incaps) {
  if (gst_audio_blocks_refuse_size(self, incaps) != FALSE) return FALSE;
  Private& priv = *self->priv;
  priv.budget->set_limit(priv.settings.max_memory.load());
  priv.wanted_size = static_cast<gint>(priv.engine.workload().wanted_size());
  gint first_refused = 0;
  while (true) {
    priv.refused_size = 0;
    const gboolean done = gst_audio_blocks_attempt(self, incaps);
    const gint refused = std::exchange(priv.refused_size, 0);
    if (refused == 0) {
      if (done != FALSE) priv.memory_refusal_told = false;
      if (done != FALSE && first_refused > 0)
        gst_audio_blocks_tell_smaller_size(self, first_refused);
      return done;
    }
    // Refused, perhaps, because old results could not be waited for.
    if (priv.engine.must_not_wait()) return FALSE;
    if (first_refused == 0) first_refused = refused;
    priv.wanted_size = gst_audio_blocks_smaller_size(self, incaps, refused);
    if (priv.wanted_size > 0) continue;
    priv.engine.abandon();
    priv.set_agreed(Negotiated{});
    if (!std::exchange(priv.memory_refusal_told, true))
      gst_audio_blocks_tell_no_memory(self, first_refused);
    return FALSE;
  }
}

/* With the caps that the sink pad has. FALSE if there are none, or nothing can be agreed on. */
static gboolean gst_audio_blocks_renegotiate(GstAudioBlocks* self) {
  GstCaps* incaps = gst_pad_get_current_caps(GST_BASE_TRANSFORM_SINK_PAD(self));
  const gboolean done =
      static_cast<gboolean>(incaps != nullptr && gst_audio_blocks_negotiate(self, incaps) != FALSE);
  gst_clear_caps(&incaps);
  return done;
}

/* ---- allocation ---- */

/* Blocks come from a pool of our own; nothing that downstream offers would fit a meta of ours. */
static gboolean gst_audio_blocks_decide_allocation(GstBaseTransform*, GstQuery* query) {
  while (gst_query_get_n_allocation_pools(query) > 0)
    gst_query_remove_nth_allocation_pool(query, 0);
  return TRUE;
}

/* Downstream's pool has buffers of our size, not of upstream's: offer none. */
static gboolean gst_audio_blocks_propose_allocation(GstBaseTransform*, GstQuery*, GstQuery* query) {
  gst_query_add_allocation_meta(query, GST_AUDIO_META_API_TYPE, nullptr);
  return TRUE;
}

/* ---- events ---- */

static gboolean gst_audio_blocks_gap(GstAudioBlocks* self, GstEvent* event) {
  BlockEngine& engine = self->priv->engine;
  GstClockTime timestamp = GST_CLOCK_TIME_NONE;
  GstClockTime duration = GST_CLOCK_TIME_NONE;
  gst_event_parse_gap(event, &timestamp, &duration);
  if (!engine.configured() || !GST_CLOCK_TIME_IS_VALID(duration) || duration == 0) {
    engine.drain();
    return GST_BASE_TRANSFORM_CLASS(gst_audio_blocks_parent_class)
        ->sink_event(GST_BASE_TRANSFORM_CAST(self), event);
  }
  engine.push_gap(timestamp, duration);
  gst_event_unref(event);
  return TRUE;
}

static gboolean gst_audio_blocks_sink_event(GstBaseTransform* trans, GstEvent* event) {
  GstAudioBlocks* self = GST_AUDIO_BLOCKS(trans);
  Private& priv = *self->priv;
  switch (GST_EVENT_TYPE(event)) {
    case GST_EVENT_CAPS: {
      GstCaps* caps = nullptr;
      gst_event_parse_caps(event, &caps);
      const gboolean taken = gst_audio_blocks_negotiate(self, caps);
      gst_event_unref(event);
      return taken;
    }
    case GST_EVENT_EOS:
    case GST_EVENT_SEGMENT_DONE:
      priv.engine.drain();
      priv.engine.wait_delivered();
      break;
    case GST_EVENT_STREAM_START:
    case GST_EVENT_SEGMENT:
      priv.engine.drain();
      break;
    case GST_EVENT_GAP:
      return gst_audio_blocks_gap(self, event);
    case GST_EVENT_FLUSH_START:
      priv.helper.discard();
      priv.engine.set_flushing(true);
      break;
    case GST_EVENT_FLUSH_STOP:
      priv.engine.flush();
      priv.engine.workload().forget_qos();
      priv.helper.discard();
      priv.engine.set_flushing(false);
      break;
    default:
      break;
  }
  return GST_BASE_TRANSFORM_CLASS(gst_audio_blocks_parent_class)->sink_event(trans, event);
}

/* The base class would drop late buffers: it never learns of lateness. */
static gboolean gst_audio_blocks_src_event(GstBaseTransform* trans, GstEvent* event) {
  if (GST_EVENT_TYPE(event) == GST_EVENT_QOS) {
    gdouble proportion = 1.0;
    GstClockTimeDiff jitter = 0;
    GstClockTime timestamp = GST_CLOCK_TIME_NONE;
    gst_event_parse_qos(event, nullptr, &proportion, &jitter, &timestamp);
    GST_AUDIO_BLOCKS(trans)->priv->engine.workload().note_qos(proportion, jitter, timestamp);
    return gst_pad_push_event(GST_BASE_TRANSFORM_SINK_PAD(trans), event);
  }
  return GST_BASE_TRANSFORM_CLASS(gst_audio_blocks_parent_class)->src_event(trans, event);
}

/* ---- queries ---- */

static gboolean gst_audio_blocks_latency_query(GstAudioBlocks* self, GstQuery* query) {
  if (gst_pad_peer_query(GST_BASE_TRANSFORM_SINK_PAD(self), query) == FALSE) return FALSE;
  const GstClockTime own = audioblocks::block_fill_time(self->priv->get_agreed());
  gboolean live = FALSE;
  GstClockTime min = 0;
  GstClockTime max = 0;
  gst_query_parse_latency(query, &live, &min, &max);
  if (GST_CLOCK_TIME_IS_VALID(max)) max += own;
  gst_query_set_latency(query, live, min + own, max);
  return TRUE;
}

static gboolean gst_audio_blocks_query(GstBaseTransform* trans, GstPadDirection direction,
                                       GstQuery* query) {
  if (GST_QUERY_TYPE(query) == GST_QUERY_LATENCY && direction == GST_PAD_SRC)
    return gst_audio_blocks_latency_query(GST_AUDIO_BLOCKS(trans), query);
  if (GST_QUERY_TYPE(query) == GST_QUERY_CAPS && direction == GST_PAD_SINK) {
    GstCaps* filter = nullptr;
    gst_query_parse_caps(query, &filter);
    GstCaps* caps = gst_audio_blocks_sink_caps(trans, filter);
    gst_query_set_caps_result(query, caps);
    gst_caps_unref(caps);
    return TRUE;
  }
  return GST_BASE_TRANSFORM_CLASS(gst_audio_blocks_parent_class)->query(trans, direction, query);
}

/* ---- data ---- */

/* Answers a reconfigure of downstream's before the base class would. */
static GstFlowReturn gst_audio_blocks_submit_input_buffer(GstBaseTransform* trans,
                                                          gboolean is_discont, GstBuffer* buffer) {
  GstPad* src = GST_BASE_TRANSFORM_SRC_PAD(trans);
  if (gst_pad_check_reconfigure(src) != FALSE &&
      gst_audio_blocks_renegotiate(GST_AUDIO_BLOCKS(trans)) == FALSE) {
    gst_buffer_unref(buffer);
    gst_pad_mark_reconfigure(src);
    return GST_PAD_IS_FLUSHING(src) ? GST_FLOW_FLUSHING : GST_FLOW_NOT_NEGOTIATED;
  }
  return GST_BASE_TRANSFORM_CLASS(gst_audio_blocks_parent_class)
      ->submit_input_buffer(trans, is_discont, buffer);
}

/* Pushes all the blocks that the queued buffer completes; the base class gets none to push, since
 * it would put the input's DISCONT on the output. */
static GstFlowReturn gst_audio_blocks_generate_output(GstBaseTransform* trans, GstBuffer** outbuf) {
  *outbuf = nullptr;
  GstBuffer* buffer = std::exchange(trans->queued_buf, nullptr);
  if (buffer == nullptr) return GST_FLOW_OK;
  GstAudioBlocks* self = GST_AUDIO_BLOCKS(trans);
  BlockEngine& engine = self->priv->engine;
  if (!engine.configured() && gst_audio_blocks_renegotiate(self) == FALSE) {
    gst_buffer_unref(buffer);
    return GST_FLOW_NOT_NEGOTIATED;
  }
  return engine.push(buffer);
}

/* There must be one, or the base class takes the element for one that only works in place. */
static GstFlowReturn gst_audio_blocks_transform(GstBaseTransform*, GstBuffer*, GstBuffer*) {
  return GST_FLOW_NOT_SUPPORTED;
}

/* ---- states ---- */

static gboolean gst_audio_blocks_start(GstAudioBlocks* self) {
  Private& priv = *self->priv;
  priv.metrics.reset();
  priv.budget->reset_counts();
  priv.state.cleared();
  priv.size_refusal_told = priv.memory_refusal_told = false;
  priv.announcer.restart();
  if (!priv.engine.start(priv.budget) || !priv.helper.start()) {
    GST_ELEMENT_ERROR(self, RESOURCE, FAILED,
                      ("The helper thread could not be started: there is no thread or no memory "
                       "left. Close other programs, or raise the limit of threads."),
                      ("BlockEngine::start() or HelperThread::start() failed"));
    return FALSE;
  }
  priv.started = true;
  return TRUE;
}

static void gst_audio_blocks_stop(GstAudioBlocks* self) {
  Private& priv = *self->priv;
  priv.helper.stop();
  priv.engine.stop();
  priv.set_agreed(Negotiated{});
  priv.started = false;
}

static GstStateChangeReturn gst_audio_blocks_change_state(GstElement* element,
                                                          GstStateChange transition) {
  GstAudioBlocks* self = GST_AUDIO_BLOCKS(element);
  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED && gst_audio_blocks_start(self) == FALSE)
    return GST_STATE_CHANGE_FAILURE;
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY && self->priv->helper.is_current_thread()) {
    g_critical(
        "%s: a handler of block-analyzed, overflow or a sync message must not set the state "
        "to READY or NULL: it would wait for itself. Do it from another thread.",
        GST_ELEMENT_NAME(element));
    return GST_STATE_CHANGE_FAILURE;
  }
  // Before the base class waits for the streaming thread, which may be waiting here.
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY) self->priv->engine.unlock();
  const GstStateChangeReturn result =
      GST_ELEMENT_CLASS(gst_audio_blocks_parent_class)->change_state(element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY ||
      (transition == GST_STATE_CHANGE_READY_TO_PAUSED && result == GST_STATE_CHANGE_FAILURE))
    gst_audio_blocks_stop(self);
  return result;
}

static void gst_audio_blocks_set_bus(GstElement* element, GstBus* bus) {
  GST_AUDIO_BLOCKS(element)->priv->bus.set(bus);
  GST_ELEMENT_CLASS(gst_audio_blocks_parent_class)->set_bus(element, bus);
}

/* ---- class ---- */

static void gst_audio_blocks_init(GstAudioBlocks* self) {
  self->priv = new Private(self);
  gst_base_transform_set_qos_enabled(GST_BASE_TRANSFORM_CAST(self), FALSE);
}

static void gst_audio_blocks_finalize(GObject* object) {
  delete GST_AUDIO_BLOCKS(object)->priv;
  G_OBJECT_CLASS(gst_audio_blocks_parent_class)->finalize(object);
}

static void gst_audio_blocks_install_signals(GstAudioBlocksClass* klass) {
  const GType type = G_TYPE_FROM_CLASS(klass);
  const auto action = static_cast<GSignalFlags>(G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION);
  /**
   * GstAudioBlocks::reset:
   *
   * Sets the metrics to zero at once; buffered samples are dropped at the next buffer, which starts
   * to count anew and is a discontinuity. Any thread, any state.
   */
  signals[SIGNAL_RESET] =
      g_signal_new_class_handler("reset", type, action, G_CALLBACK(gst_audio_blocks_reset), nullptr,
                                 nullptr, nullptr, G_TYPE_NONE, 0);
  /**
   * GstAudioBlocks::get-block-info:
   * @buffer: a buffer that left the element
   *
   * Returns: (transfer full) (nullable): the buffer's block meta as a structure.
   */
  signals[SIGNAL_GET_BLOCK_INFO] = g_signal_new_class_handler(
      "get-block-info", type, action, G_CALLBACK(gst_audio_blocks_get_block_info), nullptr, nullptr,
      nullptr, GST_TYPE_STRUCTURE, 1, GST_TYPE_BUFFER | G_SIGNAL_TYPE_STATIC_SCOPE);
  /**
   * GstAudioBlocks::block-analyzed:
   * @info: the fields of a message
   *
   * Emitted for every block, from the helper thread: no change to READY or NULL, no non-flushing
   * seek and no waiting for the main thread in a handler.
   */
  signals[SIGNAL_BLOCK_ANALYZED] =
      g_signal_new("block-analyzed", type, G_SIGNAL_RUN_LAST, 0, nullptr, nullptr, nullptr,
                   G_TYPE_NONE, 1, GST_TYPE_STRUCTURE | G_SIGNAL_TYPE_STATIC_SCOPE);
  /**
   * GstAudioBlocks::overflow:
   * @samples: samples whose block or result was evicted since the last emission
   *
   * Emitted from the helper thread.
   */
  signals[SIGNAL_OVERFLOW] = g_signal_new("overflow", type, G_SIGNAL_RUN_LAST, 0, nullptr, nullptr,
                                          nullptr, G_TYPE_NONE, 1, G_TYPE_UINT64);
}

static void gst_audio_blocks_add_pad_templates(GstElementClass* klass) {
  GstCaps* sink = audioblocks::sink_template_caps();
  GstCaps* src = audioblocks::src_template_caps();
  gst_element_class_add_pad_template(
      klass, gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, sink));
  gst_element_class_add_pad_template(klass,
                                     gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, src));
  gst_caps_unref(sink);
  gst_caps_unref(src);
}

static void gst_audio_blocks_class_init(GstAudioBlocksClass* klass) {
  auto* object_class = G_OBJECT_CLASS(klass);
  auto* element_class = GST_ELEMENT_CLASS(klass);
  auto* transform_class = GST_BASE_TRANSFORM_CLASS(klass);
  GST_DEBUG_CATEGORY_INIT(gst_audio_blocks_debug, "audioblocks", 0, "audioblocks element");

  object_class->set_property = gst_audio_blocks_set_property;
  object_class->get_property = gst_audio_blocks_get_property;
  object_class->finalize = gst_audio_blocks_finalize;
  audioblocks::install_properties(object_class);
  gst_audio_blocks_install_signals(klass);

  gst_element_class_set_static_metadata(
      element_class, "Audio blocks", "Filter/Analyzer/Audio",
      "Makes blocks of fixed size of raw audio and tells their level, spectrum and pitch",
      "The audioblocks developers");
  gst_audio_blocks_add_pad_templates(element_class);
  element_class->change_state = gst_audio_blocks_change_state;
  element_class->set_bus = gst_audio_blocks_set_bus;

  transform_class->passthrough_on_same_caps = FALSE;
  transform_class->transform_caps = gst_audio_blocks_transform_caps;
  transform_class->fixate_caps = gst_audio_blocks_fixate_caps;
  transform_class->get_unit_size = gst_audio_blocks_get_unit_size;
  transform_class->set_caps = gst_audio_blocks_set_caps;
  transform_class->decide_allocation = gst_audio_blocks_decide_allocation;
  transform_class->propose_allocation = gst_audio_blocks_propose_allocation;
  transform_class->sink_event = gst_audio_blocks_sink_event;
  transform_class->src_event = gst_audio_blocks_src_event;
  transform_class->query = gst_audio_blocks_query;
  transform_class->submit_input_buffer = gst_audio_blocks_submit_input_buffer;
  transform_class->generate_output = gst_audio_blocks_generate_output;
  transform_class->transform = gst_audio_blocks_transform;
}
