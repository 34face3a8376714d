// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "gst/tools/input/pipeline.h"
#include "gst/tools/session/answer.h"
#include "gst/tools/session/command.h"

namespace audioblocks::tool {

/// Runs commands on a pipeline that plays, through the element's properties and signals alone.
class Console {
 public:
  explicit Console(Pipeline& pipeline) : pipeline_(pipeline) {}

  Answer run(const Command& command);
  /// True after the command quit.
  [[nodiscard]] bool has_quit() const { return has_quit_; }

 private:
  [[nodiscard]] Answer show_structure(const Command& command, const char* property) const;
  [[nodiscard]] Answer reset() const;
  [[nodiscard]] Answer debug(const Command& command) const;
  [[nodiscard]] Answer set(const Command& command, const std::string& name,
                           const std::string& value) const;
  [[nodiscard]] Answer write_graph(const Command& command) const;

  Pipeline& pipeline_;
  bool has_quit_ = false;
};

}  // namespace audioblocks::tool
