// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Part of the build: prints the file on standard input with the line that has @OPTIONS@ in it
// replaced by the table of options, in the language that the only argument names: mdoc, for the
// manual page, or bash, for the completion.
#include <cctype>
#include <iostream>
#include <string>
#include <string_view>

#include "gst/tools/command_line/option_table.h"

namespace {

using audioblocks::tool::option_groups;
using audioblocks::tool::OptionGroup;
using audioblocks::tool::OptionInfo;
using enum OptionInfo::Takes;

std::string replaced(std::string line, std::string_view from, std::string_view to) {
  for (std::size_t at = line.find(from); at != std::string::npos;
       at = line.find(from, at + to.size()))
    line.replace(at, from.size(), to);
  return line;
}

/// "Ar property Ns = Ns Ar value" for "PROPERTY=VALUE".
std::string mdoc_argument(const OptionInfo& option) {
  std::string argument = option.argument;
  for (char& c : argument) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return (option.takes == optional_text ? " Ns Op = Ns Ar " : " Ns = Ns Ar ") +
         replaced(argument, "=", " Ns = Ns Ar ");
}

void print_mdoc() {
  for (const OptionGroup& group : option_groups()) {
    std::cout << ".Ss " << group.title << "\n.Bl -tag -width Ds\n";
    for (const OptionInfo& option : group.options) {
      std::cout << ".It ";
      if (option.short_name != 0) std::cout << "Fl " << option.short_name << " , ";
      std::cout << "Fl -" << option.name;
      if (!option.argument.empty()) std::cout << mdoc_argument(option);
      std::cout << '\n' << replaced(option.summary, "--", "\\-\\-") << ".\n";
      if (!option.details.empty()) std::cout << option.details << '\n';
    }
    std::cout << ".El\n";
  }
}

/// `options`: all of them, "=" behind those that need an argument. `values`: what to offer for the
/// arguments of each.
void print_bash() {
  std::string options;
  std::string values;
  for (const OptionGroup& group : option_groups()) {
    for (const OptionInfo& option : group.options) {
      const bool takes_text = option.takes == text || option.takes == file_name;
      options += " --" + option.name + (takes_text ? "=" : "");
      if (option.takes == nothing) continue;
      const std::string offered = "]='" + option.completion + "'\n";
      values += "    [--" + option.name + offered;
      if (option.short_name != 0) values += std::string("    [-") + option.short_name + offered;
    }
  }
  std::cout << "  options='" << options.substr(1) << "'\n  values=(\n" << values << "  )\n";
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view language = argc == 2 ? argv[1] : "";
  if (language != "mdoc" && language != "bash") {
    std::cerr << "usage: print-options mdoc|bash <TEMPLATE\n";
    return 2;
  }
  for (std::string line; std::getline(std::cin, line);) {
    if (line.find("@OPTIONS@") == std::string::npos)
      std::cout << line << '\n';
    else if (language == "mdoc")
      print_mdoc();
    else
      print_bash();
  }
  return std::cout.flush() ? 0 : 1;
}
