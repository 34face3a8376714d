// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/block_caps.h"

#include <gst/audio/audio.h>
#include <gst/audioblocks/audioblocks.h>

#include <utility>

#include "gst/base/raw_format.h"
#include "src/base/buffer_constants.h"

namespace audioblocks {

namespace {

using Constants = BufferConstants;

/// A GValue that cleans up after itself.
class Value {
 public:
  Value() = default;
  Value(const Value&) = delete;
  Value& operator=(const Value&) = delete;
  ~Value() {
    if (G_IS_VALUE(&value_)) g_value_unset(&value_);
  }
  GValue* get() { return &value_; }

 private:
  GValue value_ = G_VALUE_INIT;
};

/// Sets an unset value to all sizes: a list, or one int in the production profile.
void set_sizes(GValue* sizes) {
  GValue size = G_VALUE_INIT;
  g_value_init(&size, G_TYPE_INT);
  if constexpr (Constants::block_size_count == 1) {
    g_value_init(sizes, G_TYPE_INT);
    g_value_set_int(sizes, Constants::block_sizes()[0]);
    return;
  }
  g_value_init(sizes, GST_TYPE_LIST);
  for (const int samples : Constants::block_sizes()) {
    g_value_set_int(&size, samples);
    gst_value_list_append_value(sizes, &size);
  }
}

/// The part of `caps` that has the size, or all of `caps` where no part has. Takes `caps`.
GstCaps* narrowed_to_size(GstCaps* caps, gint samples) {
  GstCaps* exact =
      gst_caps_new_simple("audio/x-raw", GST_AUDIO_BLOCKS_CAPS_FIELD, G_TYPE_INT, samples, nullptr);
  GstCaps* found = gst_caps_intersect_full(caps, exact, GST_CAPS_INTERSECT_FIRST);
  if (gst_caps_is_empty(found) == FALSE) gst_caps_replace(&caps, found);
  gst_caps_unref(exact);
  gst_caps_unref(found);
  return caps;
}

gchar* text_of(const GValue* value) {
  gchar* text = gst_value_serialize(value);
  return text != nullptr ? text : g_strdup("?");
}

/// The list with `text` added, unless that is in it already. Takes `text`.
GList* with_text(GList* list, gchar* text) {
  const auto same = [](gconstpointer a, gconstpointer b) {
    return g_strcmp0(static_cast<const gchar*>(a), static_cast<const gchar*>(b));
  };
  if (g_list_find_custom(list, text, same) == nullptr) return g_list_append(list, text);
  g_free(text);
  return list;
}

/// "a or b or c"; null where there is none.
gchar* alternatives(const GList* list) {
  gchar* all = nullptr;
  for (; list != nullptr; list = list->next) {
    const auto* text = static_cast<const gchar*>(list->data);
    gchar* longer = all == nullptr ? g_strdup(text) : g_strconcat(all, " or ", text, nullptr);
    g_free(std::exchange(all, longer));
  }
  return all;
}

}  // namespace

GstCaps* sink_template_caps() { return readable_caps(); }

GstCaps* src_template_caps() {
  GstCaps* sink = sink_template_caps();
  GstCaps* caps = caps_with_block_sizes(sink);
  gst_caps_unref(sink);
  return caps;
}

GstCaps* filter_caps(GstCaps* caps, GstCaps* filter) {
  if (filter == nullptr) return caps;
  GstCaps* filtered = gst_caps_intersect_full(filter, caps, GST_CAPS_INTERSECT_FIRST);
  gst_caps_unref(caps);
  return filtered;
}

GstCaps* caps_with_block_sizes(const GstCaps* caps) {
  Value sizes;
  set_sizes(sizes.get());
  GstCaps* with = gst_caps_copy(caps);
  gst_caps_set_value(with, GST_AUDIO_BLOCKS_CAPS_FIELD, sizes.get());
  return with;
}

GstCaps* caps_without_block_size(const GstCaps* caps) {
  GstCaps* without = gst_caps_copy(caps);
  for (guint i = 0; i < gst_caps_get_size(without); ++i)
    gst_structure_remove_field(gst_caps_get_structure(without, i), GST_AUDIO_BLOCKS_CAPS_FIELD);
  return without;
}

GstCaps* fixate_block_size(GstCaps* caps, gint wanted) {
  if (wanted > 0) caps = narrowed_to_size(caps, wanted);
  caps = gst_caps_make_writable(gst_caps_truncate(caps));
  GstStructure* structure = gst_caps_get_structure(caps, 0);
  constexpr auto size = static_cast<gint>(Constants::default_block_samples);
  if (gst_structure_has_field(structure, GST_AUDIO_BLOCKS_CAPS_FIELD))
    gst_structure_fixate_field_nearest_int(structure, GST_AUDIO_BLOCKS_CAPS_FIELD, size);
  else
    gst_structure_set(structure, GST_AUDIO_BLOCKS_CAPS_FIELD, G_TYPE_INT, size, nullptr);
  return gst_caps_fixate(caps);
}

bool takes_block_size(const GstCaps* peer, const GstCaps* format, gint samples) {
  GstCaps* blocks = gst_caps_copy(format);
  gst_caps_set_simple(blocks, GST_AUDIO_BLOCKS_CAPS_FIELD, G_TYPE_INT, samples, nullptr);
  const bool takes = gst_caps_can_intersect(peer, blocks) != FALSE;
  gst_caps_unref(blocks);
  return takes;
}

gint block_size_of(const GstCaps* caps) {
  gint samples = 0;
  gst_structure_get_int(gst_caps_get_structure(caps, 0), GST_AUDIO_BLOCKS_CAPS_FIELD, &samples);
  return samples;
}

Text impossible_block_size(const GstCaps* wanted, const GstCaps* format) {
  Value sizes;
  set_sizes(sizes.get());
  GstCaps* plain = caps_without_block_size(wanted);
  GList* asked = nullptr;
  bool possible = false;
  for (guint i = 0; i < gst_caps_get_size(wanted) && !possible; ++i) {
    if (gst_structure_can_intersect(gst_caps_get_structure(plain, i),
                                    gst_caps_get_structure(format, 0)) == FALSE)
      continue;
    const GValue* size =
        gst_structure_get_value(gst_caps_get_structure(wanted, i), GST_AUDIO_BLOCKS_CAPS_FIELD);
    // Not gst_value_can_intersect(), which holds that any list intersects.
    possible = size == nullptr || gst_value_intersect(nullptr, size, sizes.get()) != FALSE;
    if (!possible) asked = with_text(asked, text_of(size));
  }
  gst_caps_unref(plain);
  Text text(possible ? nullptr : alternatives(asked), g_free);
  g_list_free_full(asked, g_free);
  return text;
}

Text allowed_block_sizes() {
  if constexpr (Constants::block_size_count == 1)
    return {g_strdup_printf("%" G_GSIZE_FORMAT " alone (production profile)",
                            Constants::default_block_samples),
            g_free};
  return {g_strdup_printf("%" G_GSIZE_FORMAT " to %" G_GSIZE_FORMAT " in steps of %" G_GSIZE_FORMAT,
                          Constants::min_block_samples, Constants::max_block_samples,
                          Constants::chunk_samples),
          g_free};
}

}  // namespace audioblocks
