// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/row_writer.h"

#include "gst/tools/base/text.h"

namespace audioblocks::tool {

namespace {

constexpr const char* head = "   time s   note   cents   frequency Hz   clarity    rms dB";

std::string pitch_text(const std::optional<Pitch>& pitch) {
  if (!pitch) return std::string(39, ' ');
  const std::string clarity = pad_left(fixed(pitch->clarity, 3), 10);
  if (!pitch->voiced) return std::string("   ") + pad_right("-", 26) + clarity;
  return "   " + pad_right(pitch->note, 4) + pad_left(signed_fixed(pitch->cents, 1), 8) +
         pad_left(fixed(pitch->frequency, 2), 15) + clarity.substr(1);
}

}  // namespace

RowWriter::RowWriter(Output& output, const Instrument* instrument, double reference_frequency)
    : output_(output), instrument_(instrument), reference_frequency_(reference_frequency) {
  output_.write(std::string(head) + (instrument != nullptr ? "   string" : "") + '\n');
}

void RowWriter::block(const Block& block) {
  const bool is_timed = GST_CLOCK_TIME_IS_VALID(block.timestamp);
  std::string row =
      pad_left(is_timed ? fixed(static_cast<double>(block.timestamp) / GST_SECOND, 3) : "-", 9);
  row += pitch_text(block.pitch);
  row += pad_left(block.rms ? fixed(*block.rms, 1) : "-", 10);
  if (instrument_ != nullptr && block.pitch && block.pitch->voiced) {
    const NearestString string =
        nearest_string(*instrument_, block.pitch->frequency, reference_frequency_);
    row += "   " + std::to_string(string.number) + ' ' + pad_right(string.note, 3) +
           pad_left(signed_fixed(string.cents, 1), 8);
  }
  output_.write(row + '\n');
}

}  // namespace audioblocks::tool
