// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gst/gst.h>

#include <cstddef>

#include "gst/input/raw_input.h"

/// What the streaming thread posts on the bus when a stream goes wrong, each with what to do.
namespace audioblocks::stream_errors {

/// A buffer of `bytes` that is not audio in the format `info`. `fault` is not none.
void faulty_buffer(GstElement* element, RawInput::Fault fault, gsize bytes,
                   const GstAudioInfo& info);
/// A buffer whose memory the processor cannot map.
void unreadable_buffer(GstElement* element, std::size_t samples);

/// What a lossless pipeline has waited for: a block to come back, of as many as there are.
struct Shortage {
  gint blocks = 0;
  /// The element's max-memory, bytes.
  std::size_t limit = 0;
};
/// The helper thread could make more blocks, but is busy.
void waiting_for_helper(GstElement* element, Shortage shortage);
/// There can be no more blocks.
void waiting_for_downstream(GstElement* element, Shortage shortage);

}  // namespace audioblocks::stream_errors
