// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <memory>

#include "src/base/realtime.h"
#include "src/memory/memory_budget.h"

namespace audioblocks {

/// One planned transform of a fixed even number of real samples. A factory makes the plan and may
/// allocate; execution allocates nothing. An object serves one thread at a time; all arrays are
/// 64-byte aligned.
class Fft {
 public:
  virtual ~Fft() = default;
  /// X[k] = Σ x[n]·exp(−2πi·k·n/size), k = 0 … size/2. `time` has `size` values and is not changed,
  /// `real` and `imaginary` have size/2 + 1.
  virtual void forward(const float* time, float* real,
                       float* imaginary) noexcept AUDIOBLOCKS_REALTIME = 0;
};

/// Plans a transform of `size` (even, ≥ 2), its own arrays charged to the budget, which must
/// outlive it; nullptr if that fails. The library's own memory is not charged.
using FftFactory = std::unique_ptr<Fft> (*)(MemoryBudget& budget, std::size_t size) noexcept;

/// The smallest even 2^a·3^b·5^c that is at least `size`: every back end is fast there, and none
/// needs memory while it runs.
std::size_t fast_fft_size(std::size_t size) noexcept;

/// The back end on FFTW3 in single precision. Always declared, defined with `-Dfft=fftw`.
std::unique_ptr<Fft> make_fftw_fft(MemoryBudget& budget, std::size_t size) noexcept;

}  // namespace audioblocks
