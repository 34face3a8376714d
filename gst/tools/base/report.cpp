// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/base/report.h"

#include <cstdio>
#include <string>

#include "gst/tools/base/text.h"

namespace audioblocks::tool {

void report(std::string_view subject, std::string_view text) {
  std::string line = std::string(program_name) + ": ";
  if (!subject.empty()) line += one_line(subject) + ": ";
  line += one_line(text);
  std::fprintf(stderr, "%s\n", line.c_str());
}

}  // namespace audioblocks::tool
