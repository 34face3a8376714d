// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst_fft.h"

#include <gst/fft/gstfftf32.h>

#include <new>

namespace audioblocks {

namespace {

struct FreeFft {
  void operator()(GstFFTF32* fft) const noexcept { gst_fft_f32_free(fft); }
};
using Plan = std::unique_ptr<GstFFTF32, FreeFft>;

class GstFft final : public Fft {
 public:
  GstFft(Plan forward, Plan inverse) noexcept
      : forward_(std::move(forward)), inverse_(std::move(inverse)) {}

  void forward(const float* time, std::complex<float>* frequency) noexcept override {
    gst_fft_f32_fft(forward_.get(), time, reinterpret_cast<GstFFTF32Complex*>(frequency));
  }

  void inverse(std::complex<float>* frequency, float* time) noexcept override {
    gst_fft_f32_inverse_fft(inverse_.get(), reinterpret_cast<GstFFTF32Complex*>(frequency), time);
  }

 private:
  Plan forward_;
  Plan inverse_;
};

}  // namespace

std::unique_ptr<Fft> make_gst_fft(std::size_t size) noexcept {
  if (size < 2 || size % 2 != 0 || size > (1U << 30)) return nullptr;
  const gint n = static_cast<gint>(size);
  Plan forward(gst_fft_f32_new(n, FALSE));
  Plan inverse(gst_fft_f32_new(n, TRUE));
  if (!forward || !inverse) return nullptr;
  return std::unique_ptr<Fft>(new (std::nothrow) GstFft(std::move(forward), std::move(inverse)));
}

}  // namespace audioblocks
