// SPDX-License-Identifier: LGPL-2.1-or-later

/**
 * SECTION:element-pitchscope
 * @title: pitchscope
 * @short_description: Shows waveform, pitch, note and level of audio as video
 *
 * Shows the analysis of audioblocks as video, in the manner of `wavescope` and `spectrascope`. The
 * picture shows the waveform of the last seconds and, below it, the pitch on an axis of notes, with
 * a bar for each note. The panel beside them shows the current note, its deviation in cents and the
 * level. A clearer pitch has a more opaque line; an unvoiced block has none. The two blocks that
 * follow a block decide about its pitch, which is shown so much later.
 *
 * The element analyzes the audio in sequential blocks, as audioblocks does, and takes the mean of
 * several channels. A block has 1024 samples, or as many more, up to 2048, as the lowest pitch
 * shown needs at the rate of the audio. The element makes one frame for each 1/framerate of audio,
 * regardless of the length of the input buffers.
 *
 * The properties #GstAudioVisualizer:shader and #GstAudioVisualizer:shade-amount have no effect,
 * because every picture is painted completely.
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 audiotestsrc freq=440 num-buffers=400 ! pitchscope ! videoconvert ! autovideosink
 * ]| Shows a tone of 440 Hz, the note A4.
 * |[
 * gst-launch-1.0 audiotestsrc freq=440 num-buffers=100 ! pitchscope !
 * video/x-raw,width=1280,height=720,framerate=10/1 ! videoconvert ! pngenc !
 * multifilesink location=scope-%02d.png
 * ]| Writes the frames as PNG files.
 */

#include "gst/pitchscope/gstpitchscope.h"

#include <gst/audio/audio.h>
#include <gst/video/video.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <utility>

#include "gst/analysis/analysis_properties.h"
#include "gst/analysis/property.h"
#include "gst/analysis/settings.h"
#include "gst/base/gst_ptr.h"
#include "gst/base/raw_format.h"
#include "gst/drawing/cairo_ptr.h"
#include "gst/input/audio_layout.h"
#include "gst/input/segment_clip.h"
#include "gst/input/timeline.h"
#include "gst/pitchscope/block_listener.h"
#include "gst/pitchscope/frame_clock.h"
#include "gst/pitchscope/reading.h"
#include "gst/pitchscope/scope_axes.h"
#include "gst/pitchscope/scope_picture.h"
#include "gst/pitchscope/trace.h"
#include "src/memory/memory_budget.h"

GST_DEBUG_CATEGORY_STATIC(gst_pitch_scope_debug);
#define GST_CAT_DEFAULT gst_pitch_scope_debug

using audioblocks::MemoryBudget;
using audioblocks::Property;
using audioblocks::Settings;
using audioblocks::SurfacePtr;
using audioblocks::Timeline;
using audioblocks::scope::BlockListener;
using audioblocks::scope::FrameClock;
using audioblocks::scope::Reading;
using audioblocks::scope::ScopeAxes;
using audioblocks::scope::ScopePicture;
using audioblocks::scope::Trace;

// Cairo's RGB24 is a number of 32 bits.
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
#define PITCH_SCOPE_FORMAT "BGRx"
#else
#define PITCH_SCOPE_FORMAT "xRGB"
#endif

// A framerate of 0 is none, of which the base class could not tell when a frame is due; a trace
// has so many cells.
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE(
    "src", GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS("video/x-raw, format = (string) " PITCH_SCOPE_FORMAT
                    ", width = (int) [ 1, 8192 ], height = (int) [ 1, 8192 ]"
                    ", framerate = (fraction) [ 1/2147483647, 1000/1 ]"));

namespace {

/// The settings of the analysis, and those of the picture.
struct ScopeSettings : Settings {
  ScopeSettings() { analyses = audioblocks::analysis_level | audioblocks::analysis_pitch; }

  std::atomic<GstClockTime> time_span{6 * GST_SECOND};
};

/// The element's C++ state.
struct Private {
  explicit Private(GstElement* element)
      : listener(GST_OBJECT_CAST(element), settings, budget, trace, reading) {
    gst_segment_init(&segment, GST_FORMAT_UNDEFINED);
    gst_audio_info_init(&format);
  }

  // Any thread.
  ScopeSettings settings;

