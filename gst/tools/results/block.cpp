// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/block.h"

#include "gst/audioblocks/audioblocks.h"

namespace audioblocks::tool {

namespace {

using Getter = gboolean(const GstStructure*, double*);

std::optional<double> optional_double(const GstStructure& fields, Getter* get) {
  double value = 0.0;
  if (!get(&fields, &value)) return std::nullopt;
  return value;
}

std::optional<Pitch> read_pitch(const GstStructure& fields) {
  Pitch pitch;
  gboolean voiced = FALSE;
  if (!gst_audio_block_get_frequency(&fields, &pitch.frequency) ||
      !gst_audio_block_get_clarity(&fields, &pitch.clarity) ||
      !gst_audio_block_get_voiced(&fields, &voiced))
    return std::nullopt;
  pitch.voiced = voiced != FALSE;
  gst_audio_block_get_midi_note(&fields, &pitch.midi_note);
  gst_audio_block_get_cents(&fields, &pitch.cents);
  if (const char* note = gst_audio_block_get_note(&fields)) pitch.note = note;
  return pitch;
}

}  // namespace

std::optional<double> Block::middle() const {
  if (!GST_CLOCK_TIME_IS_VALID(timestamp)) return std::nullopt;
  return static_cast<double>(timestamp) / GST_SECOND + seconds() / 2.0;
}

Block read_block(const GstStructure& fields, std::uint64_t index, std::uint64_t start_sample) {
  Block block;
  block.index = index;
  block.start_sample = start_sample;
  block.fields = &fields;
  gst_audio_block_get_timestamp(&fields, &block.timestamp);
  gst_audio_block_get_running_time(&fields, &block.running_time);
  if (!GST_CLOCK_TIME_IS_VALID(block.running_time)) block.running_time = block.timestamp;
  gst_audio_block_get_rate(&fields, &block.rate);
  gst_audio_block_get_valid_samples(&fields, &block.valid_samples);
  block.rms = optional_double(fields, gst_audio_block_get_rms);
  block.peak = optional_double(fields, gst_audio_block_get_peak);
  block.peak_decay = optional_double(fields, gst_audio_block_get_peak_decay);
  block.pitch = read_pitch(fields);
  return block;
}

Block read_block(const GstStructure& fields) {
  guint64 index = 0;
  guint64 start_sample = 0;
  gst_audio_block_get_block_index(&fields, &index);
  gst_audio_block_get_start_sample(&fields, &start_sample);
  return read_block(fields, index, start_sample);
}

}  // namespace audioblocks::tool
