// SPDX-License-Identifier: LGPL-2.1-or-later
#include <fftw3.h>

#include <memory>
#include <new>
#include <type_traits>

#include "buffer_constants.h"
#include "fft.h"

namespace audioblocks {

namespace {

struct DestroyPlan {
  void operator()(fftwf_plan plan) const noexcept { fftwf_destroy_plan(plan); }
};
using Plan = std::unique_ptr<std::remove_pointer_t<fftwf_plan>, DestroyPlan>;

struct FreeArray {
  void operator()(void* array) const noexcept {
    ::operator delete(array, std::align_val_t{BufferConstants::alignment});
  }
};
template <typename T>
using Array = std::unique_ptr<T[], FreeArray>;

/// Memory on the boundary that execution will have too: a plan holds for arrays of equal alignment.
template <typename T>
Array<T> make_array(std::size_t count) noexcept {
  return Array<T>(static_cast<T*>(::operator new(
      count * sizeof(T), std::align_val_t{BufferConstants::alignment}, std::nothrow)));
}

/// FFTW's planner and fftwf_destroy_plan share state with every other user of FFTW in the process,
/// whom a lock of ours would not reach; this makes FFTW lock for all of them.
void make_planner_thread_safe() noexcept {
  [[maybe_unused]] static const bool done = (fftwf_make_planner_thread_safe(), true);
}

/// std::complex<float> has the layout of fftwf_complex (FFTW manual, section 4.1.1).
fftwf_complex* as_fftw(std::complex<float>* values) noexcept {
  return reinterpret_cast<fftwf_complex*>(values);
}

/// Executing takes no lock: of all of FFTW it alone is thread-safe as it is (FFTW manual, section
/// 5.4). Nothing forbids it to allocate for a plan's buffers; RealtimeSanitizer sees it allocate
/// for no plan of these, and the tests execute every size that is used under it.
class FftwFft final : public Fft {
 public:
  FftwFft(Plan forward, Plan inverse) noexcept
      : forward_(std::move(forward)), inverse_(std::move(inverse)) {}

  void forward(const float* time, std::complex<float>* frequency) noexcept override {
    AUDIOBLOCKS_TRUST_BEGIN
    // FFTW takes no const; the plan was made with FFTW_PRESERVE_INPUT.
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
    fftwf_execute_dft_r2c(forward_.get(), const_cast<float*>(time), as_fftw(frequency));
    AUDIOBLOCKS_TRUST_END
  }

  void inverse(std::complex<float>* frequency, float* time) noexcept override {
    AUDIOBLOCKS_TRUST_BEGIN
    fftwf_execute_dft_c2r(inverse_.get(), as_fftw(frequency), time);
    AUDIOBLOCKS_TRUST_END
  }

 private:
  Plan forward_;
  Plan inverse_;
};

}  // namespace

std::unique_ptr<Fft> make_fftw_fft(std::size_t size) noexcept {
  if (size < 2 || size % 2 != 0 || size > (1U << 30)) return nullptr;
  const auto time = make_array<float>(size);
  const auto frequency = make_array<std::complex<float>>(size / 2 + 1);
  if (!time || !frequency) return nullptr;

  make_planner_thread_safe();
  const int n = static_cast<int>(size);
  Plan forward(fftwf_plan_dft_r2c_1d(n, time.get(), as_fftw(frequency.get()),
                                     FFTW_ESTIMATE | FFTW_PRESERVE_INPUT));
  Plan inverse(fftwf_plan_dft_c2r_1d(n, as_fftw(frequency.get()), time.get(),
                                     FFTW_ESTIMATE | FFTW_DESTROY_INPUT));
  if (!forward || !inverse) return nullptr;
  return std::unique_ptr<Fft>(new (std::nothrow) FftwFft(std::move(forward), std::move(inverse)));
}

}  // namespace audioblocks