  // Streaming thread.
  MemoryBudget budget;
  Trace trace;
  Reading reading;
  BlockListener listener;
  Timeline timeline;
  FrameClock frames;
  ScopePicture picture;
  GstSegment segment{};
  GstAudioInfo format{};
  /// Both pads' formats are agreed on.
  bool ready = false;
  /// The framerate has changed.
  bool new_frames = false;
  /// The last frame could be drawn.
  bool drawn = true;
  /// Samples since the run began.
  guint64 heard = 0;
  /// What the trace was started with.
  GstClockTime shown_span = 0;

  // The base class's.
  GstPadChainFunction make_frame = nullptr;
  GstPadEventFunction base_event = nullptr;
};

constexpr std::array properties{
    Property<Private>::of<&ScopeSettings::time_span, GST_SECOND, 60 * GST_SECOND>(
        "time-span", "Time span", "Time span shown (nanoseconds); a change clears the picture",
        audioblocks::in_playing),
    audioblocks::analysis_properties::min_frequency<Private>(
        "Lowest pitch to detect and show, in Hz (0 = as low as block size and rate allow, shown "
        "from C2)"),
    audioblocks::analysis_properties::max_frequency<Private>(
        "Highest pitch to detect and show, in Hz (0 = as high as block size and rate allow, shown "
        "up to C7)"),
    audioblocks::analysis_properties::reference_frequency<Private>(),
    audioblocks::analysis_properties::clarity_threshold<Private>(),
    audioblocks::analysis_properties::silence_threshold<Private>(),
};

}  // namespace

struct _GstPitchScope {
  GstAudioVisualizer parent;
  Private* priv;
};

G_DEFINE_FINAL_TYPE(GstPitchScope, gst_pitch_scope, GST_TYPE_AUDIO_VISUALIZER)
GST_ELEMENT_REGISTER_DEFINE(pitchscope, "pitchscope", GST_RANK_NONE, GST_TYPE_PITCH_SCOPE)

/* ---- properties ---- */

static void gst_pitch_scope_set_property(GObject* object, guint id, const GValue* value,
                                         GParamSpec*) {
  properties[id - 1].set(*GST_PITCH_SCOPE(object)->priv, value);
}

static void gst_pitch_scope_get_property(GObject* object, guint id, GValue* value, GParamSpec*) {
  properties[id - 1].get(*GST_PITCH_SCOPE(object)->priv, value);
}

/* ---- formats ---- */

/* The base class has agreed on the video's format with downstream. */
static gboolean gst_pitch_scope_setup(GstAudioVisualizer* visualizer) {
  Private& priv = *GST_PITCH_SCOPE(visualizer)->priv;
  const GstVideoInfo& video = visualizer->vinfo;
  // What the base class is given to make a frame of, see gst_pitch_scope_push_frame().
  visualizer->req_spf = 1;
  if (priv.frames.set_framerate(GST_VIDEO_INFO_FPS_N(&video), GST_VIDEO_INFO_FPS_D(&video)))
    priv.new_frames = true;
  if (priv.picture.prepare(GST_VIDEO_INFO_WIDTH(&video), GST_VIDEO_INFO_HEIGHT(&video)))
    return TRUE;
  GST_ELEMENT_ERROR(visualizer, RESOURCE, NO_SPACE_LEFT,
                    ("There is no memory for pictures of %d × %d pixels. Ask for smaller ones.",
                     GST_VIDEO_INFO_WIDTH(&video), GST_VIDEO_INFO_HEIGHT(&video)),
                    ("ScopePicture::prepare() failed"));
  return FALSE;
}

/* Begins an empty picture. */
static void gst_pitch_scope_start_trace(Private& priv) {
  priv.shown_span = priv.settings.time_span;
  const auto rate = static_cast<guint64>(GST_AUDIO_INFO_RATE(&priv.format));
  priv.trace.start(std::max<guint64>(1, gst_util_uint64_scale(priv.shown_span, rate, GST_SECOND)));
}

static bool gst_pitch_scope_plays_backwards(const Private& priv) { return priv.segment.rate < 0.0; }

/* The time that the run has come to. Backwards, time runs from the anchor down. */
static GstClockTime gst_pitch_scope_now(const Private& priv) {
  const GstClockTime anchor = priv.timeline.clock().anchor;
  const GstClockTime heard = priv.timeline.clock().time_of(priv.heard) - anchor;
  if (!gst_pitch_scope_plays_backwards(priv)) return anchor + heard;
  return anchor > heard ? anchor - heard : 0;
}

/* Forgets what was heard. */
static void gst_pitch_scope_clear(Private& priv) {
  priv.timeline.end_run();
  priv.listener.clear();
  priv.reading.clear();
  gst_pitch_scope_start_trace(priv);
}

