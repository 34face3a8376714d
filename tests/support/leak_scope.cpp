// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Excludes from LeakSanitizer's search everything that the constructors of shared libraries
// allocate before ours run. GLib's constructor leaks its first array of quarks on purpose when the
// array grows; a suppression would need the frame of the dynamic linker, and hence the slow
// unwinder at each malloc and free of every test.

#include <sanitizer/lsan_interface.h>

namespace {

// The executable's .preinit_array runs before the constructors of the libraries, and its own
// constructors run after them.
[[gnu::section(".preinit_array"), gnu::used]] void (*const libraries_begin)() = __lsan_disable;

[[gnu::constructor]] void libraries_end() { __lsan_enable(); }

}  // namespace
