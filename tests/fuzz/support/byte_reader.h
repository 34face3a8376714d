// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

/// Takes values off the bytes that the fuzzer made; zeros once they are used up.
class ByteReader {
 public:
  ByteReader(const std::uint8_t* data, std::size_t size) noexcept : rest_(data, size) {}

  [[nodiscard]] bool empty() const noexcept { return rest_.empty(); }

  template <class T>
  T take() noexcept {
    T value{};
    const std::size_t n = rest_.size() < sizeof(T) ? rest_.size() : sizeof(T);
    if (n > 0) std::memcpy(&value, rest_.data(), n);
    rest_ = rest_.subspan(n);
    return value;
  }

  /// 0 to `end` − 1, of at most two bytes.
  std::size_t below(std::size_t end) noexcept {
    return (end <= 256 ? take<std::uint8_t>() : take<std::uint16_t>()) % end;
  }

 private:
  std::span<const std::uint8_t> rest_;
};
