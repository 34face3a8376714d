// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <memory>

namespace audioblocks {

struct ObjectUnref {
  void operator()(gpointer object) const noexcept { g_object_unref(object); }
};
struct CapsUnref {
  void operator()(GstCaps* caps) const noexcept { gst_caps_unref(caps); }
};
struct MessageUnref {
  void operator()(GstMessage* message) const noexcept { gst_message_unref(message); }
};
struct StructureFree {
  void operator()(GstStructure* structure) const noexcept { gst_structure_free(structure); }
};
struct TagListUnref {
  void operator()(GstTagList* tags) const noexcept { gst_tag_list_unref(tags); }
};
struct ErrorFree {
  void operator()(GError* error) const noexcept { g_error_free(error); }
};
struct MemoryFree {
  void operator()(gpointer memory) const noexcept { g_free(memory); }
};
struct ValueFree {
  void operator()(GValue* value) const noexcept {
    g_value_unset(value);
    g_free(value);
  }
};

/// Owners of one reference. An element fresh from a factory has a floating reference: sink it
/// first.
template <typename T>
using ObjectPtr = std::unique_ptr<T, ObjectUnref>;
using CapsPtr = std::unique_ptr<GstCaps, CapsUnref>;
using MessagePtr = std::unique_ptr<GstMessage, MessageUnref>;
using StructurePtr = std::unique_ptr<GstStructure, StructureFree>;
using TagListPtr = std::unique_ptr<GstTagList, TagListUnref>;
using ErrorPtr = std::unique_ptr<GError, ErrorFree>;
using CharPtr = std::unique_ptr<char, MemoryFree>;
/// A GValue that was initialised with g_value_init.
using ValuePtr = std::unique_ptr<GValue, ValueFree>;

}  // namespace audioblocks
