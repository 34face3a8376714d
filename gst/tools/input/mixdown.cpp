// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/input/mixdown.h"

#include <gst/audio/audio.h>
#include <gst/base/gstbasetransform.h>

#include <optional>

#include "gst/base/gst_ptr.h"
#include "gst/base/raw_format.h"
#include "gst/tools/input/channel_mean.h"

namespace audioblocks::tool {

namespace {

struct ToolMixdownState {
  /// Streaming thread only.
  std::optional<ChannelMean> mean;
};

struct ToolMixdown {
  GstBaseTransform parent;
  ToolMixdownState* state;
};

struct ToolMixdownClass {
  GstBaseTransformClass parent_class;
};

GType tool_mixdown_get_type();
G_DEFINE_TYPE(ToolMixdown, tool_mixdown, GST_TYPE_BASE_TRANSFORM)

ToolMixdown* as_mixdown(gpointer object) { return static_cast<ToolMixdown*>(object); }

/// The one-channel part of `from`; nullptr if it has none.
GstStructure* mono_part(const GstStructure* from) {
  GstStructure* mono = gst_structure_copy(from);
  GstStructure* one_channel = gst_structure_new("audio/x-raw", "channels", G_TYPE_INT, 1, nullptr);
  const bool can = gst_structure_can_intersect(from, one_channel) != FALSE;
  gst_structure_free(one_channel);
  if (can) {
    gst_structure_set(mono, "channels", G_TYPE_INT, 1, nullptr);
    return mono;
  }
  gst_structure_free(mono);
  return nullptr;
}

/// The output for several channels of `from`.
GstStructure* mixed_from(const GstStructure* from) {
  GstStructure* mixed =
      gst_structure_new("audio/x-raw", "format", G_TYPE_STRING, GST_AUDIO_NE(F32), "channels",
                        G_TYPE_INT, 1, "layout", G_TYPE_STRING, "interleaved", nullptr);
  gst_structure_set_value(mixed, "rate", gst_structure_get_value(from, "rate"));
  return mixed;
}

/// The inputs of several channels that become `mono`: any format, layout and positions.
GstStructure* several_from(const GstStructure* mono) {
  const CapsPtr all(readable_caps());
  GstStructure* several = gst_structure_copy(gst_caps_get_structure(all.get(), 0));
  gst_structure_set(several, "channels", GST_TYPE_INT_RANGE, 2, 64, nullptr);
  gst_structure_set_value(several, "rate", gst_structure_get_value(mono, "rate"));
  return several;
}

bool is_mono(const GstStructure* structure) {
  int channels = 0;
  return gst_structure_get_int(structure, "channels", &channels) && channels == 1;
}

void append(GstCaps* caps, GstStructure* structure) {
  if (structure != nullptr) gst_caps_append_structure(caps, structure);
}

GstCaps* transform_caps(GstBaseTransform*, GstPadDirection direction, GstCaps* caps,
                        GstCaps* filter) {
  GstCaps* result = gst_caps_new_empty();
  for (guint i = 0; i < gst_caps_get_size(caps); ++i) {
    const GstStructure* structure = gst_caps_get_structure(caps, i);
    if (!gst_structure_has_field(structure, "rate")) continue;
    append(result, mono_part(structure));
    if (direction == GST_PAD_SRC)
      append(result, several_from(structure));
    else if (!is_mono(structure))
      append(result, mixed_from(structure));
  }
  if (filter == nullptr) return result;
  GstCaps* filtered = gst_caps_intersect_full(filter, result, GST_CAPS_INTERSECT_FIRST);
  gst_caps_unref(result);
  return filtered;
}

/// Some demuxers omit the positions of many channels; a mean needs none.
bool read_caps(const GstCaps* caps, GstAudioInfo* info) {
  const CapsPtr positioned(gst_caps_copy(caps));
  int channels = 0;
  GstStructure* structure = gst_caps_get_structure(positioned.get(), 0);
  if (gst_structure_get_int(structure, "channels", &channels) && channels > 2 &&
      !gst_structure_has_field(structure, "channel-mask"))
    gst_structure_set(structure, "channel-mask", GST_TYPE_BITMASK, guint64{0}, nullptr);
  return gst_audio_info_from_caps(info, positioned.get()) != FALSE;
}

gboolean set_caps(GstBaseTransform* transform, GstCaps* in_caps, GstCaps* out_caps) {
  auto& mean = as_mixdown(transform)->state->mean;
  mean.reset();
  GstAudioInfo info;
  if (!read_caps(in_caps, &info)) return FALSE;
  const bool passes = gst_caps_is_equal(in_caps, out_caps) != FALSE;
  if (!passes) mean.emplace(info);
  gst_base_transform_set_passthrough(transform, passes);
  return TRUE;
}

std::size_t sample_count(GstBuffer* buffer, const GstAudioInfo& info) {
  if (const GstAudioMeta* meta = gst_buffer_get_audio_meta(buffer)) return meta->samples;
  return gst_buffer_get_size(buffer) / static_cast<gsize>(GST_AUDIO_INFO_BPF(&info));
}

GstFlowReturn prepare_output_buffer(GstBaseTransform* transform, GstBuffer* in, GstBuffer** out) {
  const auto& mean = as_mixdown(transform)->state->mean;
  if (!mean) {
    *out = in;
    return GST_FLOW_OK;
  }
  const std::size_t bytes = sample_count(in, mean->info()) * sizeof(float);
  *out = gst_buffer_new_allocate(nullptr, bytes, nullptr);
  if (*out == nullptr) return GST_FLOW_ERROR;
  gst_buffer_copy_into(
      *out, in, static_cast<GstBufferCopyFlags>(GST_BUFFER_COPY_FLAGS | GST_BUFFER_COPY_TIMESTAMPS),
      0, static_cast<gsize>(-1));
  return GST_FLOW_OK;
}

GstFlowReturn transform_buffer(GstBaseTransform* transform, GstBuffer* in, GstBuffer* out) {
  auto& mean = as_mixdown(transform)->state->mean;
  GstAudioBuffer audio;
  GstMapInfo mixed;
  if (!mean || !gst_audio_buffer_map(&audio, &mean->info(), in, GST_MAP_READ))
    return GST_FLOW_ERROR;
  const bool mapped = gst_buffer_map(out, &mixed, GST_MAP_WRITE) != FALSE;
  if (mapped) {
    mean->mix(audio, reinterpret_cast<float*>(mixed.data));
    gst_buffer_unmap(out, &mixed);
  }
  gst_audio_buffer_unmap(&audio);
  return mapped ? GST_FLOW_OK : GST_FLOW_ERROR;
}

void finalize(GObject* object) {
  delete as_mixdown(object)->state;
  G_OBJECT_CLASS(tool_mixdown_parent_class)->finalize(object);
}

void add_pad_template(GstElementClass* element, const char* name, GstPadDirection direction,
                      const CapsPtr& caps) {
  gst_element_class_add_pad_template(
      element, gst_pad_template_new(name, direction, GST_PAD_ALWAYS, caps.get()));
}

void tool_mixdown_class_init(ToolMixdownClass* klass) {
  G_OBJECT_CLASS(klass)->finalize = finalize;
  GstElementClass* element = GST_ELEMENT_CLASS(klass);
  const CapsPtr sink_caps(readable_caps());
  const CapsPtr src_caps(gst_caps_copy(sink_caps.get()));
  gst_caps_set_simple(src_caps.get(), "channels", G_TYPE_INT, 1, nullptr);
  add_pad_template(element, "sink", GST_PAD_SINK, sink_caps);
  add_pad_template(element, "src", GST_PAD_SRC, src_caps);
  gst_element_class_set_static_metadata(element, "Mixdown", "Filter/Converter/Audio",
                                        "Mixes all channels to their arithmetic mean",
                                        "audioblocks developers");
  GstBaseTransformClass* transform = GST_BASE_TRANSFORM_CLASS(klass);
  transform->transform_caps = transform_caps;
  transform->set_caps = set_caps;
  transform->prepare_output_buffer = prepare_output_buffer;
  transform->transform = transform_buffer;
}

void tool_mixdown_init(ToolMixdown* mixdown) { mixdown->state = new ToolMixdownState; }

}  // namespace

GstElement* make_mixdown() {
  return GST_ELEMENT(g_object_new(tool_mixdown_get_type(), "name", "mixdown", nullptr));
}

}  // namespace audioblocks::tool
