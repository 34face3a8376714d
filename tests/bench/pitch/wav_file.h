// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace audioblocks {

/// The samples of a mono WAV file, full scale ±1.
struct WavFile {
  /// Hz.
  int rate = 0;
  std::vector<float> samples;
};

/// Reads a mono WAV file of 16-bit integers or 32-bit floats; empty if the file is something else.
std::optional<WavFile> read_wav(const std::string& path);

}  // namespace audioblocks
