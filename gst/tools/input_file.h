// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

namespace tool {

/// One argument of the command line, looked up.
struct InputFile {
  /// As the user gave it, in the file system's encoding.
  std::string name;
  /// Empty where there is a problem.
  std::string uri;
  /// "what is wrong; what to do", or empty.
  std::string problem;
};

/// Makes a URI of a file name, leaves a URI alone, and tells at once what is not worth opening:
/// a file that is missing, empty, a directory or not readable.
InputFile find_input(const std::string& name);

}  // namespace tool
