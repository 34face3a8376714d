// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/fft/gst_fft.h"

#include <gst/fft/gstfftf32.h>

#include <new>
#include <utility>

#include "src/memory/aligned_array.h"

namespace audioblocks {

namespace {

struct FreeFft {
  void operator()(GstFFTF32* fft) const noexcept { gst_fft_f32_free(fft); }
};
using Plan = std::unique_ptr<GstFFTF32, FreeFft>;
using Bins = AlignedArray<GstFFTF32Complex>;

class GstFft final : public Fft {
 public:
  GstFft(Plan plan, Bins bins) noexcept : plan_(std::move(plan)), bins_(std::move(bins)) {}

  void forward(const float* time, float* real, float* imaginary) noexcept override {
    gst_fft_f32_fft(plan_.get(), time, bins_.data());
    for (std::size_t k = 0; k < bins_.size(); ++k) {
      real[k] = bins_[k].r;
      imaginary[k] = bins_[k].i;
    }
  }

 private:
  Plan plan_;
  Bins bins_;
};

}  // namespace

std::unique_ptr<Fft> make_gst_fft(MemoryBudget& budget, std::size_t size) noexcept {
  if (size < 2 || size % 2 != 0 || size > (1U << 30)) return nullptr;
  Bins bins;
  if (!bins.allocate(budget, MemoryKind::fft, size / 2 + 1)) return nullptr;
  Plan plan(gst_fft_f32_new(static_cast<gint>(size), FALSE));
  if (!plan) return nullptr;
  return std::unique_ptr<Fft>(new (std::nothrow) GstFft(std::move(plan), std::move(bins)));
}

}  // namespace audioblocks
