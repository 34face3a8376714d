// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/element_properties.h"

#include <array>

#include "gst/analysis/analysis_properties.h"
#include "gst/analysis/property.h"
#include "gst/base/debug_category.h"
#include "gst/element/element_report.h"
#include "gst/element/property_types.h"
#include "src/base/buffer_constants.h"
#include "src/track/pitch_track.h"

namespace audioblocks {

namespace {

using Row = Property<ElementParts>;

/// Shows the lines without GST_DEBUG, too; never lowers the level that the user asked for.
void set_buffer_debug(ElementParts& parts, const GValue* value) {
  parts.settings.buffer_debug = g_value_get_boolean(value) != FALSE;
  if (!parts.settings.buffer_debug) return;
  if (gst_debug_category_get_threshold(GST_CAT_DEFAULT) < GST_LEVEL_INFO)
    gst_debug_category_set_threshold(GST_CAT_DEFAULT, GST_LEVEL_INFO);
  gst_debug_set_active(TRUE);
}

/// Like set_audio_level_meta(), leaves it to the helper thread to warn of a level that blocks do
/// not have.
void set_analyses(ElementParts& parts, const GValue* value) {
  const guint analyses = g_value_get_flags(value);
  if (parts.settings.analyses.exchange(analyses) != analyses)
    parts.helper.request_check(Check::level_meta);
}

void set_audio_level_meta(ElementParts& parts, const GValue* value) {
  const bool wanted = g_value_get_boolean(value) != FALSE;
  if (parts.settings.audio_level_meta.exchange(wanted) != wanted)
    parts.helper.request_check(Check::level_meta);
}

/// Leaves it to the helper thread to warn of a pitch that the blocks do not reach: a GstController
/// calls this on the thread that analyses.
void set_min_frequency(ElementParts& parts, const GValue* value) {
  const double frequency = g_value_get_double(value);
  if (parts.settings.min_frequency.exchange(frequency) != frequency)
    parts.helper.request_check(Check::pitch_range);
}

/// The row of a structure that `Make` makes when it is read.
template <auto Make>
constexpr Row report(const char* name, const char* nick, const char* blurb) {
  return {
      .name = name,
      .nick = nick,
      .blurb = blurb,
      .flags = read_only,
      .make_spec =
          [](const Row& row) {
            return g_param_spec_boxed(row.name, row.nick, row.blurb, GST_TYPE_STRUCTURE, row.flags);
          },
      .set = nullptr,
      .get = [](ElementParts& parts, GValue* value) { g_value_take_boxed(value, Make(parts)); },
  };
}

constexpr std::array properties{
    Row::of<&Settings::window, gst_audio_blocks_window_get_type>(
        "window", "Window",
        "Window function applied before the spectrum; pitch detection uses no window", in_playing),
    Row::of<&Settings::analyses, gst_audio_blocks_analyses_get_type>(
        "analyses", "Analyses", "Analyses to run on each block (none = re-block only)", in_playing,
        set_analyses),
    Row::of<&Settings::analysis_mode, gst_audio_blocks_analysis_mode_get_type>(
        "analysis-mode", "Analysis mode", "Thread that runs the analyses", in_ready),
    Row::of<&Settings::multi_channel>(
        "multi-channel", "Multi-channel",
        "Analyze spectrum and pitch of each channel instead of the mean of all channels",
        in_playing),
    analysis_properties::min_frequency<ElementParts>(
        "Lowest pitch to detect, in Hz (0 = as low as block size and rate allow)",
        set_min_frequency),
    analysis_properties::max_frequency<ElementParts>(
        "Highest pitch to detect, in Hz (0 = as high as block size and rate allow)"),
    analysis_properties::reference_frequency<ElementParts>(),
    analysis_properties::clarity_threshold<ElementParts>(),
    analysis_properties::silence_threshold<ElementParts>(),
    Row::of<&Settings::bands, 0U, static_cast<guint>(BufferConstants::max_bands)>(
        "bands", "Bands",
        "Number of magnitude bands in messages, equally wide from 0 Hz to half the rate (0 = none)",
        in_playing),
    Row::of<&Settings::peak_ttl, 0, G_MAXUINT64>(
        "peak-ttl", "Peak TTL",
        "Time that peak-decay holds a peak before it falls (nanoseconds), as in the element level",
        controllable),
    Row::of<&Settings::peak_falloff, 0.0, G_MAXDOUBLE>(
        "peak-falloff", "Peak falloff",
        "Rate at which peak-decay falls after peak-ttl, in dB per second", controllable),
    Row::of<&Settings::partial_block, gst_audio_blocks_partial_block_get_type>(
        "partial-block", "Partial block", "How to complete the last, partial block of a run",
        in_playing),
    Row::of<&Settings::alignment_threshold, 0, G_MAXUINT64 - 1>(
        "alignment-threshold", "Alignment threshold",
        "Timestamp drift above which the stream counts as discontinuous (nanoseconds); one sample "
        "where a buffer says DISCONT",
        in_playing),
    Row::of<&Settings::discont_wait, 0, G_MAXUINT64 - 1>(
        "discont-wait", "Discont wait",
        "Time the drift must last before the stream counts as discontinuous; a drift as long as "
        "this "
        "counts immediately (nanoseconds)",
        in_playing),
    Row::of<&Settings::overflow_policy, gst_audio_blocks_overflow_policy_get_type>(
        "overflow-policy", "Overflow policy",
        "What to do when a queue of results or blocks is full", in_ready),
    Row::of<&Settings::max_memory, 1, BufferConstants::memory_limit>(
        "max-memory", "Maximum memory",
        "Memory limit for all blocks, rings, queues and scratch buffers (bytes)", in_ready),
    Row::of<&Settings::adaptive>(
        "adaptive", "Adaptive",
        "Double the block size while a live pipeline is late, if downstream accepts it",
        in_playing),
    Row::of<&Settings::track_lag, 0U, static_cast<guint>(PitchTrack::longest_lag)>(
        "track-lag", "Track lag",
        "Number of later blocks that decide about the pitch in messages and signals, which come so "
        "much later (0 = the block alone); a change takes effect with the next run",
        in_playing),
    Row::of<&Settings::notes>(
        "notes", "Notes",
        "Report where notes begin and end, as message and signal audioblocks-note; a change takes "
        "effect with the next run",
        in_playing),
    Row::of<&Settings::audio_level_meta>(
        "audio-level-meta", "Audio level meta",
        "Add a GstAudioLevelMeta to blocks whose level is analyzed: the level of RTP packets, and "
        "whether the block is voiced",
        in_playing, set_audio_level_meta),
    Row::of<&Settings::post_messages>(
        "post-messages", "Post messages",
        "Post an element message once per interval, and with notes=true for each note", in_playing),
    Row::of<&Settings::interval, 0, G_MAXUINT64 / 4>(
        "interval", "Interval",
        "Stream time between messages (nanoseconds, 0 = one message per block)", in_playing),
    Row::of<&Settings::buffer_debug>("buffer-debug", "Buffer debug",
                                     "Log one line per block at level INFO", in_playing,
                                     set_buffer_debug),
    report<report_status>("status", "Status", "Format, sizes, state, memory and latency"),
    report<report_metrics>("metrics", "Metrics", "Counters, processing times and memory"),
};

}  // namespace

void install_element_properties(GObjectClass* klass) { install_properties(klass, properties); }

void set_element_property(ElementParts& parts, guint id, const GValue* value) {
  properties[id - 1].set(parts, value);
}

void get_element_property(ElementParts& parts, guint id, GValue* value) {
  properties[id - 1].get(parts, value);
}

}  // namespace audioblocks
