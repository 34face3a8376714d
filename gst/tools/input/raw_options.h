// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <glib.h>

#include <string>
#include <vector>

namespace audioblocks::tool {

/// What GOption fills in, as text; owned by GLib's allocator.
struct RawOptions {
  gboolean csv = FALSE;
  gboolean json = FALSE;
  gboolean list_devices = FALSE;
  gboolean help = FALSE;
  gboolean gst_help = FALSE;
  gboolean version = FALSE;
  /// Given, with a name or without.
  bool device = false;
  char* device_name = nullptr;
  char* test_tone = nullptr;
  char* pipeline = nullptr;
  char* raw_format = nullptr;
  char* rate = nullptr;
  char* channels = nullptr;
  char* block_samples = nullptr;
  char* preset = nullptr;
  char* reference = nullptr;
  char** settings = nullptr;
  char* summary = nullptr;
  char* interval = nullptr;
  char* instrument = nullptr;
  char* plot = nullptr;
  char* jobs = nullptr;
  char** files = nullptr;

  RawOptions() = default;
  RawOptions(const RawOptions&) = delete;
  RawOptions& operator=(const RawOptions&) = delete;
  ~RawOptions();

  /// Reads the command line and initialises GStreamer. False, and reported, where it is wrong.
  [[nodiscard]] bool parse(int argc, char** argv);
  /// All options in groups, and what GStreamer's own are.
  [[nodiscard]] std::string help_text();
  [[nodiscard]] static std::string gst_help_text();

 private:
  struct Group {
    const char* title;
    std::vector<GOptionEntry> entries;
  };
  std::vector<Group> groups();
};

}  // namespace audioblocks::tool
