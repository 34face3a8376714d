// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/dsp/window.h"

#include <cmath>
#include <numbers>

namespace audioblocks {

namespace {

constexpr double pi = std::numbers::pi;

/// a0, a1, a2 of a type.
std::array<double, 3> coefficients(WindowType type) noexcept {
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

/// exp(−2πi·f).
std::complex<double> turn(double f) noexcept {
  return {std::cos(2.0 * pi * f), -std::sin(2.0 * pi * f)};
}

/// a·b. The operator also handles infinities, which costs more than the product.
std::complex<double> product(std::complex<double> a, std::complex<double> b) noexcept {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

/// Σ zⁿ, n = 0 … count−1, for a number on the unit circle, from its power z^count.
std::complex<double> dirichlet_kernel(std::complex<double> z, std::complex<double> z_count,
                                      std::size_t count) noexcept {
  const std::complex<double> step = 1.0 - z;
  const double square = std::norm(step);
  if (square < 1e-24) return {static_cast<double>(count), 0.0};
  return product(1.0 - z_count, std::conj(step)) / square;
}

}  // namespace

bool Window::prepare(WindowType type, std::size_t size, MemoryBudget& budget) noexcept {
  type_ = type;
  sum_ = energy_ = 0.0;
  if (!table_.allocate(budget, MemoryKind::scratch, size)) return false;
  const auto a = coefficients(type);
  for (std::size_t term = 1; term < a.size(); ++term)
    bin_turns_[term - 1] = turn(static_cast<double>(term) / static_cast<double>(size));
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

std::complex<double> Window::transform(double f, std::size_t valid) const noexcept {
  const auto a = coefficients(type_);
  const std::complex<double> z = turn(f);
  const std::complex<double> z_valid = turn(f * static_cast<double>(valid));
  std::complex<double> total = a[0] * dirichlet_kernel(z, z_valid, valid);
  double sign = -0.5;
  for (std::size_t term = 1; term < a.size(); ++term, sign = -sign) {
    if (a[term] == 0.0) continue;
    // One bin or two to either side; over a whole window they make a whole number of turns.
    const double shift = static_cast<double>(term) / static_cast<double>(size());
    const std::complex<double> bin = bin_turns_[term - 1];
    const std::complex<double> bin_valid =
        valid == size() ? 1.0 : turn(shift * static_cast<double>(valid));
    total += sign * a[term] *
             (dirichlet_kernel(product(z, bin), product(z_valid, bin_valid), valid) +
              dirichlet_kernel(product(z, std::conj(bin)), product(z_valid, std::conj(bin_valid)),
                               valid));
  }
  return total;
}

}  // namespace audioblocks
