// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/dsp/real_spectrum.h"

#include <cmath>
#include <numbers>
#include <utility>

#include "src/dsp/clones.h"

namespace audioblocks {

namespace {

struct Arrays {
  const float* z;
  const float* half_cosines;
  const float* half_sines;
  float* real;
  float* imaginary;
};

/// So many floats, wherever they lie.
template <std::size_t Lanes>
struct Register {
  using Type
      [[gnu::vector_size(Lanes * sizeof(float)), gnu::aligned(alignof(float)), gnu::may_alias]] =
          float;
};

/// As many bins from k on as there are indices, and their images, which run backwards: that is why
/// GCC 12 makes scalar code of a plain loop.
template <std::size_t... Is>
[[gnu::always_inline]] inline void separate(const Arrays& arrays, std::size_t k, std::size_t pairs,
                                            std::index_sequence<Is...> /*lanes*/) noexcept {
  constexpr std::size_t lanes = sizeof...(Is);
  constexpr std::size_t last = lanes - 1;
  using Many = Register<lanes>::Type;
  const auto at = [](const float* values) -> const Many& {
    return *reinterpret_cast<const Many*>(values);
  };
  // NOLINTNEXTLINE(readability-non-const-parameter): written through
  const auto to = [](float* values) -> Many& { return *reinterpret_cast<Many*>(values); };

  const std::size_t image = pairs - k - last;
  const Many& low = at(arrays.z + 2 * k);
  const Many& high = at(arrays.z + 2 * k + lanes);
  const Many& image_low = at(arrays.z + 2 * image);
  const Many& image_high = at(arrays.z + 2 * image + lanes);
  const Many z_real = __builtin_shufflevector(low, high, 2 * Is...);
  const Many z_imaginary = __builtin_shufflevector(low, high, 2 * Is + 1 ...);
  const Many image_real = __builtin_shufflevector(image_low, image_high, 2 * (last - Is)...);
  const Many image_imaginary =
      __builtin_shufflevector(image_low, image_high, 2 * (last - Is) + 1 ...);

  const Many even_real = 0.5F * (z_real + image_real);
  const Many even_imaginary = 0.5F * (z_imaginary - image_imaginary);
  const Many difference = z_real - image_real;
  const Many sum = z_imaginary + image_imaginary;
  const Many half_cosine = at(arrays.half_cosines + k);
  const Many half_sine = at(arrays.half_sines + k);
  const Many cosine_part = half_cosine * sum;
  const Many sine_part = half_sine * difference;
  const Many odd_imaginary = half_cosine * difference + half_sine * sum;

  const Many mirrored_real = even_real + (sine_part - cosine_part);
  const Many mirrored_imaginary = -even_imaginary - odd_imaginary;
  to(arrays.real + image) = __builtin_shufflevector(mirrored_real, mirrored_real, last - Is...);
  to(arrays.imaginary + image) =
      __builtin_shufflevector(mirrored_imaginary, mirrored_imaginary, last - Is...);
  to(arrays.real + k) = even_real + cosine_part - sine_part;
  to(arrays.imaginary + k) = even_imaginary - odd_imaginary;
}

/// From bin k to where fewer than that are left to the middle; returns where.
template <std::size_t Lanes>
[[gnu::always_inline]] inline std::size_t separate_from(std::size_t k, const Arrays& arrays,
                                                        std::size_t pairs) noexcept {
  for (; 2 * (k + Lanes - 1) <= pairs; k += Lanes)
    separate(arrays, k, pairs, std::make_index_sequence<Lanes>());
  return k;
}

}  // namespace

bool RealSpectrum::prepare(MemoryBudget& budget, std::size_t pairs) noexcept {
  pairs_ = pairs;
  if (!half_cosines_.allocate(budget, MemoryKind::fft, pairs / 2 + 1) ||
      !half_sines_.allocate(budget, MemoryKind::fft, pairs / 2 + 1))
    return false;
  for (std::size_t k = 0; k <= pairs / 2; ++k) {
    const double angle = std::numbers::pi * static_cast<double>(k) / static_cast<double>(pairs);
    half_cosines_[k] = static_cast<float>(0.5 * std::cos(angle));
    half_sines_[k] = static_cast<float>(0.5 * std::sin(angle));
  }
  return true;
}

AUDIOBLOCKS_CLONES void RealSpectrum::run(const float* z, float* real,
                                          float* imaginary) const noexcept {
  const Arrays arrays{.z = z,
                      .half_cosines = half_cosines_.data(),
                      .half_sines = half_sines_.data(),
                      .real = real,
                      .imaginary = imaginary};
  const std::size_t pairs = pairs_;
  const std::size_t k = AUDIOBLOCKS_HAS_AVX2 ? separate_from<8>(0, arrays, pairs)
                                             : separate_from<4>(0, arrays, pairs);
  separate_from<1>(k, arrays, pairs);
}

}  // namespace audioblocks
