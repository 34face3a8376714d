// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>

namespace audioblocks {

/// Random choices that are identical in every run.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  double uniform(double lowest, double highest) {
    return std::uniform_real_distribution<double>(lowest, highest)(engine_);
  }
  /// Uniform in octaves.
  double log_uniform(double lowest, double highest) {
    return lowest * std::pow(highest / lowest, uniform(0.0, 1.0));
  }
  /// 0 … count − 1.
  std::size_t below(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(engine_);
  }
  /// Mean 0, deviation 1.
  double normal() { return normal_(engine_); }

  std::mt19937_64& engine() { return engine_; }

 private:
  std::mt19937_64 engine_;
  std::normal_distribution<double> normal_;
};

}  // namespace audioblocks