static std::size_t gst_pitch_scope_block_samples(const Private& priv) {
  return BlockListener::block_samples_for(priv.settings.for_analysis(),
                                          GST_AUDIO_INFO_RATE(&priv.format));
}

static void gst_pitch_scope_no_memory(GstPitchScope* self) {
  GST_ELEMENT_ERROR(self, RESOURCE, NO_SPACE_LEFT,
                    ("There is no memory for %d channels of audio. Close other programs.",
                     GST_AUDIO_INFO_CHANNELS(&self->priv->format)),
                    ("Trace::prepare() or BlockListener::prepare() failed"));
}

static gboolean gst_pitch_scope_set_format(GstPitchScope* self, const GstAudioInfo& format) {
  Private& priv = *self->priv;
  priv.format = format;
  if (!priv.trace.prepare(priv.budget) ||
      !priv.listener.prepare(format, gst_pitch_scope_block_samples(priv))) {
    gst_pitch_scope_no_memory(self);
    return FALSE;
  }
  priv.timeline.configure(GST_AUDIO_INFO_RATE(&format));
  gst_pitch_scope_clear(priv);
  priv.ready = true;
  return TRUE;
}

/* ---- data ---- */

static gboolean gst_pitch_scope_render(GstAudioVisualizer* visualizer, GstBuffer*,
                                       GstVideoFrame* frame) {
  Private& priv = *GST_PITCH_SCOPE(visualizer)->priv;
  const SurfacePtr target(cairo_image_surface_create_for_data(
      static_cast<guchar*>(GST_VIDEO_FRAME_PLANE_DATA(frame, 0)), CAIRO_FORMAT_RGB24,
      GST_VIDEO_FRAME_WIDTH(frame), GST_VIDEO_FRAME_HEIGHT(frame),
      GST_VIDEO_FRAME_PLANE_STRIDE(frame, 0)));
  priv.picture.draw(target.get(), priv.trace, priv.reading,
                    ScopeAxes::of(priv.settings.for_analysis(), priv.shown_span));
  const cairo_status_t status = cairo_surface_status(target.get());
  cairo_surface_finish(target.get());
  priv.drawn = status == CAIRO_STATUS_SUCCESS;
  // Never FALSE: the base class of GStreamer 1.22 would keep its lock.
  if (priv.drawn) return TRUE;
  GST_ELEMENT_ERROR(visualizer, LIBRARY, FAILED,
                    ("A picture of %d × %d pixels in rows of %d bytes cannot be drawn: %s. The "
                     "element downstream must offer other buffers.",
                     GST_VIDEO_FRAME_WIDTH(frame), GST_VIDEO_FRAME_HEIGHT(frame),
                     GST_VIDEO_FRAME_PLANE_STRIDE(frame, 0), cairo_status_to_string(status)),
                    ("cairo_surface_status() is %d", status));
  return TRUE;
}

/* The base class knows how to make a frame and whether it is wanted, but cuts the audio so that
 * frames repeat or overlap. It is given one sample a frame, and starts anew with each. */
static GstFlowReturn gst_pitch_scope_push_frame(GstPitchScope* self, GstPad* pad) {
  Private& priv = *self->priv;
  const std::size_t bytes = audioblocks::bytes_per_frame(priv.format);
  GstBuffer* sample = gst_buffer_new_allocate(nullptr, bytes, nullptr);
  gst_buffer_memset(sample, 0, 0, bytes);
  GST_BUFFER_PTS(sample) = priv.frames.time();
  // Backwards, the frame that is begun at the end would reach beyond it.
  if (gst_pitch_scope_plays_backwards(priv) && priv.segment.format == GST_FORMAT_TIME)
    GST_BUFFER_PTS(sample) = std::max(GST_BUFFER_PTS(sample), priv.segment.start);
  GST_BUFFER_FLAG_SET(sample, GST_BUFFER_FLAG_DISCONT);
  priv.frames.advance();
  priv.drawn = true;
  const GstFlowReturn flow = priv.make_frame(pad, GST_OBJECT_CAST(self), sample);
  return priv.drawn ? flow : GST_FLOW_ERROR;
}

static void gst_pitch_scope_start_frames(Private& priv) {
  priv.frames.start(priv.heard, gst_pitch_scope_now(priv), gst_pitch_scope_plays_backwards(priv),
                    GST_AUDIO_INFO_RATE(&priv.format));
  priv.new_frames = false;
}

