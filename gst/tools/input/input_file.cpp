// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/input/input_file.h"

#include <fcntl.h>
#include <gst/gst.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "gst/base/gst_ptr.h"
#include "gst/tools/input/ogg_end.h"

namespace audioblocks::tool {

namespace {

std::string path_problem(const std::string& path) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return "no such file; check the name";
    if (errno == EACCES) return "cannot be reached; check the permissions of its folder";
    return std::string(g_strerror(errno)) + "; check the name";
  }
  if (S_ISDIR(status.st_mode))
    return "is a directory; name one that contains audio files, or a file";
  if (access(path.c_str(), R_OK) != 0) return "is not readable; check its permissions";
  if (S_ISREG(status.st_mode) && status.st_size == 0)
    return "is empty (0 bytes); name a file that holds audio";
  return {};
}

std::string path_of_uri(const std::string& uri) {
  const CharPtr path(g_filename_from_uri(uri.c_str(), nullptr, nullptr));
  return path != nullptr ? path.get() : "";
}

bool is_pipe(const std::string& path) {
  struct stat status = {};
  return stat(path.c_str(), &status) == 0 && S_ISFIFO(status.st_mode);
}

void open_pipe(InputSource& input) {
  const int descriptor = open(input.name.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    input.problem = errno == EINTR ? "ended by a signal before any data came; there is no result"
                                   : std::string(g_strerror(errno)) + "; check the name";
    return;
  }
  input.descriptor.reset(new int(descriptor));
  input.take(make_uri_decoder("fd://" + std::to_string(descriptor)));
}

void open_file(InputSource& input) {
  const CharPtr uri(gst_filename_to_uri(input.name.c_str(), nullptr));
  input.is_cut_off = ends_inside_ogg_page(input.name);
  if (uri != nullptr)
    input.take(make_uri_decoder(uri.get()));
  else
    input.problem = "cannot be turned into a URI; give it as file:///...";
}

void open_uri(InputSource& input) {
  const std::string path = path_of_uri(input.name);
  if (!path.empty()) {
    input.problem = path_problem(path);
    input.is_cut_off = ends_inside_ogg_page(path);
  }
  if (input.problem.empty()) input.take(make_uri_decoder(input.name));
}

}  // namespace

InputSource find_input(const std::string& name) {
  InputSource input;
  input.name = name;
  // A file of exactly that name takes precedence over a URI.
  if (access(name.c_str(), F_OK) != 0 && gst_uri_is_valid(name.c_str())) {
    open_uri(input);
    return input;
  }
  input.problem = path_problem(name);
  if (!input.problem.empty()) return input;
  if (is_pipe(name))
    open_pipe(input);
  else
    open_file(input);
  return input;
}

}  // namespace audioblocks::tool
