// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>

/// Makes an allocation of the plugin fail: any form of operator new, on any thread. Allocations by
/// GLib, GStreamer, FFTW and the C++ library are not affected.
namespace failing_new {

/// Makes the `nth` allocation from now fail, counted from 0.
void arm(std::size_t nth) noexcept;
/// Stops failing allocations. Returns true if one failed.
bool disarm() noexcept;
/// Number of allocations of the plugin that have not been freed.
[[nodiscard]] long outstanding() noexcept;

}  // namespace failing_new
