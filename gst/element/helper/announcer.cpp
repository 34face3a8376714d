// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/helper/announcer.h"

#include <gst/audioblocks/audioblocks.h>

#include <memory>
#include <utility>

#include "gst/base/debug_category.h"
#include "gst/element/output/block_fields.h"

namespace audioblocks {

namespace {

struct StructureFree {
  void operator()(GstStructure* structure) const { gst_structure_free(structure); }
};
using StructurePtr = std::unique_ptr<GstStructure, StructureFree>;

StructurePtr make_structure(const BlockResult& result, bool lost_before,
                            const ChannelPeaks& peaks) {
  StructurePtr structure(block_structure_new(result, peaks));
  if (lost_before)
    gst_structure_set(structure.get(), GST_AUDIO_BLOCK_FIELD_DISCONT, G_TYPE_BOOLEAN, TRUE,
                      nullptr);
  return structure;
}

const char* note_text(const BlockAnalysis& found) {
  if (!found.voiced) return "unvoiced";
  return found.midi_note >= 0 ? found.note : "no note";
}

}  // namespace

void Announcer::restart() noexcept {
  due_ = {};
  peaks_.forget();
}

void Announcer::block(const BlockResult& result, bool lost_before) {
  peaks_.block(result, lost_before);
  if (settings_.buffer_debug.load()) log_line(result, lost_before);
  const MessagesDue before = std::exchange(due_, result.due);
  if (result.due.quality != before.quality) post_quality(result);
  if (listens()) {
    const StructurePtr structure = make_structure(
        result, lost_before,
        {.highest = result.analysis.channel_peak.data(), .falling = peaks_.falling()});
    g_signal_emit(element_, signals_.block_analyzed, 0, structure.get());
  }
  if (result.due.results == before.results) return;
  post_message(result, lost_before);
  peaks_.reported();
}

bool Announcer::listens() const {
  return g_signal_has_handler_pending(element_, signals_.block_analyzed, 0, FALSE) != FALSE;
}

/// More or fewer blocks are analysed than before; in a live pipeline only.
void Announcer::post_quality(const BlockResult& result) {
  constexpr gint full_quality = 1000000;
  const BlockPosition& position = result.position;
  const BufferMetrics::Snapshot now = metrics_.snapshot();
  GstMessage* message =
      gst_message_new_qos(GST_OBJECT_CAST(element_), TRUE, position.running_time,
                          position.stream_time, position.timestamp, position.duration);
  gst_message_set_qos_values(message, result.quality.jitter, result.quality.proportion,
                             full_quality / static_cast<gint>(result.quality.divisor));
  gst_message_set_qos_stats(message, GST_FORMAT_BUFFERS, now[Counter::blocks_analyzed],
                            now[Counter::blocks_skipped]);
  bus_.post(message);
}

void Announcer::post_message(const BlockResult& result, bool lost_before) {
  // Counted first, so that the metrics already have the message when it is read.
  metrics_.message_posted();
  StructurePtr structure = make_structure(
      result, lost_before, {.highest = peaks_.highest(), .falling = peaks_.falling()});
  bus_.post(gst_message_new_element(GST_OBJECT_CAST(element_), structure.release()));
}

void Announcer::note(const NoteEvent& event, const NoteTimes& times) {
  StructurePtr structure(note_structure_new(event, times));
  g_signal_emit(element_, signals_.note, 0, structure.get());
  if (settings_.post_messages.load())
    bus_.post(gst_message_new_element(GST_OBJECT_CAST(element_), structure.release()));
}

void Announcer::no_pitch_for_notes() const {
  GST_ELEMENT_WARNING(
      element_, RESOURCE, SETTINGS,
      ("notes is TRUE, but analyses lacks pitch, so no notes are found. Add pitch to "
       "analyses, or set notes to FALSE."),
      ("a block without a pitch in a run with notes"));
}

void Announcer::overflow(guint64 samples) {
  g_signal_emit(element_, signals_.overflow, 0, samples);
}

void Announcer::log_line(const BlockResult& result, bool lost_before) const {
  const BlockPosition& position = result.position;
  const BlockAnalysis& found = result.analysis;
  const bool discont = position.discont != FALSE || lost_before;
  if (position.analyzed == FALSE) {
    GST_INFO_OBJECT(element_,
                    "block %" G_GUINT64_FORMAT " at sample %" G_GUINT64_FORMAT " (%" GST_TIME_FORMAT
                    "), %d of %d samples%s: not analysed",
                    position.block_index, position.start_sample, GST_TIME_ARGS(position.timestamp),
                    position.valid_samples, position.block_samples, discont ? ", discont" : "");
    return;
  }
  GST_INFO_OBJECT(element_,
                  "block %" G_GUINT64_FORMAT " at sample %" G_GUINT64_FORMAT " (%" GST_TIME_FORMAT
                  "), %d of %d samples%s: rms %.1f dB, peak %.1f dB, %.2f Hz, clarity %.2f, %s "
                  "%+.0f cents, spectrum's peak %.1f Hz at %.1f dB",
                  position.block_index, position.start_sample, GST_TIME_ARGS(position.timestamp),
                  position.valid_samples, position.block_samples, discont ? ", discont" : "",
                  found.rms, found.peak, found.frequency, found.clarity, note_text(found),
                  found.cents, found.peak_frequency, found.peak_magnitude);
}

}  // namespace audioblocks
