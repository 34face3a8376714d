// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace audioblocks::tool {

/// What the command line has for each option, as text.
class Arguments {
 public:
  /// Reads the command line and initialises GStreamer. False, after a report, if it is wrong.
  [[nodiscard]] bool parse(int argc, char** argv);

  [[nodiscard]] bool has(std::string_view option) const { return values_.contains(option); }
  /// The argument of an option; if it was given several times, the last one. nullptr if there is
  /// none.
  [[nodiscard]] const std::string* value(std::string_view option) const;
  /// The arguments of an option that may be repeated.
  [[nodiscard]] std::vector<std::string> values(std::string_view option) const;
  /// Arguments that are not options, in the file system's encoding.
  [[nodiscard]] std::vector<std::string> files() const { return values(""); }

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

}  // namespace audioblocks::tool
