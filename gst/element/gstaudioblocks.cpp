// SPDX-License-Identifier: LGPL-2.1-or-later

/**
 * SECTION:element-audioblocks
 * @title: audioblocks
 * @short_description: Splits audio into blocks and analyzes their level, spectrum and pitch
 * @see_also: #level, #spectrum, #audiobuffersplit
 *
 * Splits raw audio of any format, rate, layout and buffer length into sequential, non-overlapping
 * blocks and analyzes the level, spectrum and pitch of each. Every block is one buffer, and its
 * samples are not changed. The block size is a multiple of 128 samples, negotiated through the caps
 * field `block-samples`; it is 1024 unless downstream asks for another size.
 *
 * The element reports the result of a block in three ways, with the same field names:
 *
 * * as the #GstCustomMeta `GstAudioBlockMeta` on the buffer, which the action signal
 *   #GstAudioBlocks::get-block-info returns as a structure to bindings that cannot read metas,
 * * as the element message `audioblocks` on the bus, once per #GstAudioBlocks:interval,
 * * through the signal #GstAudioBlocks::block-analyzed, for every block.
 *
 * A helper thread posts the messages and emits the signals. In steady state, the streaming thread
 * does not allocate or wait, and takes no locks except those of GStreamer's own push.
 *
 * The fields:
 *
 * * #guint64 `timestamp`, `stream-time`, `running-time`, `duration`: times of the block, in
 *   nanoseconds.
 * * #guint64 `block-index`, `start-sample`: number of blocks and samples between the anchor and
 *   this block. The anchor is the first sample after negotiation, a flush, a jump in time, a reset,
 *   or a segment that does not continue the stream.
 * * #gint `block-samples`, `valid-samples`, `gap-samples`, `rate`, `channels`: negotiated block
 *   size, samples of audio in this block, those of them that were received as a gap, rate in Hz,
 *   number of channels.
 * * #gboolean `analyzed`: %FALSE if no analysis ran; the fields below, except `discont`, are then
 *   absent.
 * * #gdouble `rms`, `peak`: level of the loudest channel, in dBFS; in messages a #GValueArray with
 *   one value per channel. A full-scale sine has an rms of −3.01 and a peak of 0.0. The minimum is
 *   −700.
 * * #gdouble `frequency`: pitch in Hz, 0 if the block is unvoiced.
 * * #gdouble `clarity`: confidence in the pitch, from 0 to 1.
 * * #gboolean `voiced`: %TRUE if the block has a pitch, that is if rms and clarity reach their
 *   thresholds.
 * * #gint `midi-note`, #gchararray `note` (such as "A4"), #gdouble `cents` (deviation from the
 *   note, −50 up to 50): relative to #GstAudioBlocks:reference-frequency; −1, "" and 0 if the block
 *   is unvoiced, or if its pitch is outside the notes of MIDI, C-1 to G9.
 * * #gdouble `peak-frequency` (Hz), `peak-magnitude` (dBFS, 0 for a full-scale sine), `centroid`
 *   (Hz): strongest line and centre of the spectrum.
 * * #gboolean `discont`: %TRUE if samples were lost or skipped before this block.
 *
 * Messages and signals add the #GValueArray `peak-decay` (#gdouble, dBFS, one per channel), a peak
 * that is held for #GstAudioBlocks:peak-ttl and then falls by #GstAudioBlocks:peak-falloff, the
 * #gint `lag`, how many later blocks decided about the pitch with #GstAudioBlocks:track-lag, the
 * #GValueArray `magnitudes` (#gfloat, dBFS) if #GstAudioBlocks:bands is not 0, and `frequencies`
 * and `clarities` (#gdouble, one per channel) with #GstAudioBlocks:multi-channel.
 *
 * With #GstAudioBlocks:audio-level-meta, blocks also carry a #GstAudioLevelMeta with their level,
 * and whether they are voiced, which payloaders write into RTP packets (RFC 6464).
 *
 * With #GstAudioBlocks:notes, the element also reports where notes begin and end, as element
 * message and signal `audioblocks-note`, with the fields `event` ("on" or "off"), `timestamp`,
 * `stream-time`, `running-time`, `duration` ("off" only), `midi-note`, `note`, `cents`,
 * `frequency`, `level` and `clarity`.
 *
 * The header `gst/audioblocks/audioblocks.h` (pkg-config: gstreamer-audioblocks-1.0) defines the
 * names and typed accessors for C and C++. Presets are available for some instruments. A
 * #GstController can control the thresholds, the frequency limits, the reference frequency and the
 * fall of the peak, block by block.
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 -m audiotestsrc freq=440 num-buffers=100 ! audioblocks interval=0 ! fakesink
 * ]| Prints one message per block.
 * |[
 * gst-launch-1.0 -m audiotestsrc num-buffers=100 ! audioblocks ! audio/x-raw,block-samples=512 !
 * fakesink
 * ]| Analyzes blocks of 512 samples and prints ten messages per second.
 * |[
 * gst-launch-1.0 -m audiotestsrc freq=82.4 num-buffers=100 ! audioblocks @preset=guitar
 * analyses=pitch ! fakesink
 * ]| Detects the pitch only, within the range of a guitar.
 * |[
 * gst-launch-1.0 -m audiotestsrc freq=440 num-buffers=100 ! audioblocks track-lag=3 notes=true !
 * fakesink
 * ]| Reports the pitch that fits best into the blocks around each, and where the note begins and
 * ends.
 * |[
 * gst-launch-1.0 -m audiotestsrc is-live=true num-buffers=40 ! tee name=t ! queue ! fakesink
 * sync=true t. ! queue leaky=downstream ! audioblocks ! fakesink sync=false
 * ]| Analyzes a tap, so that the blocks do not delay playback.
 * |[
 * gst-launch-1.0 audiotestsrc num-buffers=100 ! audioblocks analyses=none !
 * audio/x-raw,block-samples=2048 ! fakesink
 * ]| Re-blocks the audio into buffers of a fixed number of samples, without analysis.
 */

