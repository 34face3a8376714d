// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <string>
#include <vector>

#include "gst/tools/command_line/options.h"
#include "gst/tools/exports/pitch_tier.h"
#include "gst/tools/picture/plot_data.h"
#include "gst/tools/results/block.h"
#include "gst/tools/results/heard_note.h"
#include "gst/tools/results/heard_sound.h"

namespace audioblocks::tool {

/// The files that are written for one input besides standard output, at its end: picture, MIDI
/// file, label track and PitchTier. It collects only what those that are wanted need.
class Exports {
 public:
  /// What came of writing.
  struct Outcome {
    /// "what is wrong; what to do", of the first file that could not be written; or empty.
    std::string problem;
    /// A line for each file that was written and has nothing in it.
    std::vector<std::string> remarks;
  };

  /// `options` must outlive it.
  explicit Exports(const Options& options) : options_(options) {}

  // The thread that the samples flow in.

  /// The format of the samples that follow: one channel.
  void set_format(const GstCaps& caps);
  /// The samples of a block.
  void add_samples(const GstStructure& fields, GstBuffer& samples);

  // The thread that the results come from.

  void block(const Block& block);
  void note(const HeardNote& note);

  /// After the end of both. Writes nothing if no block came. `name` and `channels`: of the input.
  /// `reference_frequency`: of A4, in Hz.
  [[nodiscard]] Outcome write(const std::string& name, int channels,
                              double reference_frequency) const;

 private:
  const Options& options_;
  PlotData plot_;
  HeardSound heard_;
  std::vector<HeardNote> notes_;
  std::vector<PitchPoint> points_;
};

}  // namespace audioblocks::tool
