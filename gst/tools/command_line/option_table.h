// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

namespace audioblocks::tool {

/// An option of the command line. The parser, --help, the manual page and the completion of bash
/// are all made from it.
struct OptionInfo {
  enum class Takes { nothing, text, file_name, optional_text };

  /// Without dashes.
  std::string name;
  /// 0: none.
  char short_name = 0;
  Takes takes = Takes::nothing;
  /// The argument's name in the help: "HZ".
  std::string argument;
  /// One line, without a full stop, for the help and the manual page.
  std::string summary;
  /// What the completion offers for the argument: words, or "@" and the name of a function in
  /// data/gst-audioblocks-1.0.bash.
  std::string completion;
  /// What the manual page adds, in mdoc(7).
  std::string details;
};

struct OptionGroup {
  std::string title;
  /// Follows the title in the help.
  std::string remark;
  std::vector<OptionInfo> options;
};

/// All options, in the order of the help.
const std::vector<OptionGroup>& option_groups();

}  // namespace audioblocks::tool