/* Takes in samples, silence where there are no data, and makes each frame as soon as it is due. */
static GstFlowReturn gst_pitch_scope_hear(GstPitchScope* self, GstPad* pad, const guint8* data,
                                          guint64 count) {
  Private& priv = *self->priv;
  priv.timeline.received(count);
  GstFlowReturn flow = GST_FLOW_OK;
  while (flow == GST_FLOW_OK) {
    if (priv.new_frames) gst_pitch_scope_start_frames(priv);
    const guint64 now = std::min(count, priv.frames.end() - priv.heard);
    priv.listener.listen(data, now);
    priv.heard += now;
    if (data != nullptr) data += now * audioblocks::bytes_per_frame(priv.format);
    count -= now;
    if (priv.heard < priv.frames.end()) break;
    flow = gst_pitch_scope_push_frame(self, pad);
  }
  return flow;
}

/* Brings out the begun block and the begun frame. */
static GstFlowReturn gst_pitch_scope_end_run(GstPitchScope* self, GstPad* pad) {
  Private& priv = *self->priv;
  if (!priv.ready || !priv.timeline.running()) return GST_FLOW_OK;
  priv.timeline.end_run();
  priv.listener.finish();
  return priv.heard > priv.frames.begin() ? gst_pitch_scope_push_frame(self, pad) : GST_FLOW_OK;
}

static GstClockTime gst_pitch_scope_duration(const Private& priv, guint64 samples) {
  return gst_util_uint64_scale(samples, GST_SECOND,
                               static_cast<guint64>(GST_AUDIO_INFO_RATE(&priv.format)));
}

/* Begins with the first of `count` samples at `pts`, backwards at their end. */
static void gst_pitch_scope_begin_run(Private& priv, GstClockTime pts, guint64 count) {
  if (gst_pitch_scope_plays_backwards(priv) && GST_CLOCK_TIME_IS_VALID(pts))
    pts += gst_pitch_scope_duration(priv, count);
  priv.timeline.anchor(pts);
  priv.heard = 0;
  gst_pitch_scope_start_frames(priv);
}

/* Follows the setting of the lowest pitch; the begun block ends where it is. */
static bool gst_pitch_scope_fit_blocks(GstPitchScope* self) {
  Private& priv = *self->priv;
  const std::size_t size = gst_pitch_scope_block_samples(priv);
  if (size == priv.listener.block_samples()) return true;
  priv.listener.finish();
  if (priv.listener.prepare(priv.format, size)) return true;
  gst_pitch_scope_no_memory(self);
  return false;
}

/* Backwards, samples continue the run if they end where it has come to. */
static bool gst_pitch_scope_jumps_backwards(const Private& priv, GstClockTime pts, guint64 count) {
  if (!priv.timeline.running() || !GST_CLOCK_TIME_IS_VALID(pts)) return false;
  const GstClockTimeDiff drift =
      GST_CLOCK_DIFF(gst_pitch_scope_now(priv), pts + gst_pitch_scope_duration(priv, count));
  return std::cmp_greater(std::abs(drift), priv.settings.alignment_threshold.load());
}

namespace {

/// When samples come in, and what they say about it.
struct Arrival {
  GstClockTime pts;
  bool discont;
  /// How long a drift must last to be a jump: a GAP event states where it is.
  GstClockTime wait;
};

}  // namespace

static bool gst_pitch_scope_jumps(Private& priv, const Arrival& arrival, guint64 count) {
  if (gst_pitch_scope_plays_backwards(priv))
    return gst_pitch_scope_jumps_backwards(priv, arrival.pts, count);
  return priv.timeline.jumps(
      arrival.pts, arrival.discont,
      {.threshold = priv.settings.alignment_threshold.load(), .wait = arrival.wait});
}

/* Takes in samples of a time: where it jumps, another run begins. */
static GstFlowReturn gst_pitch_scope_hear_at(GstPitchScope* self, GstPad* pad,
                                             const Arrival& arrival, const guint8* data,
                                             guint64 count) {
  Private& priv = *self->priv;
  if (gst_pitch_scope_jumps(priv, arrival, count)) {
    const GstFlowReturn flow = gst_pitch_scope_end_run(self, pad);
    if (flow != GST_FLOW_OK) return flow;
  }
  if (count == 0) return GST_FLOW_OK;
  if (!gst_pitch_scope_fit_blocks(self)) return GST_FLOW_ERROR;
  if (priv.shown_span != priv.settings.time_span) gst_pitch_scope_start_trace(priv);
  if (!priv.timeline.running()) gst_pitch_scope_begin_run(priv, arrival.pts, count);
  const GstFlowReturn flow = gst_pitch_scope_hear(self, pad, data, count);
  // Backwards, the next samples are not those that follow.
  if (gst_pitch_scope_plays_backwards(priv)) priv.listener.finish();
  return flow;
}

