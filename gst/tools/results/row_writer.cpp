// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/row_writer.h"

#include <fmt/core.h>

#include "gst/tools/base/text.h"

namespace audioblocks::tool {

namespace {

constexpr const char* head = "   time s   note   cents   frequency Hz   clarity    rms dB";

std::string pitch_text(const std::optional<Pitch>& pitch) {
  if (!pitch) return std::string(39, ' ');
  const std::string clarity = fixed(pitch->clarity, 3);
  if (!pitch->voiced) return fmt::format("   {:<26}{:>10}", '-', clarity);
  const bool has_note = pitch->midi_note >= 0;
  return fmt::format("   {:<4}{:>8}{:>15}{:>9}", has_note ? pitch->note : "-",
                     has_note ? signed_fixed(pitch->cents, 1) : "", fixed(pitch->frequency, 2),
                     clarity);
}

}  // namespace

RowWriter::RowWriter(Output& output, const Instrument* instrument, double reference_frequency)
    : output_(output), instrument_(instrument), reference_frequency_(reference_frequency) {
  output_.write(std::string(head) + (instrument != nullptr ? "   string" : "") + '\n');
}

void RowWriter::block(const Block& block) {
  const bool is_timed = GST_CLOCK_TIME_IS_VALID(block.timestamp);
  std::string row = fmt::format(
      "{:>9}{}{:>10}", is_timed ? fixed(static_cast<double>(block.timestamp) / GST_SECOND, 3) : "-",
      pitch_text(block.pitch), block.rms ? fixed(*block.rms, 1) : "-");
  if (instrument_ != nullptr && block.pitch && block.pitch->voiced) {
    const NearestString string =
        nearest_string(*instrument_, block.pitch->frequency, reference_frequency_);
    row +=
        fmt::format("   {} {:<3}{:>8}", string.number, string.note, signed_fixed(string.cents, 1));
  }
  output_.write(row + '\n');
}

}  // namespace audioblocks::tool
