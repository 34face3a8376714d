// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/base/whole_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <glib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "gst/base/gst_ptr.h"
#include "gst/tools/base/error_reason.h"

namespace audioblocks::tool {

namespace {

/// 0, or the errno of the failure.
int write_all(int descriptor, std::string_view contents) {
  while (!contents.empty()) {
    const ssize_t count = write(descriptor, contents.data(), contents.size());
    if (count >= 0)
      contents.remove_prefix(static_cast<std::size_t>(count));
    else if (errno != EINTR)
      return errno;
  }
  return 0;
}

/// Returns the descriptor of a temporary file, and its name; -1, with errno, if it cannot be made.
int open_temporary(const std::string& path, std::string& temporary) {
  temporary = path + ".XXXXXX";
  return g_mkstemp_full(temporary.data(), O_WRONLY | O_CLOEXEC, 0666);
}

int write_and_rename(const std::string& path, std::string_view contents) {
  std::string temporary;
  const int descriptor = open_temporary(path, temporary);
  if (descriptor < 0) return errno;
  int error = write_all(descriptor, contents);
  if (close(descriptor) != 0 && error == 0) error = errno;
  if (error == 0 && std::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) unlink(temporary.c_str());
  return error;
}

int write_directly(const std::string& path, std::string_view contents) {
  const int descriptor = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  const int error = write_all(descriptor, contents);
  return close(descriptor) != 0 && error == 0 ? errno : error;
}

bool is_special_file(const std::string& path) {
  struct stat status = {};
  return stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

/// The file that a link leads to: the link itself, /dev/stdout for example, must stay.
std::string target_of(const std::string& path) {
  const CharPtr target(realpath(path.c_str(), nullptr));
  return target != nullptr ? target.get() : path;
}

std::string folder_problem(const std::string& path, int error) {
  const CharPtr folder(g_path_get_dirname(path.c_str()));
  if (error == ENOENT && !g_file_test(folder.get(), G_FILE_TEST_IS_DIR))
    return fmt::format("cannot be written, there is no folder {}; create it, or name another",
                       folder.get());
  return fmt::format("cannot be written, the folder {} accepts no file ({}); name another",
                     folder.get(), g_strerror(error));
}

}  // namespace

std::string write_whole_file(const std::string& path, std::string_view contents) {
  const int error = is_special_file(path) ? write_directly(path, contents)
                                          : write_and_rename(target_of(path), contents);
  return error == 0 ? std::string() : writing_problem(error);
}

std::string whole_file_problem(const std::string& path) {
  if (g_file_test(path.c_str(), G_FILE_TEST_IS_DIR)) return writing_problem(EISDIR);
  if (is_special_file(path)) return {};
  const std::string target = target_of(path);
  std::string temporary;
  const int descriptor = open_temporary(target, temporary);
  if (descriptor < 0) return folder_problem(target, errno);
  unlink(temporary.c_str());
  close(descriptor);
  return {};
}

}  // namespace audioblocks::tool