static GstFlowReturn gst_pitch_scope_hear_buffer(GstPitchScope* self, GstPad* pad,
                                                 GstBuffer* buffer) {
  const guint64 samples =
      gst_buffer_get_size(buffer) / audioblocks::bytes_per_frame(self->priv->format);
  const bool discont = GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DISCONT) ||
                       GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_RESYNC);
  const Arrival arrival{GST_BUFFER_PTS(buffer), discont, self->priv->settings.discont_wait.load()};
  if (GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_GAP))
    return gst_pitch_scope_hear_at(self, pad, arrival, nullptr, samples);
  GstMapInfo map;
  if (gst_buffer_map(buffer, &map, GST_MAP_READ) == FALSE) {
    GST_ELEMENT_ERROR(self, RESOURCE, READ, ("A buffer's memory cannot be read."), (nullptr));
    return GST_FLOW_ERROR;
  }
  const GstFlowReturn flow = gst_pitch_scope_hear_at(self, pad, arrival, map.data, samples);
  gst_buffer_unmap(buffer, &map);
  return flow;
}

/* False after an error message, if a buffer does not have whole samples. */
static bool gst_pitch_scope_check(GstPitchScope* self, GstBuffer* buffer) {
  const std::size_t frame_bytes = audioblocks::bytes_per_frame(self->priv->format);
  const std::size_t size = gst_buffer_get_size(buffer);
  if (size % frame_bytes == 0) return true;
  GST_ELEMENT_ERROR(
      self, STREAM, FORMAT,
      ("A buffer of %" G_GSIZE_FORMAT " bytes is not a whole number of samples of %" G_GSIZE_FORMAT
       " bytes. The element before this one is broken.",
       size, frame_bytes),
      (nullptr));
  return false;
}

static GstFlowReturn gst_pitch_scope_chain(GstPad* pad, GstObject* parent, GstBuffer* buffer) {
  GstPitchScope* self = GST_PITCH_SCOPE(parent);
  Private& priv = *self->priv;
  if (!priv.ready || !gst_pitch_scope_check(self, buffer)) {
    gst_buffer_unref(buffer);
    return priv.ready ? GST_FLOW_ERROR : GST_FLOW_NOT_NEGOTIATED;
  }
  buffer = audioblocks::clip_buffer(buffer, priv.segment, priv.format);
  if (buffer == nullptr) return GST_FLOW_OK;
  const GstFlowReturn flow = gst_pitch_scope_hear_buffer(self, pad, buffer);
  gst_buffer_unref(buffer);
  return flow;
}

/* ---- events ---- */

static gboolean gst_pitch_scope_take_caps(GstPitchScope* self, GstPad* pad, GstEvent* event) {
  Private& priv = *self->priv;
  GstCaps* caps = nullptr;
  gst_event_parse_caps(event, &caps);
  GstAudioInfo format;
  const bool known = gst_audio_info_from_caps(&format, caps) != FALSE;
  if (known && priv.ready && gst_audio_info_is_equal(&format, &priv.format) != FALSE)
    return priv.base_event(pad, GST_OBJECT_CAST(self), event);
  gst_pitch_scope_end_run(self, pad);
  priv.ready = false;
  return priv.base_event(pad, GST_OBJECT_CAST(self), event) != FALSE && known &&
         gst_pitch_scope_set_format(self, format) != FALSE;
}

/* True where a gap has become silence, as far as it lies in the segment. */
static bool gst_pitch_scope_take_gap(GstPitchScope* self, GstPad* pad, GstEvent* event) {
  Private& priv = *self->priv;
  GstClockTime pts = 0;
  GstClockTime duration = 0;
  gst_event_parse_gap(event, &pts, &duration);
  if (!priv.ready || !GST_CLOCK_TIME_IS_VALID(duration)) return false;
  if (!audioblocks::clip_gap(priv.segment, pts, duration)) return true;
  const guint64 samples =
      gst_pitch_scope_plays_backwards(priv)
          ? gst_util_uint64_scale_round(
                duration, static_cast<guint64>(GST_AUDIO_INFO_RATE(&priv.format)), GST_SECOND)
          : priv.timeline.gap_samples(pts, duration, priv.settings.alignment_threshold.load());
  gst_pitch_scope_hear_at(self, pad, {pts, false, 0}, nullptr, samples);
  return true;
}

