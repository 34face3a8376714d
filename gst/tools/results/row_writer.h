// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "gst/tools/command_line/instrument.h"
#include "gst/tools/results/block_writer.h"
#include "gst/tools/terminal/output.h"

namespace audioblocks::tool {

/// Rows for people who read a log: time, note, cents, frequency, clarity, level.
class RowWriter : public BlockWriter {
 public:
  /// `instrument`: the last column shows its nearest string, with A4 at `reference_frequency` (Hz);
  /// nullptr: there is no such column.
  RowWriter(Output& output, const Instrument* instrument, double reference_frequency);

  void block(const Block& block) override;
  void set_reference(double frequency) override { reference_frequency_ = frequency; }

 private:
  Output& output_;
  const Instrument* instrument_;
  double reference_frequency_;
};

}  // namespace audioblocks::tool
