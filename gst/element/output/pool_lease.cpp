// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/output/pool_lease.h"

#include <new>

namespace audioblocks {

namespace {

struct Lease {
  std::shared_ptr<BufferPool> blocks;
  std::byte* data;
};

void end(gpointer data) {
  auto* lease = static_cast<Lease*>(data);
  lease->blocks->release(lease->data);
  delete lease;
}

}  // namespace

GstMemory* pool_lease_new(const std::shared_ptr<BufferPool>& blocks, std::size_t bytes) noexcept {
  std::byte* data = blocks->acquire();
  if (data == nullptr) return nullptr;
  auto* lease = new (std::nothrow) Lease{blocks, data};
  if (lease == nullptr) {
    blocks->release(data);
    return nullptr;
  }
  return gst_memory_new_wrapped(static_cast<GstMemoryFlags>(0), data, bytes, 0, bytes, lease, end);
}

}  // namespace audioblocks