#include "gst/element/gstaudioblocks.h"

#include <gst/audio/audio.h>

#include <utility>

#include "gst/base/debug_category.h"
#include "gst/element/block_caps.h"
#include "gst/element/element_parts.h"
#include "gst/element/element_properties.h"
#include "gst/element/output/gstaudioblockmeta.h"
#include "gst/element/output/level_meta.h"

GST_DEBUG_CATEGORY(gst_audio_blocks_debug);

using audioblocks::BlockEngine;
using audioblocks::ElementParts;
using audioblocks::Negotiation;
using audioblocks::RunEnd;

namespace {

enum Signal : guint {
  SIGNAL_RESET,
  SIGNAL_GET_BLOCK_INFO,
  SIGNAL_BLOCK_ANALYZED,
  SIGNAL_OVERFLOW,
  SIGNAL_NOTE,
  SIGNAL_COUNT,
};

guint signals[SIGNAL_COUNT];

}  // namespace

struct _GstAudioBlocks {
  GstBaseTransform parent;
  ElementParts* priv;
};

G_DEFINE_FINAL_TYPE_WITH_CODE(GstAudioBlocks, gst_audio_blocks, GST_TYPE_BASE_TRANSFORM,
                              G_IMPLEMENT_INTERFACE(GST_TYPE_PRESET, nullptr))
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE(audioblocks, "audioblocks", GST_RANK_NONE,
                                      GST_TYPE_AUDIO_BLOCKS, audioblocks::block_meta_register();
                                      audioblocks::level_meta_register())

/* ---- properties ---- */

static void gst_audio_blocks_set_property(GObject* object, guint id, const GValue* value,
                                          GParamSpec*) {
  audioblocks::set_element_property(*GST_AUDIO_BLOCKS(object)->priv, id, value);
}

