// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <memory>

namespace audioblocks {

/// A text in GLib's memory: no exception may pass through GStreamer's functions.
using Text = std::unique_ptr<gchar, decltype(&g_free)>;

/// Caps of the pad templates, transfer full.
GstCaps* sink_template_caps();
GstCaps* src_template_caps();

/// What `caps` and `filter` have in common, in the order of `filter`; `caps` as they are where
/// `filter` is null. Takes `caps`, transfer full.
GstCaps* filter_caps(GstCaps* caps, GstCaps* filter);

/// `caps` with all block sizes, or without the field; transfer full.
GstCaps* caps_with_block_sizes(const GstCaps* caps);
GstCaps* caps_without_block_size(const GstCaps* caps);

/// Fixed caps: with the size `wanted` where `caps` have it; otherwise the first structure, with the
/// size nearest to the default where it has a choice. A `wanted` of 0 is no preference. Takes
/// `caps`.
GstCaps* fixate_block_size(GstCaps* caps, gint wanted);

/// True if `peer` takes the format `format` in blocks of that size.
bool takes_block_size(const GstCaps* peer, const GstCaps* format, gint samples);

/// The size in fixed caps; 0 where there is none.
gint block_size_of(const GstCaps* caps);

/// The sizes that `wanted` asks for where it takes the format `format`, as text; null if one of
/// them is possible.
Text impossible_block_size(const GstCaps* wanted, const GstCaps* format);

/// The possible sizes, as text for an error message.
Text allowed_block_sizes();

}  // namespace audioblocks
