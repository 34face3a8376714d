// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/input/source_watch.h"

#include <memory>

namespace audioblocks::tool {

namespace {

constexpr std::chrono::milliseconds look_interval{200};
/// A seek, or the moment before an end or an error arrives, takes less.
constexpr std::chrono::seconds patience{1};

struct IteratorFree {
  void operator()(GstIterator* iterator) const noexcept { gst_iterator_free(iterator); }
};
using IteratorPtr = std::unique_ptr<GstIterator, IteratorFree>;

/// True where the thread of the pad waits to be started again, which nothing will do.
bool is_at_rest(GstPad& pad) {
  return gst_pad_get_task_state(&pad) == GST_TASK_PAUSED && !GST_PAD_IS_EOS(&pad) &&
         !GST_PAD_IS_FLUSHING(&pad);
}

bool has_pad_at_rest(GstElement& element) {
  gboolean found = FALSE;
  gst_element_foreach_src_pad(
      &element,
      [](GstElement*, GstPad* pad, gpointer data) -> gboolean {
        if (is_at_rest(*pad)) *static_cast<gboolean*>(data) = TRUE;
        return TRUE;
      },
      &found);
  return found != FALSE;
}

/// Also inside of bins, which are not sources themselves here.
bool has_source_at_rest(GstBin& pipeline) {
  const IteratorPtr elements(gst_bin_iterate_recurse(&pipeline));
  GValue item = G_VALUE_INIT;
  const gboolean found = gst_iterator_find_custom(
      elements.get(),
      [](gconstpointer value, gconstpointer) -> gint {
        auto* element = GST_ELEMENT(g_value_get_object(static_cast<const GValue*>(value)));
        const bool is_source =
            GST_OBJECT_FLAG_IS_SET(element, GST_ELEMENT_FLAG_SOURCE) && !GST_IS_BIN(element);
        return is_source && has_pad_at_rest(*element) ? 0 : 1;
      },
      &item, nullptr);
  if (found) g_value_unset(&item);
  return found != FALSE;
}

}  // namespace

bool SourceWatch::has_stopped(GstBin& pipeline, Time now) {
  if (now - last_look_ < look_interval) return false;
  last_look_ = now;
  if (!has_source_at_rest(pipeline))
    at_rest_since_ = Time::max();
  else if (at_rest_since_ == Time::max())
    at_rest_since_ = now;
  return at_rest_since_ != Time::max() && now - at_rest_since_ >= patience;
}

}  // namespace audioblocks::tool
