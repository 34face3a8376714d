// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstddef>
#include <memory>

#include "src/memory/buffer_pool.h"

namespace audioblocks {

/// Leases a block of `blocks` to a GstMemory of `bytes` bytes, which gives it back when it is
/// freed and keeps the pool of memory alive until then. NULL where no block is free or memory is
/// refused. Transfer full.
GstMemory* pool_lease_new(const std::shared_ptr<BufferPool>& blocks, std::size_t bytes) noexcept;

}  // namespace audioblocks
