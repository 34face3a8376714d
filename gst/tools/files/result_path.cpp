// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/files/result_path.h"

#include <glib.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "gst/base/gst_ptr.h"

namespace audioblocks::tool {

namespace {

/// A file: URI names the same file as its path.
std::string path_of(const std::string& input) {
  if (!input.starts_with("file:")) return input;
  const CharPtr path(g_filename_from_uri(input.c_str(), nullptr, nullptr));
  return path != nullptr ? path.get() : input;
}

/// Removes the last folder.
void go_up(std::string& path) {
  const auto slash = path.rfind('/');
  path.erase(slash == std::string::npos ? 0 : slash);
}

}  // namespace

/// Without std::filesystem, which takes a microsecond more: every shard does this to the whole
/// list.
std::string result_path(const std::string& input) {
  const std::string given = path_of(input);
  std::string path;
  path.reserve(given.size());
  for (std::size_t start = 0; start <= given.size();) {
    const std::size_t end = std::min(given.find('/', start), given.size());
    const std::string_view part(given.data() + start, end - start);
    start = end + 1;
    if (part == "..") {
      go_up(path);
    } else if (!part.empty() && part != ".") {
      if (!path.empty()) path += '/';
      path += part;
    }
  }
  return path;
}

}  // namespace audioblocks::tool
