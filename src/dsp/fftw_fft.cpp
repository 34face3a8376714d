// SPDX-License-Identifier: LGPL-2.1-or-later
#include <fftw3.h>

#include <memory>
#include <new>
#include <type_traits>

#include "src/dsp/fft.h"
#include "src/dsp/real_spectrum.h"
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

/// FFTW calls alternating real and imaginary values complex (FFTW manual, section 4.1.1). It
/// takes no const; a complex transform out of place leaves its input as it was (section 4.3.2).
fftwf_complex* as_fftw(const float* values) noexcept {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
  return reinterpret_cast<fftwf_complex*>(const_cast<float*>(values));
}

/// A complex transform of the samples' pairs, and from it that of the samples. FFTW's own real
/// transform does the same, but spends as much time on the second step, in narrow registers, as on
/// the first.
///
/// Executing takes no lock: it is the only function of FFTW that is thread-safe as it is (FFTW
/// manual, section 5.4). Nothing forbids it to allocate for a plan's buffers; RealtimeSanitizer
/// sees it allocate for none of these plans, and the tests execute every size in use under it.
class FftwFft final : public Fft {
 public:
  [[nodiscard]] bool prepare(MemoryBudget& budget, std::size_t size) noexcept {
    pairs_ = size / 2;
    return packed_.allocate(budget, MemoryKind::fft, size + 2) && plan(budget, size) &&
           real_spectrum_.prepare(budget, pairs_);
  }

  void forward(const float* time, float* real, float* imaginary) noexcept override {
    AUDIOBLOCKS_TRUST_BEGIN
    fftwf_execute_dft(plan_.get(), as_fftw(time), as_fftw(packed_.data()));
    AUDIOBLOCKS_TRUST_END
    packed_[2 * pairs_] = packed_[0];
    packed_[2 * pairs_ + 1] = packed_[1];
    real_spectrum_.run(packed_.data(), real, imaginary);
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
  /// The pairs' spectrum, its period closed.
  AlignedArray<float> packed_;
  RealSpectrum real_spectrum_;
};

}  // namespace

std::unique_ptr<Fft> make_fftw_fft(MemoryBudget& budget, std::size_t size) noexcept {
  if (size < 2 || size % 2 != 0 || size > (1U << 30)) return nullptr;
  auto fft = std::unique_ptr<FftwFft>(new (std::nothrow) FftwFft);
  if (!fft || !fft->prepare(budget, size)) return nullptr;
  return fft;
}

}  // namespace audioblocks
