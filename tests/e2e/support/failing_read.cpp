// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Preloaded into a program, this simulates a failing disk: reading an unnamed file, such as a
// temporary one, returns the first bytes and then an error.
#include <dlfcn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

namespace {

constexpr std::size_t good_bytes = 1000;

bool has_no_name(int descriptor) {
  struct stat status = {};
  return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink == 0;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) ssize_t read(int descriptor, void* bytes,
                                                               std::size_t count) {
  static auto* const next = reinterpret_cast<decltype(&read)>(dlsym(RTLD_NEXT, "read"));
  if (!has_no_name(descriptor)) return next(descriptor, bytes, count);
  if (lseek(descriptor, 0, SEEK_CUR) == 0)
    return next(descriptor, bytes, std::min(count, good_bytes));
  errno = EIO;
  return -1;
}