static void gst_audio_blocks_get_property(GObject* object, guint id, GValue* value, GParamSpec*) {
  audioblocks::get_element_property(*GST_AUDIO_BLOCKS(object)->priv, id, value);
}

/* ---- action signals ---- */

static void gst_audio_blocks_reset(GstAudioBlocks* self) {
  ElementParts& priv = *self->priv;
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
  return audioblocks::filter_caps(direction == GST_PAD_SINK
                                      ? audioblocks::caps_with_block_sizes(caps)
                                      : audioblocks::caps_without_block_size(caps),
                                  filter);
}

static GstCaps* gst_audio_blocks_fixate_caps(GstBaseTransform* trans, GstPadDirection direction,
                                             GstCaps*, GstCaps* othercaps) {
  return GST_AUDIO_BLOCKS(trans)->priv->negotiation.fixate_caps(direction, othercaps);
}

static gboolean gst_audio_blocks_get_unit_size(GstBaseTransform*, GstCaps* caps, gsize* size) {
  GstAudioInfo info;
  if (gst_audio_info_from_caps(&info, caps) == FALSE) return FALSE;
  *size = static_cast<gsize>(GST_AUDIO_INFO_BPF(&info));
  return TRUE;
}

static gboolean gst_audio_blocks_set_caps(GstBaseTransform* trans, GstCaps* incaps,
                                          GstCaps* outcaps) {
  return static_cast<gboolean>(
      GST_AUDIO_BLOCKS(trans)->priv->negotiation.set_caps(incaps, outcaps));
}

/* ---- allocation ---- */

/* Blocks come from a pool of our own: no pool that downstream offers has our meta. */
static gboolean gst_audio_blocks_decide_allocation(GstBaseTransform*, GstQuery* query) {
  while (gst_query_get_n_allocation_pools(query) > 0)
    gst_query_remove_nth_allocation_pool(query, 0);
  return TRUE;
}

/* Offers no pool: downstream's has buffers of our size, not of upstream's. */
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
    engine.drain(RunEnd::run);
    return GST_BASE_TRANSFORM_CLASS(gst_audio_blocks_parent_class)
        ->sink_event(GST_BASE_TRANSFORM_CAST(self), event);
  }
  engine.push_gap(timestamp, duration);
  gst_event_unref(event);
  return TRUE;
}

/* Another format, or caps that differ otherwise, are those of what follows. */
static gboolean gst_audio_blocks_caps(GstAudioBlocks* self, GstEvent* event) {
  ElementParts& priv = *self->priv;
  GstCaps* caps = nullptr;
  gst_event_parse_caps(event, &caps);
  if (priv.engine.holds_events()) {
    GstCaps* known = gst_pad_get_current_caps(GST_BASE_TRANSFORM_SINK_PAD(self));
    if (known == nullptr || gst_caps_is_equal(known, caps) == FALSE) priv.engine.drain(RunEnd::run);
    gst_clear_caps(&known);
  }
  const bool taken = priv.negotiation.negotiate(caps);
  gst_event_unref(event);
  return static_cast<gboolean>(taken);
}

static gboolean gst_audio_blocks_flush_stop(GstAudioBlocks* self, GstEvent* event) {
  ElementParts& priv = *self->priv;
  priv.engine.flush();
  priv.engine.workload().forget_qos();
  priv.helper.discard();
  if (priv.engine.tracking().any()) priv.helper.wait_discarded();
  priv.engine.set_flushing(false);
  const gboolean done = GST_BASE_TRANSFORM_CLASS(gst_audio_blocks_parent_class)
                            ->sink_event(GST_BASE_TRANSFORM_CAST(self), event);
  priv.engine.flushed();
  return done;
}

