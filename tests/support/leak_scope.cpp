// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What the constructors of shared libraries allocate, before any of ours runs, is left out of
// LeakSanitizer's search. GLib's leaves its first array of quarks behind when that grows, on
// purpose; a suppression would need the frame of the dynamic linker, and for it the slow unwinder
// at each malloc and free of every test.

#include <sanitizer/lsan_interface.h>

namespace {

// The executable's .preinit_array comes before the constructors of the libraries, and its own
// constructors after them.
[[gnu::section(".preinit_array"), gnu::used]] void (*const libraries_begin)() = __lsan_disable;

[[gnu::constructor]] void libraries_end() { __lsan_enable(); }

}  // namespace
