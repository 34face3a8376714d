// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <memory>
#include <string>

namespace tool {

struct DescriptorClose {
  void operator()(const int* descriptor) const noexcept;
};

/// One argument of the command line, looked up.
struct InputFile {
  /// As the user gave it, in the file system's encoding.
  std::string name;
  /// Empty where there is a problem.
  std::string uri;
  /// "what is wrong; what to do", or empty.
  std::string problem;
  /// Open while the file is read, where the URI names a descriptor.
  std::unique_ptr<const int, DescriptorClose> descriptor;
};

/// Makes a URI of a file name, leaves a URI alone, and tells at once what is not worth opening:
/// a file that is missing, empty, a directory or not readable. A pipe is opened here, once and for
/// all: GStreamer opens files twice, which a pipe's writer does not survive.
InputFile find_input(const std::string& name);

}  // namespace tool
