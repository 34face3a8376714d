// SPDX-License-Identifier: LGPL-2.1-or-later
#include "window.h"

#include <cmath>
#include <numbers>

namespace audioblocks {

namespace {

constexpr double pi = std::numbers::pi;

/// Σ exp(−2πi·f·n), n = 0 … count−1.
std::complex<double> dirichlet_kernel(double f, std::size_t count) noexcept {
  const double samples = static_cast<double>(count);
  const double half = std::sin(pi * f);
  if (std::abs(half) < 1e-12) return {samples, 0.0};
  const double magnitude = std::sin(pi * f * samples) / half;
  const double phase = -pi * f * (samples - 1.0);
  return {magnitude * std::cos(phase), magnitude * std::sin(phase)};
}

}  // namespace

std::array<double, 3> Window::coefficients(WindowType type) noexcept {
  switch (type) {
    case WindowType::hann:
      return {0.5, 0.5, 0.0};
    case WindowType::blackman:
      return {0.42, 0.5, 0.08};
    case WindowType::hamming:
      break;
  }
  return {0.54, 0.46, 0.0};
}

bool Window::prepare(WindowType type, std::size_t size, MemoryBudget& budget) noexcept {
  type_ = type;
  sum_ = energy_ = 0.0;
  if (!table_.allocate(budget, MemoryKind::scratch, size)) return false;
  const auto a = coefficients(type);
  for (std::size_t n = 0; n < size; ++n) {
    const double angle = 2.0 * pi * static_cast<double>(n) / static_cast<double>(size);
    table_[n] = static_cast<float>(a[0] - a[1] * std::cos(angle) + a[2] * std::cos(2.0 * angle));
    sum_ += static_cast<double>(table_[n]);
    energy_ += static_cast<double>(table_[n]) * static_cast<double>(table_[n]);
  }
  return true;
}

double Window::sum(std::size_t valid) const noexcept {
  if (valid >= size()) return sum_;
  double total = 0.0;
  for (std::size_t n = 0; n < valid; ++n) total += static_cast<double>(table_[n]);
  return total;
}

double Window::energy(std::size_t valid) const noexcept {
  if (valid >= size()) return energy_;
  double total = 0.0;
  for (std::size_t n = 0; n < valid; ++n)
    total += static_cast<double>(table_[n]) * static_cast<double>(table_[n]);
  return total;
}

double Window::coherent_gain() const noexcept {
  return size() == 0 ? 0.0 : sum_ / static_cast<double>(size());
}

double Window::noise_gain() const noexcept {
  return size() == 0 ? 0.0 : energy_ / static_cast<double>(size());
}

std::complex<double> Window::transform(double f, std::size_t valid) const noexcept {
  const auto a = coefficients(type_);
  const double bin = 1.0 / static_cast<double>(size());
  std::complex<double> total = a[0] * dirichlet_kernel(f, valid);
  total -= 0.5 * a[1] * (dirichlet_kernel(f - bin, valid) + dirichlet_kernel(f + bin, valid));
  if (a[2] != 0.0)
    total += 0.5 * a[2] *
             (dirichlet_kernel(f - 2.0 * bin, valid) + dirichlet_kernel(f + 2.0 * bin, valid));
  return total;
}

}  // namespace audioblocks
