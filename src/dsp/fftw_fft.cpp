// SPDX-License-Identifier: LGPL-2.1-or-later
#include <fftw3.h>

#include <cmath>
#include <memory>
#include <new>
#include <numbers>
#include <type_traits>

#include "src/dsp/fft.h"
#include "src/dsp/kernels.h"
#include "src/memory/aligned_array.h"

namespace audioblocks {

namespace {

struct DestroyPlan {
  void operator()(fftwf_plan plan) const noexcept { fftwf_destroy_plan(plan); }
};
using Plan = std::unique_ptr<std::remove_pointer_t<fftwf_plan>, DestroyPlan>;

/// FFTW's planner and fftwf_destroy_plan share state with every other user of FFTW in the process,
/// whom a lock of ours would not reach; this makes FFTW lock for all of them.
void make_planner_thread_safe() noexcept {
  [[maybe_unused]] static const bool done = (fftwf_make_planner_thread_safe(), true);
}

/// Real and imaginary values in turns are what FFTW calls complex (FFTW manual, section 4.1.1). It
/// takes no const; a complex transform out of place leaves its input as it was (section 4.3.2).
fftwf_complex* as_fftw(const float* values) noexcept {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
  return reinterpret_cast<fftwf_complex*>(const_cast<float*>(values));
}

/// A complex transform of the samples' pairs, made that of the samples: FFTW's own real transform
/// does the same, but spends on it, in narrow registers, as much time as on the complex one.
///
/// Executing takes no lock: of all of FFTW it alone is thread-safe as it is (FFTW manual, section
/// 5.4). Nothing forbids it to allocate for a plan's buffers; RealtimeSanitizer sees it allocate
/// for no plan of these, and the tests execute every size that is used under it.
class FftwFft final : public Fft {
 public:
  [[nodiscard]] bool prepare(MemoryBudget& budget, std::size_t size) noexcept {
    pairs_ = size / 2;
    if (!packed_.allocate(budget, MemoryKind::fft, size) || !plan(budget, size)) return false;
    for (AlignedArray<float>* array : {&real_, &imaginary_, &cosines_, &sines_})
      if (!array->allocate(budget, MemoryKind::fft, pairs_ + 1)) return false;
    for (std::size_t k = 0; k <= pairs_; ++k) {
      const double angle = std::numbers::pi * static_cast<double>(k) / static_cast<double>(pairs_);
      cosines_[k] = static_cast<float>(std::cos(angle));
      sines_[k] = static_cast<float>(std::sin(angle));
    }
    return true;
  }

  void forward(const float* time, float* real, float* imaginary) noexcept override {
    AUDIOBLOCKS_TRUST_BEGIN
    fftwf_execute_dft(plan_.get(), as_fftw(time), as_fftw(packed_.data()));
    AUDIOBLOCKS_TRUST_END
    kernels::deinterleave(packed_.data(), pairs_, real_.data(), imaginary_.data());
    real_[pairs_] = real_[0];
    imaginary_[pairs_] = imaginary_[0];
    kernels::real_spectrum({real_.data(), imaginary_.data()}, {cosines_.data(), sines_.data()},
                           pairs_, real, imaginary);
  }

 private:
  /// With samples on the boundary that execution will have too: a plan holds for arrays of equal
  /// alignment.
  [[nodiscard]] bool plan(MemoryBudget& budget, std::size_t size) noexcept {
    AlignedArray<float> time;
    if (!time.allocate(budget, MemoryKind::fft, size)) return false;
    make_planner_thread_safe();
    plan_.reset(fftwf_plan_dft_1d(static_cast<int>(pairs_), as_fftw(time.data()),
                                  as_fftw(packed_.data()), FFTW_FORWARD, FFTW_ESTIMATE));
    return plan_ != nullptr;
  }

  std::size_t pairs_ = 0;
  Plan plan_;
  /// The pairs' spectrum; then apart, its period closed.
  AlignedArray<float> packed_;
  AlignedArray<float> real_;
  AlignedArray<float> imaginary_;
  /// cos and sin(π·k/pairs_).
  AlignedArray<float> cosines_;
  AlignedArray<float> sines_;
};

}  // namespace

std::unique_ptr<Fft> make_fftw_fft(MemoryBudget& budget, std::size_t size) noexcept {
  if (size < 2 || size % 2 != 0 || size > (1U << 30)) return nullptr;
  auto fft = std::unique_ptr<FftwFft>(new (std::nothrow) FftwFft);
  if (!fft || !fft->prepare(budget, size)) return nullptr;
  return fft;
}

}  // namespace audioblocks
