// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <memory>
#include <span>

#include "src/analysis/block_analysis.h"
#include "src/analysis/main_lobe.h"
#include "src/base/realtime.h"
#include "src/dsp/fft.h"
#include "src/dsp/scaled_block.h"
#include "src/dsp/window.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"

namespace audioblocks {

/// The scalar results of one block's spectrum.
struct SpectrumFigures {
  /// Frequency of the highest spectral peak in Hz, interpolated between bins; 0 for silence.
  double peak_frequency = 0.0;
  /// Amplitude of that peak in dBFS: 0 for a full-scale sine or a constant of 1.
  double peak_magnitude = min_db;
  /// Σ f·|X|² / Σ |X|² over 0 … rate/2 in Hz, the first moment of the power spectrum (Peeters 2004,
  /// "A large set of audio features", section 6.1), in which the side lobes of a tone have no
  /// weight; 0 for silence.
  double centroid = 0.0;
};

/// The windowed magnitude spectrum of a block.
class Spectrum {
 public:
  /// Builds every window and plans the transform. Returns false if the memory or the planner fails.
  /// `budget` must outlive the spectrum.
  [[nodiscard]] bool prepare(FftFactory make_fft, MemoryBudget& budget, std::size_t block_samples,
                             int rate) noexcept;

  /// Analyzes a block of at most `block_samples` samples; a shorter one is padded with zeros. Peak
  /// amplitudes are corrected by the window's sum over the samples in the block, bands by its
  /// energy over them. Fills `bands` with equally wide bands from 0 to rate/2, in dBFS: the power
  /// mean of the bins in a band, or the bin nearest to its centre if it contains none.
  SpectrumFigures analyze(const ScaledBlock& block, WindowType type,
                          std::span<float> bands) noexcept AUDIOBLOCKS_REALTIME;

 private:
  /// A spectral peak: its position in bins, and its amplitude before division by the window's sum.
  struct Peak {
    double bin = 0.0;
    double amplitude = 0.0;
  };

  void transform(const ScaledBlock& block, const Window& window) noexcept;
  [[nodiscard]] Peak find_peak(float highest_power, const Window& window, const MainLobe& lobe,
                               std::size_t valid) const noexcept;
  [[nodiscard]] Peak interpolate(std::size_t bin, const MainLobe& lobe) const noexcept;
  [[nodiscard]] Peak interpolate_near_edge(std::size_t bin, const Window& window,
                                           const MainLobe& lobe, std::size_t valid) const noexcept;
  void fill_bands(std::span<float> bands, double power_gain, double scale_db) const noexcept;

  [[nodiscard]] std::complex<double> value_at(std::size_t bin) const noexcept {
    return {static_cast<double>(real_[bin]), static_cast<double>(imaginary_[bin])};
  }
  [[nodiscard]] std::size_t last_bin() const noexcept { return fft_size_ / 2; }

  std::array<Window, window_type_count> windows_;
  std::array<MainLobe, window_type_count> lobes_;
  /// For the partial block being analyzed.
  MainLobe partial_lobe_;
  std::unique_ptr<Fft> fft_;
  std::size_t fft_size_ = 0;
  double bin_hz_ = 0.0;
  AlignedArray<float> time_;
  AlignedArray<float> real_;
  AlignedArray<float> imaginary_;
  AlignedArray<float> powers_;
};

}  // namespace audioblocks