static gboolean gst_audio_blocks_sink_event(GstBaseTransform* trans, GstEvent* event) {
  GstAudioBlocks* self = GST_AUDIO_BLOCKS(trans);
  ElementParts& priv = *self->priv;
  switch (GST_EVENT_TYPE(event)) {
    case GST_EVENT_CAPS:
      return gst_audio_blocks_caps(self, event);
    case GST_EVENT_GAP:
      return gst_audio_blocks_gap(self, event);
    case GST_EVENT_FLUSH_STOP:
      return gst_audio_blocks_flush_stop(self, event);
    case GST_EVENT_EOS:
      priv.engine.drain(RunEnd::stream);
      priv.engine.wait_delivered();
      break;
    case GST_EVENT_SEGMENT_DONE:
      priv.engine.drain(RunEnd::run);
      priv.engine.wait_delivered();
      break;
    case GST_EVENT_FLUSH_START:
      priv.helper.discard();
      priv.engine.set_flushing(true);
      break;
    default:
      if (priv.engine.holds(event)) return TRUE;
      break;
  }
  return GST_BASE_TRANSFORM_CLASS(gst_audio_blocks_parent_class)->sink_event(trans, event);
}

/* The base class must not see QoS events: it would drop late buffers. */
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

static gboolean gst_audio_blocks_query(GstBaseTransform* trans, GstPadDirection direction,
                                       GstQuery* query) {
  const Negotiation& negotiation = GST_AUDIO_BLOCKS(trans)->priv->negotiation;
  if (GST_QUERY_TYPE(query) == GST_QUERY_LATENCY && direction == GST_PAD_SRC)
    return static_cast<gboolean>(negotiation.answer_latency(query));
  if (GST_QUERY_TYPE(query) == GST_QUERY_CAPS && direction == GST_PAD_SINK) {
    negotiation.answer_caps(query);
    return TRUE;
  }
  return GST_BASE_TRANSFORM_CLASS(gst_audio_blocks_parent_class)->query(trans, direction, query);
}

/* ---- data ---- */

/* Renegotiates where downstream asks for that, before the base class would. */
static GstFlowReturn gst_audio_blocks_submit_input_buffer(GstBaseTransform* trans,
                                                          gboolean is_discont, GstBuffer* buffer) {
  GstPad* src = GST_BASE_TRANSFORM_SRC_PAD(trans);
  Negotiation& negotiation = GST_AUDIO_BLOCKS(trans)->priv->negotiation;
  if (gst_pad_check_reconfigure(src) != FALSE && !negotiation.renegotiate()) {
    gst_buffer_unref(buffer);
    gst_pad_mark_reconfigure(src);
    return GST_PAD_IS_FLUSHING(src) ? GST_FLOW_FLUSHING : GST_FLOW_NOT_NEGOTIATED;
  }
  negotiation.confirm_live();
  return GST_BASE_TRANSFORM_CLASS(gst_audio_blocks_parent_class)
      ->submit_input_buffer(trans, is_discont, buffer);
}

/* Pushes all the blocks that the queued buffer completes; the base class gets none to push, since
 * it would put the input's DISCONT on the output. */
static GstFlowReturn gst_audio_blocks_generate_output(GstBaseTransform* trans, GstBuffer** outbuf) {
  *outbuf = nullptr;
  GstBuffer* buffer = std::exchange(trans->queued_buf, nullptr);
  if (buffer == nullptr) return GST_FLOW_OK;
  ElementParts& priv = *GST_AUDIO_BLOCKS(trans)->priv;
  if (!priv.engine.configured() && !priv.negotiation.renegotiate()) {
    gst_buffer_unref(buffer);
    return GST_FLOW_NOT_NEGOTIATED;
  }
  return priv.engine.push(buffer);
}

/* Without this function the base class would take the element for one that works in place only. */
static GstFlowReturn gst_audio_blocks_transform(GstBaseTransform*, GstBuffer*, GstBuffer*) {
  return GST_FLOW_NOT_SUPPORTED;
}

