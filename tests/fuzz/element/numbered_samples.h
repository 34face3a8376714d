// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>

/// Samples that carry their number, so that the receiver can identify them: byte `i` of each
/// channel's value is byte `i` mod 4 of the number.
class NumberedSamples {
 public:
  static void write(std::uint8_t* value, std::size_t width, std::uint32_t number) noexcept {
    for (std::size_t i = 0; i < width; ++i) value[i] = byte(number, i);
  }
  [[nodiscard]] static bool is(const std::uint8_t* value, std::size_t width,
                               std::uint32_t number) noexcept {
    for (std::size_t i = 0; i < width; ++i)
      if (value[i] != byte(number, i)) return false;
    return true;
  }
  /// Returns the first number from `least` on whose low bytes are those of the value.
  [[nodiscard]] static std::uint32_t read(const std::uint8_t* value, std::size_t width,
                                          std::uint32_t least) noexcept {
    std::uint32_t low = 0;
    std::uint32_t mask = 0;
    for (std::size_t i = 0; i < width && i < 4; ++i) {
      low |= std::uint32_t{value[i]} << (8 * i);
      mask |= std::uint32_t{0xFF} << (8 * i);
    }
    return least + ((low - least) & mask);
  }

 private:
  static std::uint8_t byte(std::uint32_t number, std::size_t i) noexcept {
    return static_cast<std::uint8_t>(number >> (8 * (i % 4)));
  }
};
