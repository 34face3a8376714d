// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/files/result_path.h"

#include <glib.h>

#include <filesystem>

#include "gst/base/gst_ptr.h"

namespace audioblocks::tool {

namespace {

namespace fs = std::filesystem;

/// A file: URI names the same file as its path.
std::string path_of(const std::string& input) {
  if (!input.starts_with("file:")) return input;
  const CharPtr path(g_filename_from_uri(input.c_str(), nullptr, nullptr));
  return path != nullptr ? path.get() : input;
}

}  // namespace

std::string result_path(const std::string& input) {
  fs::path path;
  for (const fs::path& part : fs::path(path_of(input)).lexically_normal().relative_path())
    if (part != ".." && part != "." && !part.empty()) path /= part;
  return path.string();
}

}  // namespace audioblocks::tool