/* ---- states ---- */

static gboolean gst_audio_blocks_start(GstAudioBlocks* self) {
  ElementParts& priv = *self->priv;
  priv.metrics.reset();
  priv.budget->reset_counts();
  priv.state.cleared();
  priv.negotiation.start();
  priv.announcer.restart();
  priv.tracker.restart();
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
  ElementParts& priv = *self->priv;
  priv.helper.stop();
  priv.engine.stop();
  priv.negotiation.stop();
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
  // This comes before the base class waits for the streaming thread, which may be waiting here.
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
  self->priv = new ElementParts(GST_BASE_TRANSFORM_CAST(self),
                                {.block_analyzed = signals[SIGNAL_BLOCK_ANALYZED],
                                 .overflow = signals[SIGNAL_OVERFLOW],
                                 .note = signals[SIGNAL_NOTE]});
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
   * Sets the metrics to zero immediately. At the next buffer, the element drops buffered samples
   * and starts a new anchor; the first block after it is marked as a discontinuity, and the peaks
   * of messages begin anew with it. May be emitted from any thread and in any state.
   */
  signals[SIGNAL_RESET] =
      g_signal_new_class_handler("reset", type, action, G_CALLBACK(gst_audio_blocks_reset), nullptr,
                                 nullptr, nullptr, G_TYPE_NONE, 0);
  /**
   * GstAudioBlocks::get-block-info:
   * @buffer: a buffer pushed by the element
   *
   * Returns: (transfer full) (nullable): the fields of the buffer's block meta, or %NULL if it has
   * none.
   */
  signals[SIGNAL_GET_BLOCK_INFO] = g_signal_new_class_handler(
      "get-block-info", type, action, G_CALLBACK(gst_audio_blocks_get_block_info), nullptr, nullptr,
      nullptr, GST_TYPE_STRUCTURE, 1, GST_TYPE_BUFFER | G_SIGNAL_TYPE_STATIC_SCOPE);
  /**
   * GstAudioBlocks::block-analyzed:
   * @info: the result of the block, with the fields of a message
   *
   * Emitted on the helper thread, once for every block. A handler must not change the state to
   * READY or NULL, perform a non-flushing seek, or wait for the main thread.
   */
  signals[SIGNAL_BLOCK_ANALYZED] =
      g_signal_new("block-analyzed", type, G_SIGNAL_RUN_LAST, 0, nullptr, nullptr, nullptr,
                   G_TYPE_NONE, 1, GST_TYPE_STRUCTURE | G_SIGNAL_TYPE_STATIC_SCOPE);
  /**
   * GstAudioBlocks::overflow:
   * @samples: number of samples whose block or result was evicted since the last emission
   *
   * Emitted on the helper thread.
   */
  signals[SIGNAL_OVERFLOW] = g_signal_new("overflow", type, G_SIGNAL_RUN_LAST, 0, nullptr, nullptr,
                                          nullptr, G_TYPE_NONE, 1, G_TYPE_UINT64);
  /**
   * GstAudioBlocks::audioblocks-note:
   * @note: the beginning or the end of a note, with the fields of the message `audioblocks-note`
   *
   * Emitted on the helper thread, where #GstAudioBlocks:notes is %TRUE.
   */
  signals[SIGNAL_NOTE] =
      g_signal_new("audioblocks-note", type, G_SIGNAL_RUN_LAST, 0, nullptr, nullptr, nullptr,
                   G_TYPE_NONE, 1, GST_TYPE_STRUCTURE | G_SIGNAL_TYPE_STATIC_SCOPE);
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
  audioblocks::install_element_properties(object_class);
  gst_audio_blocks_install_signals(klass);

  gst_element_class_set_static_metadata(element_class, "Audio blocks", "Filter/Analyzer/Audio",
                                        "Splits raw audio into blocks of a fixed size and reports "
                                        "the level, spectrum and pitch of each",
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
