// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "gst/tools/command_line/instrument.h"
#include "gst/tools/results/block_writer.h"
#include "gst/tools/terminal/output.h"

namespace audioblocks::tool {

/// Rows for people who look at a log: time, note, cents, frequency, clarity, level.
class RowWriter : public BlockWriter {
 public:
  /// `instrument`, with `reference_frequency` for its strings: a last column tells the nearest
  /// string; nullptr: none.
  RowWriter(Output& output, const Instrument* instrument, double reference_frequency);

  void block(const Block& block) override;
  void set_reference(double frequency) override { reference_frequency_ = frequency; }

 private:
  Output& output_;
  const Instrument* instrument_;
  double reference_frequency_;
};

}  // namespace audioblocks::tool
