// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/element_properties.h"

#include "gst/analysis/analysis_params.h"
#include "gst/base/debug_category.h"
#include "gst/element/property_types.h"

namespace audioblocks {

namespace {

/// Shows the lines of buffer-debug without GST_DEBUG; never lowers what the user asked for.
void show_debug_lines() {
  if (gst_debug_category_get_threshold(GST_CAT_DEFAULT) < GST_LEVEL_INFO)
    gst_debug_category_set_threshold(GST_CAT_DEFAULT, GST_LEVEL_INFO);
  gst_debug_set_active(TRUE);
}

/// Installs the properties, each with its flags.
class PropertyInstaller {
 public:
  explicit PropertyInstaller(GObjectClass* klass) : klass_(klass) {}

  void as(guint id, GParamSpec* spec) const { g_object_class_install_property(klass_, id, spec); }

  static constexpr auto plain = static_cast<GParamFlags>(
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING);
  static constexpr auto controllable = static_cast<GParamFlags>(plain | GST_PARAM_CONTROLLABLE);
  static constexpr auto in_ready = static_cast<GParamFlags>(
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY);
  static constexpr auto readable =
      static_cast<GParamFlags>(G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

 private:
  GObjectClass* klass_;
};

void install_stream_properties(GObjectClass* klass) {
  using P = PropertyInstaller;
  const P install(klass);
  const Settings defaults;
  install.as(PROP_PARTIAL_BLOCK,
             g_param_spec_enum("partial-block", "Partial block",
                               "What becomes of the last, partial block of a run",
                               GST_TYPE_AUDIO_BLOCKS_PARTIAL_BLOCK,
                               static_cast<gint>(PartialBlock::pad), P::plain));
  install.as(
      PROP_ALIGNMENT_THRESHOLD,
      g_param_spec_uint64("alignment-threshold", "Alignment threshold",
                          "Timestamps that drift by more than this are a jump (nanoseconds)", 0,
                          G_MAXUINT64 - 1, defaults.alignment_threshold.load(), P::plain));
  install.as(PROP_DISCONT_WAIT,
             g_param_spec_uint64("discont-wait", "Discont wait",
                                 "How long timestamps must drift to be a jump (nanoseconds)", 0,
                                 G_MAXUINT64 - 1, defaults.discont_wait.load(), P::plain));
  install.as(
      PROP_OVERFLOW_POLICY,
      g_param_spec_enum("overflow-policy", "Overflow policy",
                        "What happens when results or blocks are not taken as fast as they come",
                        GST_TYPE_AUDIO_BLOCKS_OVERFLOW_POLICY,
                        static_cast<gint>(OverflowPolicy::automatic), P::in_ready));
  install.as(PROP_MAX_MEMORY, g_param_spec_uint64("max-memory", "Maximum memory",
                                                  "Bytes for all blocks, rings, queues and scratch",
                                                  1, BufferConstants::memory_limit,
                                                  defaults.max_memory.load(), P::in_ready));
  install.as(
      PROP_ADAPTIVE,
      g_param_spec_boolean("adaptive", "Adaptive",
                           "Make longer blocks while a live pipeline is late, if downstream takes "
                           "them",
                           FALSE, P::plain));
  install.as(PROP_POST_MESSAGES,
             g_param_spec_boolean("post-messages", "Post messages",
                                  "Post an element message once in each interval", TRUE, P::plain));
  install.as(PROP_INTERVAL, g_param_spec_uint64(
                                "interval", "Interval",
                                "Stream time from message to message (nanoseconds, 0 = each block)",
                                0, G_MAXUINT64 / 4, defaults.interval.load(), P::plain));
  install.as(PROP_BUFFER_DEBUG,
             g_param_spec_boolean("buffer-debug", "Buffer debug",
                                  "Log a line for each block at level INFO", FALSE, P::plain));
}

void install_analysis_properties(GObjectClass* klass) {
  using P = PropertyInstaller;
  const P install(klass);
  const AnalysisSettings defaults;
  install.as(PROP_WINDOW, g_param_spec_enum("window", "Window", "Window before the spectrum",
                                            GST_TYPE_AUDIO_BLOCKS_WINDOW,
                                            static_cast<gint>(defaults.window), P::plain));
  install.as(PROP_ANALYSES,
             g_param_spec_flags("analyses", "Analyses",
                                "What is computed of each block; none = a pure re-blocker",
                                GST_TYPE_AUDIO_BLOCKS_ANALYSES, analysis_all, P::plain));
  install.as(PROP_ANALYSIS_MODE,
             g_param_spec_enum("analysis-mode", "Analysis mode", "Where the analysis runs",
                               GST_TYPE_AUDIO_BLOCKS_ANALYSIS_MODE,
                               static_cast<gint>(AnalysisMode::inlined), P::in_ready));
  install.as(
      PROP_MULTI_CHANNEL,
      g_param_spec_boolean("multi-channel", "Multi-channel",
                           "Spectrum and pitch of each channel instead of the channels' mean",
                           FALSE, P::plain));
  install.as(PROP_MIN_FREQUENCY,
             g_param_spec_double("min-frequency", "Minimum frequency",
                                 "Lowest pitch in Hz (0 = as low as block and rate allow)", 0.0,
                                 G_MAXINT, defaults.min_frequency, P::controllable));
  install.as(PROP_MAX_FREQUENCY,
             g_param_spec_double("max-frequency", "Maximum frequency",
                                 "Highest pitch in Hz (0 = as high as block and rate allow)", 0.0,
                                 G_MAXINT, defaults.max_frequency, P::controllable));
  install.as(PROP_REFERENCE_FREQUENCY, analysis_params::reference_frequency(P::controllable));
  install.as(PROP_CLARITY_THRESHOLD, analysis_params::clarity_threshold(P::controllable));
  install.as(PROP_SILENCE_THRESHOLD, analysis_params::silence_threshold(P::controllable));
  install.as(
      PROP_BANDS,
      g_param_spec_uint("bands", "Bands",
                        "Magnitude bands in messages, linear from 0 to half the rate (0 = none)", 0,
                        static_cast<guint>(BufferConstants::max_bands), 0, P::plain));
}

void install_reports(GObjectClass* klass) {
  using P = PropertyInstaller;
  const P install(klass);
  install.as(PROP_STATUS,
             g_param_spec_boxed("status", "Status",
                                "Format, sizes, state, memory and latency (buffer-status)",
                                GST_TYPE_STRUCTURE, P::readable));
  install.as(PROP_METRICS,
             g_param_spec_boxed("metrics", "Metrics",
                                "Counters, processing times and memory (buffer-metrics)",
                                GST_TYPE_STRUCTURE, P::readable));
}

}  // namespace

void install_properties(GObjectClass* klass) {
  install_analysis_properties(klass);
  install_stream_properties(klass);
  install_reports(klass);
  for (const GType type : {GST_TYPE_AUDIO_BLOCKS_WINDOW, GST_TYPE_AUDIO_BLOCKS_ANALYSES,
                           GST_TYPE_AUDIO_BLOCKS_ANALYSIS_MODE, GST_TYPE_AUDIO_BLOCKS_PARTIAL_BLOCK,
                           GST_TYPE_AUDIO_BLOCKS_OVERFLOW_POLICY})
    gst_type_mark_as_plugin_api(type, static_cast<GstPluginAPIFlags>(0));
}

bool set_property(Settings& settings, guint id, const GValue* value) {
  const bool found = set_setting(settings, id, value);
  if (id == PROP_BUFFER_DEBUG && settings.buffer_debug) show_debug_lines();
  return found;
}

}  // namespace audioblocks
