// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/files/run_report.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "gst/tools/base/error_reason.h"
#include "gst/tools/base/json_line.h"
#include "gst/tools/base/report.h"

namespace audioblocks::tool {

namespace {

const char* name_of(FileRecord::Status status) {
  static constexpr std::array<const char*, 3> names = {"done", "skipped", "failed"};
  return names.at(static_cast<std::size_t>(status));
}

JsonNode* array_of(const std::vector<std::string>& texts) {
  JsonArray* array = json_array_new();
  for (const std::string& text : texts) json_array_add_string_element(array, text.c_str());
  JsonNode* node = json_node_new(JSON_NODE_ARRAY);
  json_node_take_array(node, array);
  return node;
}

}  // namespace

RunReport::~RunReport() {
  if (descriptor_ >= 0) close(descriptor_);
}

bool RunReport::open(const std::string& path) {
  path_ = path;
  if (path.empty()) return true;
  descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor_ < 0) return refuse(errno);
  if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    report("--report " + path_, "is being written by another run; give each run a file of its own");
    return false;
  }
  // Fails for a pipe, which needs none.
  [[maybe_unused]] const int ignored = ftruncate(descriptor_, 0);
  output_.emplace(descriptor_);
  return true;
}

void RunReport::add(const FileRecord& record) {
  if (!output_) return;
  JsonLine line;
  line.add("file", record.file);
  line.add("status", std::string(name_of(record.status)));
  if (!record.result.empty()) line.add("result", record.result);
  if (!record.problem.empty()) line.add("problem", record.problem);
  if (!record.warnings.empty()) line.take("warnings", array_of(record.warnings));
  output_->write(line.text());
  output_->flush();
}

bool RunReport::finish() {
  if (!output_ || output_->state() == Output::State::good) return true;
  return refuse(output_->error());
}

bool RunReport::refuse(int error) const {
  report("--report " + path_, writing_problem(error));
  return false;
}

}  // namespace audioblocks::tool
