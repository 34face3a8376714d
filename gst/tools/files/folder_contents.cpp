// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/files/folder_contents.h"

#include <gst/gst.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

#include "gst/base/gst_ptr.h"

namespace audioblocks::tool {

namespace {

namespace fs = std::filesystem;

bool is_audio_type(const GstCaps* caps) {
  if (caps == nullptr || gst_caps_is_any(caps)) return false;
  for (guint i = 0; i < gst_caps_get_size(caps); ++i) {
    const char* name = gst_structure_get_name(gst_caps_get_structure(caps, i));
    if (g_str_has_prefix(name, "audio/") || g_str_equal(name, "application/ogg")) return true;
  }
  return false;
}

/// The extensions of audio files, in lower case, from GStreamer's type finders.
std::set<std::string> audio_extensions() {
  std::set<std::string> extensions;
  GList* factories = gst_type_find_factory_get_list();
  for (GList* item = factories; item != nullptr; item = item->next) {
    auto* factory = GST_TYPE_FIND_FACTORY(item->data);
    if (!is_audio_type(gst_type_find_factory_get_caps(factory))) continue;
    const gchar* const* list = gst_type_find_factory_get_extensions(factory);
    for (; list != nullptr && *list != nullptr; ++list) extensions.insert(*list);
  }
  gst_plugin_feature_list_free(factories);
  return extensions;
}

std::string extension_of(const fs::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension) c = g_ascii_tolower(c);
  return extension.empty() ? extension : extension.substr(1);
}

/// Leaves out what is not readable, and does not follow links to folders.
std::vector<std::string> sorted_files_in(const std::string& folder) {
  static const std::set<std::string> extensions = audio_extensions();
  std::vector<std::string> files;
  std::error_code error;
  fs::recursive_directory_iterator item(folder, fs::directory_options::skip_permission_denied,
                                        error);
  for (; !error && item != fs::recursive_directory_iterator(); item.increment(error)) {
    std::error_code ignored;
    if (extensions.contains(extension_of(item->path())) && item->is_regular_file(ignored))
      files.push_back(item->path().string());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

FolderContents audio_files_in(const std::string& name) {
  std::error_code ignored;
  if (!fs::is_directory(name, ignored)) return {};
  return {.is_folder = true, .files = sorted_files_in(name)};
}

}  // namespace audioblocks::tool
