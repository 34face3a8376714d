// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/files/input_list.h"

#include <fmt/core.h>
#include <glib.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>
#include <unordered_map>

#include "gst/tools/base/report.h"
#include "gst/tools/files/folder_contents.h"
#include "gst/tools/files/result_path.h"
#include "gst/tools/terminal/interruption.h"

namespace audioblocks::tool {

namespace {

namespace fs = std::filesystem;

struct StreamClose {
  void operator()(std::FILE* stream) const noexcept {
    if (stream != stdin) std::fclose(stream);
  }
};
using StreamPtr = std::unique_ptr<std::FILE, StreamClose>;

/// Takes the inputs one by one, and keeps those of the shard.
class Selection {
 public:
  Selection(const Options& options, InputList& inputs) : options_(options), inputs_(inputs) {}

  void take(const std::string& name) {
    if (options_.shard.has(count_)) inputs_.names.push_back(name);
    ++count_;
    if (!options_.output_dir.empty()) check_result(name);
  }

  [[nodiscard]] std::uint64_t count() const { return count_; }

  /// The status to end with, if results would overwrite each other.
  [[nodiscard]] std::optional<int> conclusion() const {
    if (clashes_ > reported_clashes)
      report("", fmt::format("{} more inputs would overwrite results; leave them out",
                             clashes_ - reported_clashes));
    return clashes_ > 0 ? std::optional<int>(exit_usage) : std::nullopt;
  }

 private:
  static constexpr std::uint64_t reported_clashes = 10;

  /// In the whole list, so that every shard finds the same.
  void check_result(const std::string& name) {
    const auto [owner, is_new] = owners_.try_emplace(result_path(name), count_);
    if (is_new) return;
    if (++clashes_ <= reported_clashes)
      report(name,
             fmt::format("its result would overwrite that of input {} of {}; leave one of the "
                         "two out, or give each an --output-dir of its own",
                         owner->second, count_));
  }

  const Options& options_;
  InputList& inputs_;
  /// How many were taken.
  std::uint64_t count_ = 0;
  /// For each result the number of its input, from 1.
  std::unordered_map<std::string, std::uint64_t> owners_;
  std::uint64_t clashes_ = 0;
};

std::string subject_of(const Options& options) { return "--files-from " + options.files_from; }

int report_list_error(const Options& options, int error) {
  if (Interruption::signal() == 0)
    report(subject_of(options),
           fmt::format("cannot be read ({}); give a file with names of inputs", g_strerror(error)));
  return exit_failed;
}

/// The status to end with, after a report, if the list cannot be read or has no name in it.
std::optional<int> read_list(const Options& options, Selection& selection) {
  const StreamPtr stream(options.files_from == "-" ? stdin
                                                   : std::fopen(options.files_from.c_str(), "re"));
  if (stream == nullptr) return report_list_error(options, errno);
  const char end = options.is_null_separated ? '\0' : '\n';
  char* line = nullptr;
  std::size_t capacity = 0;
  const std::uint64_t before = selection.count();
  ssize_t length = 0;
  bool has_null = false;
  while ((length = getdelim(&line, &capacity, end, stream.get())) > 0) {
    std::string name(line, static_cast<std::size_t>(length));
    if (name.back() == end) name.pop_back();
    has_null = has_null || name.find('\0') != std::string::npos;
    if (has_null) break;
    // A list names files; standard input is not one of them.
    if (!name.empty()) selection.take(name == "-" ? "./-" : name);
  }
  const int error = errno;
  // NOLINTNEXTLINE(cppcoreguidelines-no-malloc): getdelim allocates with malloc.
  std::free(line);
  if (has_null) {
    report(subject_of(options), "has names that end in a null character; give --null as well");
    return exit_usage;
  }
  if (std::ferror(stream.get()) != 0) return report_list_error(options, error);
  if (selection.count() > before) return std::nullopt;
  report(subject_of(options), "names no input; check what wrote the list");
  return exit_failed;
}

bool is_same_file(const std::string& first, const std::string& second) {
  std::error_code ignored;
  return fs::is_regular_file(first, ignored) && fs::equivalent(first, second, ignored);
}

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// A file is looked at where its name is that of the output, or where it is the only one: a million
/// of them would take long.
bool overwrites(const Options::Export& output, const InputList& inputs) {
  const std::string_view name = last_part(output.path);
  return std::ranges::any_of(inputs.names, [&](const std::string& input) {
    return (inputs.names.size() == 1 || last_part(input) == name) &&
           is_same_file(output.path, input);
  });
}

/// True, after a report, if a file to be written is an input or the list of them.
bool overwrites_an_input(const Options& options, const InputList& inputs) {
  return std::ranges::any_of(options.written_files(), [&](const Options::Export& output) {
    const bool is_list = is_same_file(output.path, options.files_from);
    if (!is_list && !overwrites(output, inputs)) return false;
    report(fmt::format("{} {}", output.option, output.path),
           is_list ? "is the list of inputs, too; name another file"
                   : "is an input, too; name another file");
    return true;
  });
}

}  // namespace

std::optional<int> read_inputs(const Options& options, InputList& inputs) {
  Selection selection(options, inputs);
  const bool has_list = !options.files_from.empty();
  inputs.is_of_several = has_list || options.files.size() > 1;
  for (const std::string& name : options.files) {
    const FolderContents folder = audio_files_in(name);
    inputs.is_of_several = inputs.is_of_several || folder.is_folder;
    for (const std::string& file : folder.files) selection.take(file);
    if (folder.files.empty()) selection.take(name);
  }
  if (has_list)
    if (const auto status = read_list(options, selection)) return status;
  if (overwrites_an_input(options, inputs)) return exit_usage;
  return selection.conclusion();
}

}  // namespace audioblocks::tool
