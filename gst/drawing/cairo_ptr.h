// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cairo.h>

#include <memory>

namespace audioblocks {

struct CairoDestroy {
  void operator()(cairo_surface_t* surface) const noexcept { cairo_surface_destroy(surface); }
  void operator()(cairo_t* context) const noexcept { cairo_destroy(context); }
};

using SurfacePtr = std::unique_ptr<cairo_surface_t, CairoDestroy>;
using ContextPtr = std::unique_ptr<cairo_t, CairoDestroy>;

}  // namespace audioblocks
