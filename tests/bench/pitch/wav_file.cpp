// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tests/bench/pitch/wav_file.h"

#include <bit>
#include <cstdint>
#include <fstream>
#include <iterator>

namespace audioblocks {

namespace {

std::uint32_t little_endian(const std::string& bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = count; i-- > 0;)
    value = value << 8U | static_cast<std::uint8_t>(bytes[at + i]);
  return value;
}

float sample_at(const std::string& bytes, std::size_t at, unsigned bits) {
  if (bits == 32) return std::bit_cast<float>(little_endian(bytes, at, 4));
  return static_cast<float>(static_cast<std::int16_t>(little_endian(bytes, at, 2))) / 32768.0F;
}

}  // namespace

std::optional<WavFile> read_wav(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (bytes.size() < 12 || !bytes.starts_with("RIFF") || bytes.compare(8, 4, "WAVE") != 0)
    return std::nullopt;
  WavFile wav;
  unsigned bits = 0;
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const std::size_t body = at + 8;
    const std::size_t length = little_endian(bytes, at + 4, 4);
    if (length > bytes.size() - body) break;
    if (bytes.compare(at, 4, "fmt ") == 0 && length >= 16) {
      if (little_endian(bytes, body + 2, 2) != 1) return std::nullopt;
      wav.rate = static_cast<int>(little_endian(bytes, body + 4, 4));
      bits = little_endian(bytes, body + 14, 2);
    } else if (bytes.compare(at, 4, "data") == 0 && (bits == 16 || bits == 32)) {
      for (std::size_t i = 0; i + bits / 8 <= length; i += bits / 8)
        wav.samples.push_back(sample_at(bytes, body + i, bits));
      return wav;
    }
    at = body + length + length % 2;
  }
  return std::nullopt;
}

}  // namespace audioblocks
