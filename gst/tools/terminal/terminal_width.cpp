// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/terminal/terminal_width.h"

#include <sys/ioctl.h>

namespace audioblocks::tool {

std::size_t terminal_width(int descriptor) {
  winsize size = {};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace audioblocks::tool
