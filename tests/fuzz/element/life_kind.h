// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>

/// Choices for the whole life of an element, from the fuzzer's first byte.
class LifeKind {
 public:
  explicit LifeKind(std::uint8_t bits) noexcept : bits_(bits) {}

  [[nodiscard]] bool is_worker() const noexcept { return (bits_ & 1) != 0; }
  [[nodiscard]] bool evicts() const noexcept { return (bits_ & 2) != 0; }
  [[nodiscard]] bool is_live() const noexcept { return (bits_ & 4) != 0; }
  [[nodiscard]] bool has_handler() const noexcept { return (bits_ & 8) != 0; }
  /// The samples carry their number; otherwise they are a tone, or any bits.
  [[nodiscard]] bool is_numbered() const noexcept { return bits_ / 16 % 4 < 2; }
  [[nodiscard]] bool is_wave() const noexcept { return bits_ / 16 % 4 == 2; }

 private:
  std::uint8_t bits_;
};
