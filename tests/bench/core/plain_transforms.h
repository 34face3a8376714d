// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <type_traits>

#include "config.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"

#ifdef AUDIOBLOCKS_FFTW
#include <fftw3.h>
#else
#include <gst/fft/gstfftf32.h>
#endif

// The Fourier transforms that spectrum and pitch of one block of N samples need, by the library
// itself and nothing of ours: for the pitch a real one of 2N and an inverse one of N, for the
// spectrum a real one of N. Complex values are interleaved, all arrays aligned.

/// One planned transform between `size` real values and size/2 + 1 complex ones.
class PlainTransform {
 public:
  enum class Direction { forward, inverse };

#ifdef AUDIOBLOCKS_FFTW
  using Complex = fftwf_complex;

  PlainTransform(std::size_t size, Direction direction, float* real, Complex* complex)
      : plan_(direction == Direction::forward
                  ? fftwf_plan_dft_r2c_1d(static_cast<int>(size), real, complex, FFTW_ESTIMATE)
                  : fftwf_plan_dft_c2r_1d(static_cast<int>(size), complex, real, FFTW_ESTIMATE)) {}
  [[nodiscard]] bool planned() const { return plan_ != nullptr; }
  void execute() const { fftwf_execute(plan_.get()); }

 private:
  struct Destroy {
    void operator()(fftwf_plan plan) const { fftwf_destroy_plan(plan); }
  };
  std::unique_ptr<std::remove_pointer_t<fftwf_plan>, Destroy> plan_;
#else
  using Complex = GstFFTF32Complex;

  PlainTransform(std::size_t size, Direction direction, float* real, Complex* complex)
      : plan_(gst_fft_f32_new(static_cast<gint>(size), direction == Direction::inverse)),
        direction_(direction),
        real_(real),
        complex_(complex) {}
  [[nodiscard]] bool planned() const { return plan_ != nullptr; }
  void execute() const {
    if (direction_ == Direction::forward)
      gst_fft_f32_fft(plan_.get(), real_, complex_);
    else
      gst_fft_f32_inverse_fft(plan_.get(), complex_, real_);
  }

 private:
  struct Free {
    void operator()(GstFFTF32* plan) const { gst_fft_f32_free(plan); }
  };
  std::unique_ptr<GstFFTF32, Free> plan_;
  Direction direction_;
  float* real_;
  Complex* complex_;
#endif
};

/// The three of one block size. The program ends if memory is short.
class PlainTransforms {
 public:
  explicit PlainTransforms(std::size_t samples) {
    using audioblocks::MemoryKind;
    if (!time_.allocate(budget_, MemoryKind::fft, 2 * samples) ||
        !correlation_.allocate(budget_, MemoryKind::fft, samples) ||
        !bins_.allocate(budget_, MemoryKind::fft, 2 * (samples + 1)))
      fail();
    // Planning by FFTW_ESTIMATE leaves the arrays alone.
    std::mt19937 random(1);
    std::normal_distribution<float> noise(0.0F, 0.1F);
    std::ranges::generate(time_.span().first(samples), [&] { return noise(random); });
    using Direction = PlainTransform::Direction;
    padded_ = plan(2 * samples, Direction::forward, time_.data());
    inverse_ = plan(samples, Direction::inverse, correlation_.data());
    single_ = plan(samples, Direction::forward, time_.data());
  }

  /// Each once. The inverse one may spoil the values it is given, and gets new ones each time.
  void execute() const {
    padded_->execute();
    inverse_->execute();
    single_->execute();
  }

 private:
  [[noreturn]] static void fail() {
    std::fputs("no memory\n", stderr);
    std::exit(1);
  }

  std::unique_ptr<PlainTransform> plan(std::size_t size, PlainTransform::Direction direction,
                                       float* real) {
    auto* bins = reinterpret_cast<PlainTransform::Complex*>(bins_.data());
    auto transform = std::make_unique<PlainTransform>(size, direction, real, bins);
    if (!transform->planned()) fail();
    return transform;
  }

  audioblocks::MemoryBudget budget_;
  audioblocks::AlignedArray<float> time_;
  audioblocks::AlignedArray<float> correlation_;
  audioblocks::AlignedArray<float> bins_;
  std::unique_ptr<PlainTransform> padded_;
  std::unique_ptr<PlainTransform> inverse_;
  std::unique_ptr<PlainTransform> single_;
};
