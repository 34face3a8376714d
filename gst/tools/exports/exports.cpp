// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/exports/exports.h"

#include <fmt/core.h>

#include <cerrno>
#include <string_view>

#include "gst/audioblocks/audioblocks.h"
#include "gst/tools/base/whole_file.h"
#include "gst/tools/exports/label_track.h"
#ifdef AUDIOBLOCKS_MIDI
#include "gst/tools/exports/midi_file.h"
#endif
#include "gst/tools/picture/plot.h"

namespace audioblocks::tool {

namespace {

/// The first problem is reported; the files do not depend on each other.
void keep_problem(const std::string& problem, Exports::Outcome& outcome) {
  if (outcome.problem.empty()) outcome.problem = problem;
}

/// `missing`: what the input does not have, "no note was found"; empty if it has some.
void write_file(const std::string& path, std::string_view contents, const char* missing,
                Exports::Outcome& outcome) {
  const std::string problem = write_whole_file(path, contents);
  if (!problem.empty())
    keep_problem(path + ' ' + problem, outcome);
  else if (*missing != '\0')
    outcome.remarks.push_back(fmt::format("{}; {} has none", missing, path));
}

#ifdef AUDIOBLOCKS_MIDI
void write_midi(const std::string& path, const std::vector<HeardNote>& notes, GstClockTime end,
                const char* missing, Exports::Outcome& outcome) {
  const std::string bytes = midi_file(notes, end);
  if (bytes.empty())
    keep_problem(fmt::format("{} cannot be made ({}); free some memory", path, g_strerror(errno)),
                 outcome);
  else
    write_file(path, bytes, missing, outcome);
}
#endif

}  // namespace

void Exports::set_format(const GstCaps& caps) {
  if (!options_.plot.empty()) plot_.set_format(caps);
}

void Exports::add_samples(const GstStructure& fields, GstBuffer& samples) {
  int valid = 0;
  gst_audio_block_get_valid_samples(&fields, &valid);
  if (!options_.plot.empty()) plot_.add_samples(samples, static_cast<std::size_t>(valid));
}

void Exports::block(const Block& block) {
  heard_.add(block);
  if (!options_.plot.empty()) plot_.add(block);
  if (options_.pitch_tier.empty() || !block.pitch || !block.pitch->voiced) return;
  if (!GST_CLOCK_TIME_IS_VALID(block.running_time)) return;
  const double start = static_cast<double>(block.running_time) / GST_SECOND;
  points_.push_back({start + block.seconds() / 2.0, block.pitch->frequency});
}

void Exports::note(const HeardNote& note) {
  if (!options_.plot.empty()) plot_.add(note);
  if (!options_.midi.empty() || !options_.labels.empty()) notes_.push_back(note);
}

Exports::Outcome Exports::write(const std::string& name, int channels,
                                double reference_frequency) const {
  Outcome outcome;
  if (heard_.time().nanoseconds() == 0) return outcome;
  if (!options_.plot.empty())
    keep_problem(draw_plot(plot_, name, channels, reference_frequency, options_.plot), outcome);
  const char* no_note = notes_.empty() ? "no note was found" : "";
#ifdef AUDIOBLOCKS_MIDI
  if (!options_.midi.empty())
    write_midi(options_.midi, notes_, heard_.running_end(), no_note, outcome);
#endif
  if (!options_.labels.empty()) write_file(options_.labels, label_track(notes_), no_note, outcome);
  if (!options_.pitch_tier.empty())
    write_file(options_.pitch_tier,
               pitch_tier(points_, static_cast<double>(heard_.running_end()) / GST_SECOND),
               points_.empty() ? "no pitch was found" : "", outcome);
  return outcome;
}

}  // namespace audioblocks::tool
