// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/settings/element_settings.h"

#include <fmt/core.h>

#include <algorithm>

#include "gst/audioblocks/audioblocks.h"
#include "gst/tools/settings/assignment.h"
#include "gst/tools/settings/block_size.h"
#include "gst/tools/settings/property_value.h"
#include "src/base/buffer_constants.h"
#include "src/pitch/pitch_detector.h"

namespace audioblocks::tool {

namespace {

constexpr const char* factory_name = "audioblocks";
constexpr const char* reference_property = "reference-frequency";

CapsPtr caps_of(int block_samples) {
  return CapsPtr(gst_caps_new_simple("audio/x-raw", GST_AUDIO_BLOCKS_CAPS_FIELD, G_TYPE_INT,
                                     block_samples, nullptr));
}

/// The farthest that the tracked pitch looks ahead, in blocks.
guint longest_lag(GstElement* element) {
  const GParamSpec* property =
      g_object_class_find_property(G_OBJECT_GET_CLASS(element), "track-lag");
  return G_PARAM_SPEC_UINT(property)->maximum;
}

/// What the tool needs, whatever a preset says: no messages, since it takes signals, and if the
/// source can wait no loss, however slow the reader is, and the best track.
void apply_own_settings(GstElement* element, bool source_can_wait) {
  g_object_set(element, "post-messages", FALSE, nullptr);
  if (!source_can_wait) return;
  gst_util_set_object_arg(G_OBJECT(element), "overflow-policy", "wait");
  g_object_set(element, "track-lag", longest_lag(element), nullptr);
}

/// "bass, guitar, …"; empty if GStreamer finds no presets.
std::string preset_names(GstElement* element) {
  char** list = gst_preset_get_preset_names(GST_PRESET(element));
  if (list == nullptr) return {};
  const CharPtr names(g_strjoinv(", ", list));
  g_strfreev(list);
  return names.get();
}

}  // namespace

std::string ElementSettings::find_element() {
  GstElement* element = gst_element_factory_make(factory_name, nullptr);
  if (element == nullptr)
    return "GStreamer has no element audioblocks; install the plugin, or set GST_PLUGIN_PATH to "
           "its folder";
  element_.reset(GST_ELEMENT(gst_object_ref_sink(element)));
  return {};
}

std::string ElementSettings::set_preset(const std::string& name) {
  if (gst_preset_load_preset(GST_PRESET(element_.get()), name.c_str())) {
    preset_ = name;
    return {};
  }
  const std::string names = preset_names(element_.get());
  if (names.empty())
    return fmt::format(
        "--preset {} is not known, GStreamer finds no presets of audioblocks; install them, or set "
        "GST_PRESET_PATH to their folder",
        name);
  return fmt::format("--preset {} is not known; choose from {}", name, names);
}

std::string ElementSettings::set(const std::string& assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0)
    return fmt::format("--set {} is not PROPERTY=VALUE; write, for example, --set window=hann",
                       assignment);
  Assignment read =
      read_assignment(*element_, assignment.substr(0, equals), assignment.substr(equals + 1));
  if (!read.problem.empty()) return "--set " + read.problem;
  set_value(*read.property, std::move(read.value));
  return {};
}

std::string ElementSettings::set_reference(const std::string& frequency) {
  GParamSpec* property =
      g_object_class_find_property(G_OBJECT_GET_CLASS(element_.get()), reference_property);
  ValuePtr value = read_property_value(property, frequency);
  if (value == nullptr)
    return fmt::format("--reference {} is not a frequency of A4; it takes {}", frequency,
                       allowed_values(property));
  set_value(*property, std::move(value));
  return {};
}

void ElementSettings::set_value(const GParamSpec& property, ValuePtr value) {
  g_object_set_property(G_OBJECT(element_.get()), property.name, value.get());
  values_.emplace_back(property.name, std::move(value));
}

std::string ElementSettings::set_block_samples(int block_samples) {
  const std::string problem = block_size_problem(element_.get(), block_samples);
  if (problem.empty()) block_samples_ = block_samples;
  return problem;
}

GstElement* ElementSettings::make_element() const {
  GstElement* element = gst_element_factory_make(factory_name, nullptr);
  if (element == nullptr) return nullptr;
  if (!preset_.empty()) gst_preset_load_preset(GST_PRESET(element), preset_.c_str());
  apply_own_settings(element, source_can_wait_);
  for (const auto& [name, value] : values_)
    g_object_set_property(G_OBJECT(element), name.c_str(), value.get());
  if (needs_notes_ && finds_pitch()) g_object_set(element, "notes", TRUE, nullptr);
  return element;
}

CapsPtr ElementSettings::block_caps(int rate) const {
  if (block_samples_ > 0) return caps_of(block_samples_);
  CapsPtr any(gst_caps_new_empty_simple("audio/x-raw"));
  constexpr std::size_t usual = BufferConstants::default_block_samples;
  const double lowest = lowest_pitch();
  if (lowest <= 0.0 || PitchDetector::lowest_frequency(usual, rate) <= lowest) return any;
  // Any other size is the second choice, in case that the memory does not suffice.
  CapsPtr longest = caps_of(longest_block(element_.get()));
  gst_caps_append(longest.get(), any.release());
  return longest;
}

/// The lowest pitch wanted, in Hz; 0 where nothing says which.
double ElementSettings::lowest_pitch() const {
  double limit = 0.0;
  g_object_get(element_.get(), "min-frequency", &limit, nullptr);
  return limit > 0.0 && lowest_pitch_ > 0.0 ? std::min(limit, lowest_pitch_)
                                            : std::max(limit, lowest_pitch_);
}

bool ElementSettings::finds_pitch() const {
  GValue analyses = G_VALUE_INIT;
  g_object_get_property(G_OBJECT(element_.get()), "analyses", &analyses);
  auto* flags = static_cast<GFlagsClass*>(g_type_class_peek(G_VALUE_TYPE(&analyses)));
  const GFlagsValue* pitch = g_flags_get_value_by_nick(flags, "pitch");
  return (g_value_get_flags(&analyses) & pitch->value) != 0;
}

double ElementSettings::reference_frequency() const {
  double frequency = 0.0;
  g_object_get(element_.get(), reference_property, &frequency, nullptr);
  return frequency;
}

}  // namespace audioblocks::tool
