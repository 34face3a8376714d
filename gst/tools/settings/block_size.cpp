// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/settings/block_size.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "gst/audioblocks/audioblocks.h"
#include "gst/base/gst_ptr.h"

namespace audioblocks::tool {

namespace {

void add_sizes(const GValue* value, std::vector<int>& sizes) {
  if (G_VALUE_HOLDS_INT(value)) sizes.push_back(g_value_get_int(value));
  if (!GST_VALUE_HOLDS_LIST(value)) return;
  for (guint i = 0; i < gst_value_list_get_size(value); ++i)
    sizes.push_back(g_value_get_int(gst_value_list_get_value(value, i)));
}

/// The sizes on the element's source pad template, ascending.
std::vector<int> offered_sizes(GstElement* element) {
  std::vector<int> sizes;
  GstPadTemplate* pad_template = gst_element_get_pad_template(element, "src");
  if (pad_template == nullptr) return sizes;
  const CapsPtr caps(gst_pad_template_get_caps(pad_template));
  for (guint i = 0; i < gst_caps_get_size(caps.get()); ++i) {
    const GstStructure* structure = gst_caps_get_structure(caps.get(), i);
    if (const GValue* value = gst_structure_get_value(structure, GST_AUDIO_BLOCKS_CAPS_FIELD))
      add_sizes(value, sizes);
  }
  std::ranges::sort(sizes);
  const auto repeated = std::ranges::unique(sizes);
  sizes.erase(repeated.begin(), repeated.end());
  return sizes;
}

/// "multiples of 128 from 256 to 2048" for an even grid, else all sizes.
std::string described(const std::vector<int>& sizes) {
  const std::size_t count = sizes.size();
  const int step = count > 1 ? sizes[1] - sizes[0] : 0;
  const bool even = sizes.back() - sizes.front() == step * (static_cast<int>(count) - 1);
  if (count > 3 && even)
    return fmt::format("multiples of {} from {} to {}", step, sizes.front(), sizes.back());
  std::string list;
  for (const int size : sizes) list += fmt::format("{}{}", list.empty() ? "" : ", ", size);
  return list + (count == 1 ? " alone" : "");
}

std::string nearest(const std::vector<int>& sizes, int samples) {
  const auto above = std::ranges::lower_bound(sizes, samples);
  if (above == sizes.begin()) return fmt::format("{}", sizes.front());
  if (above == sizes.end()) return fmt::format("{}", sizes.back());
  return fmt::format("{} or {}", *(above - 1), *above);
}

}  // namespace

std::string block_size_problem(GstElement* element, int samples) {
  const std::vector<int> sizes = offered_sizes(element);
  if (sizes.empty() || std::ranges::binary_search(sizes, samples)) return {};
  return fmt::format("--block-samples {} is not a block size here; it takes {}{}", samples,
                     described(sizes),
                     sizes.size() > 1 ? ", the nearest: " + nearest(sizes, samples) : "");
}

int longest_block(GstElement* element) {
  const std::vector<int> sizes = offered_sizes(element);
  return sizes.empty() ? 0 : sizes.back();
}

}  // namespace audioblocks::tool
