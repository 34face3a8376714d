// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/input/ogg_end.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string_view>

namespace audioblocks::tool {

namespace {

/// RFC 3533, section 6: what a page begins with, version 0 included; where the number of its
/// segments is, and behind it the table of their lengths.
constexpr std::string_view page_begin{"OggS\0", 5};
constexpr std::size_t segment_count_at = 26;
constexpr std::size_t longest_page = segment_count_at + 1 + 255 + std::size_t{255} * 255;

std::size_t byte_at(std::string_view page, std::size_t at) {
  return static_cast<std::uint8_t>(page[at]);
}

/// The length of the page that begins here; more than there is if its header is not complete.
std::size_t page_length(std::string_view page) {
  if (page.size() <= segment_count_at) return page.size() + 1;
  const std::size_t header = segment_count_at + 1 + byte_at(page, segment_count_at);
  std::size_t length = header;
  for (std::size_t at = segment_count_at + 1; at < std::min(header, page.size()); ++at)
    length += byte_at(page, at);
  return length;
}

}  // namespace

bool ends_inside_ogg_page(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string start(page_begin.size(), ' ');
  if (!file.read(start.data(), static_cast<std::streamsize>(start.size())) || start != page_begin)
    return false;
  file.seekg(0, std::ios::end);
  const auto size = static_cast<std::size_t>(file.tellg());
  std::string end(std::min(size, longest_page), ' ');
  file.seekg(static_cast<std::streamoff>(size - end.size()));
  if (!file.read(end.data(), static_cast<std::streamsize>(end.size()))) return false;
  const std::size_t last_page = end.rfind(page_begin);
  if (last_page == std::string::npos) return false;
  const std::string_view page = std::string_view(end).substr(last_page);
  return page_length(page) > page.size();
}

}  // namespace audioblocks::tool
