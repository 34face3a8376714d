// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/stream/stream_errors.h"

namespace audioblocks::stream_errors {

namespace {

void partial_sample(GstElement* element, gsize bytes, const GstAudioInfo& info) {
  GST_ELEMENT_ERROR(
      element, STREAM, FORMAT,
      ("A buffer of %" G_GSIZE_FORMAT
       " bytes does not hold a whole number of samples: one sample of %s with %d channels takes %d "
       "bytes. The element upstream must send whole samples.",
       bytes, GST_AUDIO_INFO_NAME(&info), GST_AUDIO_INFO_CHANNELS(&info),
       GST_AUDIO_INFO_BPF(&info)),
      ("%" G_GSIZE_FORMAT " bytes left over",
       bytes % static_cast<gsize>(GST_AUDIO_INFO_BPF(&info))));
}

void no_audio_meta(GstElement* element, gsize bytes) {
  GST_ELEMENT_ERROR(element, STREAM, FORMAT,
                    ("A buffer of %" G_GSIZE_FORMAT
                     " bytes in the non-interleaved layout has no GstAudioMeta, which says where "
                     "its channels lie. The element upstream must add one.",
                     bytes),
                    ("gst_buffer_get_audio_meta() returned NULL"));
}

void out_of_bounds(GstElement* element, gsize bytes, const GstAudioInfo& info) {
  GST_ELEMENT_ERROR(element, STREAM, FORMAT,
                    ("The GstAudioMeta of a buffer of %" G_GSIZE_FORMAT
                     " bytes places channels beyond the buffer's end, or differs from the caps in "
                     "the number of channels (%d). The element upstream must correct it.",
                     bytes, GST_AUDIO_INFO_CHANNELS(&info)),
                    ("GstAudioMeta does not fit the buffer"));
}

}  // namespace

void faulty_buffer(GstElement* element, RawInput::Fault fault, gsize bytes,
                   const GstAudioInfo& info) {
  switch (fault) {
    case RawInput::Fault::none:
      break;
    case RawInput::Fault::partial_sample:
      partial_sample(element, bytes, info);
      break;
    case RawInput::Fault::no_audio_meta:
      no_audio_meta(element, bytes);
      break;
    case RawInput::Fault::out_of_bounds:
      out_of_bounds(element, bytes, info);
      break;
  }
}

void unreadable_buffer(GstElement* element, std::size_t samples) {
  GST_ELEMENT_ERROR(element, RESOURCE, READ,
                    ("The memory of a buffer of %" G_GSIZE_FORMAT
                     " samples cannot be read by the processor. Put an element before this one "
                     "that copies it to system memory.",
                     samples),
                    ("gst_memory_map() failed"));
}

void waiting_for_helper(GstElement* element, Shortage shortage) {
  GST_ELEMENT_WARNING(
      element, RESOURCE, BUSY,
      ("Downstream holds all %d blocks, and the helper thread, which would make more within "
       "max-memory (%" G_GSIZE_FORMAT
       " bytes), is kept busy by a handler of block-analyzed or of the bus. Waiting for either; "
       "make the handler return sooner, or release buffers earlier.",
       shortage.blocks, shortage.limit),
      ("waited for a block of the output pool for 2 s"));
}

void waiting_for_downstream(GstElement* element, Shortage shortage) {
  GST_ELEMENT_WARNING(
      element, RESOURCE, NO_SPACE_LEFT,
      ("Downstream holds all %d blocks that the memory limit (max-memory, %" G_GSIZE_FORMAT
       " bytes) allows; waiting for one to come back. Release buffers earlier, or set "
       "overflow-policy=evict-oldest in READY to drop blocks instead.",
       shortage.blocks, shortage.limit),
      ("waited for a block of the output pool for 2 s"));
}

}  // namespace audioblocks::stream_errors
