// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <mutex>

namespace audioblocks {

/// The bus of an element, for messages of the helper thread. gst_element_post_message() would take
/// the element's lock, which the base class takes on the streaming thread for each buffer; the
/// streaming thread never takes the lock here. Any thread.
class MessageBus {
 public:
  MessageBus() noexcept = default;
  MessageBus(const MessageBus&) = delete;
  MessageBus& operator=(const MessageBus&) = delete;
  ~MessageBus() { gst_clear_object(&bus_); }

  /// Keeps a reference to the bus that the element was given; NULL when it was taken away.
  void set(GstBus* bus) noexcept {
    const std::lock_guard lock(mutex_);
    gst_object_replace(reinterpret_cast<GstObject**>(&bus_), GST_OBJECT_CAST(bus));
  }
  /// Takes `message`, which is lost where there is no bus.
  void post(GstMessage* message) noexcept {
    GstBus* bus = ref();
    if (bus == nullptr) {
      gst_message_unref(message);
      return;
    }
    gst_bus_post(bus, message);
    gst_object_unref(bus);
  }

 private:
  [[nodiscard]] GstBus* ref() noexcept {
    const std::lock_guard lock(mutex_);
    return bus_ != nullptr ? GST_BUS_CAST(gst_object_ref(bus_)) : nullptr;
  }

  std::mutex mutex_;
  GstBus* bus_ = nullptr;
};

}  // namespace audioblocks
