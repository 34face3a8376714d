// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/files/output_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <glib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>

namespace audioblocks::tool {

namespace {

/// Other processes can hardly be in the way so often.
constexpr int max_attempts = 1000;

struct FolderClose {
  void operator()(DIR* folder) const noexcept { closedir(folder); }
};

/// Waits for a lock that another process holds for a moment. Where the file system has no locks,
/// files that were left behind are not recognised, and stay.
void lock(int descriptor) {
  while (flock(descriptor, LOCK_EX) != 0 && errno == EINTR) {
  }
}

/// What the names of this machine's unfinished files begin with.
std::string host_prefix() { return std::string(g_get_host_name()) + '-'; }

/// Nobody has written to it for a day.
bool is_old(int descriptor) {
  constexpr std::time_t day = std::time_t{24} * 60 * 60;
  struct stat status = {};
  return fstat(descriptor, &status) == 0 && status.st_mtime < std::time(nullptr) - day;
}

bool has_name(int descriptor) {
  struct stat status = {};
  return fstat(descriptor, &status) == 0 && status.st_nlink > 0;
}

/// 0, or the errno of the failure.
int make_folder(int root, const std::string& name) {
  return mkdirat(root, name.c_str(), 0777) == 0 || errno == EEXIST ? 0 : errno;
}

/// Creates the folders that a file's path goes through.
int make_folders_of(int root, const std::string& name) {
  for (auto end = name.find('/'); end != std::string::npos; end = name.find('/', end + 1))
    if (const int error = make_folder(root, name.substr(0, end)); error != 0) return error;
  return 0;
}

}  // namespace

OutputFolder::~OutputFolder() {
  if (descriptor_ < 0) return;
  // Fails while another process has files in it.
  unlinkat(descriptor_, unfinished, AT_REMOVEDIR);
  close(descriptor_);
}

std::string OutputFolder::open(const std::string& path) {
  path_ = path;
  std::error_code error;
  std::filesystem::create_directories(path, error);
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int problem = descriptor_ < 0 ? errno : 0;
  if (descriptor_ < 0 && error && problem == ENOENT) problem = error.value();
  if (problem == 0) problem = try_to_write();
  if (problem != 0)
    return fmt::format("cannot hold results ({}); name a folder that can be written",
                       g_strerror(problem));
  remove_leftovers();
  return {};
}

int OutputFolder::try_to_write() const { return UnfinishedFile(*this).create(); }

bool OutputFolder::has(const std::string& name) const {
  struct stat status = {};
  return fstatat(descriptor_, name.c_str(), &status, 0) == 0 && S_ISREG(status.st_mode);
}

std::string OutputFolder::path_of(const std::string& name) const {
  return (std::filesystem::path(path_) / name).string();
}

bool OutputFolder::is_lasting(int error) {
  static constexpr std::array<int, 7> lasting = {ENOSPC, EDQUOT, EROFS,   ENOENT,
                                                 EIO,    ESTALE, ENOTCONN};
  return std::ranges::find(lasting, error) != lasting.end();
}

/// A lock that can be had is one whose process has ended, or one of another machine where locks are
/// of one machine only.
void OutputFolder::remove_leftovers() const {
  const int descriptor = openat(descriptor_, unfinished, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  const std::unique_ptr<DIR, FolderClose> folder(fdopendir(descriptor));
  if (folder == nullptr) return;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread reads this stream.
  while (const dirent* entry = readdir(folder.get())) {
    if (entry->d_name[0] == '.') continue;
    const int left = openat(descriptor, entry->d_name, O_RDWR | O_CLOEXEC);
    if (left < 0) continue;
    const bool may_be_alive =
        !std::string_view(entry->d_name).starts_with(host_prefix()) && !is_old(left);
    if (!may_be_alive && flock(left, LOCK_EX | LOCK_NB) == 0)
      unlinkat(descriptor, entry->d_name, 0);
    close(left);
  }
}

UnfinishedFile::~UnfinishedFile() { discard(); }

/// Once more if another process took the file for one that was left behind, before it was locked.
int UnfinishedFile::create() {
  for (;;) {
    const int error = create_under_new_name();
    if (error != 0) return error;
    lock(descriptor_);
    if (has_name(descriptor_)) return 0;
    discard();
  }
}

/// Once more if another process removed the empty folder meanwhile, or has this name.
int UnfinishedFile::create_under_new_name() {
  for (int attempt = 0; attempt < max_attempts; ++attempt) {
    if (const int error = make_folder(folder_.descriptor(), OutputFolder::unfinished); error != 0)
      return error;
    temporary_ = fmt::format("{}/{}{:08x}{:08x}", OutputFolder::unfinished, host_prefix(),
                             g_random_int(), g_random_int());
    descriptor_ = openat(folder_.descriptor(), temporary_.c_str(),
                         O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ >= 0) return 0;
    if (errno != ENOENT && errno != EEXIST) break;
  }
  return errno;
}

/// On the disk before it has its name: after a power failure, too, a result is complete.
int UnfinishedFile::publish(const std::string& name) {
  if (fdatasync(descriptor_) != 0) return errno;
  if (const int error = make_folders_of(folder_.descriptor(), name); error != 0) return error;
  if (renameat(folder_.descriptor(), temporary_.c_str(), folder_.descriptor(), name.c_str()) != 0)
    return errno;
  temporary_.clear();
  return 0;
}

void UnfinishedFile::discard() {
  if (descriptor_ < 0) return;
  if (!temporary_.empty()) unlinkat(folder_.descriptor(), temporary_.c_str(), 0);
  close(descriptor_);
  descriptor_ = -1;
}

}  // namespace audioblocks::tool