static gboolean gst_pitch_scope_sink_event(GstPad* pad, GstObject* parent, GstEvent* event) {
  GstPitchScope* self = GST_PITCH_SCOPE(parent);
  Private& priv = *self->priv;
  switch (GST_EVENT_TYPE(event)) {
    case GST_EVENT_CAPS:
      return gst_pitch_scope_take_caps(self, pad, event);
    case GST_EVENT_SEGMENT:
      gst_pitch_scope_end_run(self, pad);
      gst_event_copy_segment(event, &priv.segment);
      break;
    case GST_EVENT_EOS:
    case GST_EVENT_SEGMENT_DONE:
      gst_pitch_scope_end_run(self, pad);
      break;
    case GST_EVENT_GAP:
      if (!gst_pitch_scope_take_gap(self, pad, event)) break;
      gst_event_unref(event);
      return TRUE;
    case GST_EVENT_FLUSH_STOP:
      gst_segment_init(&priv.segment, GST_FORMAT_UNDEFINED);
      if (priv.ready) gst_pitch_scope_clear(priv);
      break;
    default:
      break;
  }
  return priv.base_event(pad, parent, event);
}

/* ---- states ---- */

static GstStateChangeReturn gst_pitch_scope_change_state(GstElement* element,
                                                         GstStateChange transition) {
  Private& priv = *GST_PITCH_SCOPE(element)->priv;
  const GstStateChangeReturn result =
      GST_ELEMENT_CLASS(gst_pitch_scope_parent_class)->change_state(element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY) {
    priv.ready = false;
    priv.timeline.end_run();
    gst_segment_init(&priv.segment, GST_FORMAT_UNDEFINED);
  }
  return result;
}

/* ---- class ---- */

static void gst_pitch_scope_init(GstPitchScope* self) {
  self->priv = new Private(GST_ELEMENT_CAST(self));
  // The default would copy and fade each picture to no effect.
  gst_util_set_object_arg(G_OBJECT(self), "shader", "none");
  GstPad* sink = gst_element_get_static_pad(GST_ELEMENT_CAST(self), "sink");
  self->priv->make_frame = GST_PAD_CHAINFUNC(sink);
  self->priv->base_event = GST_PAD_EVENTFUNC(sink);
  gst_pad_set_chain_function(sink, GST_DEBUG_FUNCPTR(gst_pitch_scope_chain));
  gst_pad_set_event_function(sink, GST_DEBUG_FUNCPTR(gst_pitch_scope_sink_event));
  gst_object_unref(sink);
}

static void gst_pitch_scope_finalize(GObject* object) {
  delete GST_PITCH_SCOPE(object)->priv;
  G_OBJECT_CLASS(gst_pitch_scope_parent_class)->finalize(object);
}

static void gst_pitch_scope_class_init(GstPitchScopeClass* klass) {
  auto* object_class = G_OBJECT_CLASS(klass);
  auto* element_class = GST_ELEMENT_CLASS(klass);
  auto* visualizer_class = GST_AUDIO_VISUALIZER_CLASS(klass);
  GST_DEBUG_CATEGORY_INIT(gst_pitch_scope_debug, "pitchscope", 0, "pitchscope element");

  object_class->set_property = gst_pitch_scope_set_property;
  object_class->get_property = gst_pitch_scope_get_property;
  object_class->finalize = gst_pitch_scope_finalize;
  audioblocks::install_properties(object_class, properties);

  gst_element_class_set_static_metadata(element_class, "Pitch scope", "Visualization",
                                        "Shows waveform, pitch, note, cents and level as video",
                                        "The audioblocks developers");
  const audioblocks::CapsPtr audio(audioblocks::readable_caps());
  // The base class counts bytes a second in an int: the highest rate is that of 64 channels of F64.
  gst_caps_set_simple(audio.get(), "layout", G_TYPE_STRING, "interleaved", "rate",
                      GST_TYPE_INT_RANGE, 1, 4194303, nullptr);
  gst_element_class_add_pad_template(
      element_class, gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, audio.get()));
  gst_element_class_add_static_pad_template(element_class, &src_template);
  element_class->change_state = gst_pitch_scope_change_state;

  visualizer_class->setup = gst_pitch_scope_setup;
  visualizer_class->render = gst_pitch_scope_render;
}
