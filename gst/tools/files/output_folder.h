// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

namespace audioblocks::tool {

/// The folder of --output-dir, held open: what is written stays in it, even if another one takes
/// its name meanwhile. Results are written below `unfinished` and then renamed. Any number of
/// processes may use a folder at a time. Any thread, once it is open.
class OutputFolder {
 public:
  /// The folder of results that are being written. It goes with the last of them.
  static constexpr const char* unfinished = ".audioblocks-unfinished";

  OutputFolder() = default;
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  /// Creates the folder if there is none, and removes what processes that were killed left
  /// unfinished. Returns "what is wrong; what to do", or an empty text.
  [[nodiscard]] std::string open(const std::string& path);
  /// True if there is a file of this name, a path below the folder.
  [[nodiscard]] bool has(const std::string& name) const;
  /// How the user may name such a file.
  [[nodiscard]] std::string path_of(const std::string& name) const;
  [[nodiscard]] int descriptor() const { return descriptor_; }
  /// True if the error is one of the folder: no other result can be written either.
  [[nodiscard]] static bool is_lasting(int error);

 private:
  [[nodiscard]] int try_to_write() const;
  void remove_leftovers() const;

  std::string path_;
  int descriptor_ = -1;
};

/// A result in the making. It gets its name when it is complete; without that it vanishes, at the
/// latest when the folder is next opened. It is locked as long as its process lives, which
/// distinguishes it from one that was left behind.
class UnfinishedFile {
 public:
  explicit UnfinishedFile(const OutputFolder& folder) : folder_(folder) {}
  ~UnfinishedFile();
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;

  /// Returns 0, or the errno of the failure; `publish` does, too.
  [[nodiscard]] int create();
  [[nodiscard]] int descriptor() const { return descriptor_; }
  /// Gives it its name, a path below the folder, and creates the folders of that path. A file that
  /// already has the name is replaced.
  [[nodiscard]] int publish(const std::string& name);

 private:
  int create_under_new_name();
  void discard();

  const OutputFolder& folder_;
  /// Relative to the folder.
  std::string temporary_;
  int descriptor_ = -1;
};

}  // namespace audioblocks::tool
