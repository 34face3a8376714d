// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/input/stream_format.h"

namespace audioblocks::tool {

StreamFormat read_stream_format(const GstCaps& caps) {
  StreamFormat format;
  const GstStructure* structure = gst_caps_get_structure(&caps, 0);
  gst_structure_get_int(structure, "rate", &format.rate);
  gst_structure_get_int(structure, "channels", &format.channels);
  if (const char* name = gst_structure_get_string(structure, "format")) format.sample_format = name;
  return format;
}

}  // namespace audioblocks::tool
