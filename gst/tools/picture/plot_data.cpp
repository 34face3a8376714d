// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/picture/plot_data.h"

#include <algorithm>

#include "src/analysis/level.h"

namespace audioblocks::tool {

namespace {

/// Several per column of the widest plot. Even.
constexpr std::size_t max_entries = 16384;

void join(PlotData::Extremes& into, const PlotData::Extremes& next) {
  into.low = std::min(into.low, next.low);
  into.high = std::max(into.high, next.high);
}

void join(PlotData::Point& into, const PlotData::Point& next) {
  const bool is_clearer =
      (next.frequency > 0.0) > (into.frequency > 0.0) ||
      ((next.frequency > 0.0) == (into.frequency > 0.0) && next.clarity > into.clarity);
  if (is_clearer) {
    into.frequency = next.frequency;
    into.clarity = next.clarity;
  }
  into.length = next.start + next.length - into.start;
  into.rms = std::max(into.rms, next.rms);
  into.peak = std::max(into.peak, next.peak);
}

void join(HeardNote& into, const HeardNote& next) {
  if (next.seconds() > into.seconds()) into = next;
}

template <typename Entry>
void join_pairs(std::vector<Entry>& entries) {
  for (std::size_t i = 0; i < entries.size() / 2; ++i) {
    Entry joined = entries[2 * i];
    join(joined, entries[2 * i + 1]);
    entries[i] = joined;
  }
  entries.resize(entries.size() / 2);
}

}  // namespace

void PlotData::set_format(const GstCaps& caps) {
  unpacker_.reset();
  if (!gst_audio_info_from_caps(&info_, &caps)) return;
  unpacker_ = std::make_unique<ChannelMean>(info_);
}

void PlotData::add(const Block& block) {
  if (!GST_CLOCK_TIME_IS_VALID(start_)) start_ = block.running_time;
  const Pitch pitch = block.pitch.value_or(Pitch());
  const Point point = {seconds(),
                       block.seconds(),
                       pitch.voiced ? pitch.frequency : 0.0,
                       pitch.clarity,
                       block.rms.value_or(min_db),
                       block.peak.value_or(min_db)};
  if (blocks_ % point_blocks_ == 0)
    points_.push_back(point);
  else
    join(points_.back(), point);
  ++blocks_;
  time_.add(block);
  if (points_.size() == max_entries && blocks_ % point_blocks_ == 0) {
    join_pairs(points_);
    point_blocks_ *= 2;
  }
}

void PlotData::add(const HeardNote& note) {
  if (note_count_ % joined_notes_ == 0)
    notes_.push_back(note);
  else
    join(notes_.back(), note);
  ++note_count_;
  if (notes_.size() == max_entries && note_count_ % joined_notes_ == 0) {
    join_pairs(notes_);
    joined_notes_ *= 2;
  }
}

std::vector<PlotData::Note> PlotData::notes() const {
  const double start =
      GST_CLOCK_TIME_IS_VALID(start_) ? static_cast<double>(start_) / GST_SECOND : 0.0;
  std::vector<Note> notes;
  notes.reserve(notes_.size());
  for (const HeardNote& note : notes_)
    notes.push_back({note.start_seconds() - start, note.end_seconds() - start, note.midi_note});
  return notes;
}

void PlotData::add_samples(GstBuffer& samples, std::size_t count) {
  GstAudioBuffer audio;
  if (unpacker_ == nullptr || !gst_audio_buffer_map(&audio, &info_, &samples, GST_MAP_READ)) return;
  unpacked_.resize(audio.n_samples);
  unpacker_->mix(audio, unpacked_.data());
  const std::size_t valid = std::min(count, audio.n_samples);
  gst_audio_buffer_unmap(&audio);
  for (std::size_t i = 0; i < valid; ++i) add_sample(unpacked_[i]);
}

void PlotData::add_sample(float sample) {
  if (samples_ % stretch_samples_ == 0) {
    if (waveform_.size() == max_entries) {
      join_pairs(waveform_);
      stretch_samples_ *= 2;
    }
    waveform_.push_back({sample, sample});
  } else {
    join(waveform_.back(), {sample, sample});
  }
  ++samples_;
}

double PlotData::stretch_seconds() const {
  return samples_ == 0
             ? 0.0
             : seconds() * static_cast<double>(stretch_samples_) / static_cast<double>(samples_);
}

}  // namespace audioblocks::tool
