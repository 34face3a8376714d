// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>

/// Makes an allocation of the plugin's fail: any form of operator new, on any thread. What GLib,
/// GStreamer, FFTW and the C++ library allocate by themselves is left alone.
namespace failing_new {

/// The `nth` allocation from now on fails, counted from 0.
void arm(std::size_t nth) noexcept;
/// None fails any more. True if one did.
bool disarm() noexcept;
/// Allocations of the plugin's that have not been freed.
[[nodiscard]] long outstanding() noexcept;

}  // namespace failing_new
