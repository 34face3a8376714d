// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Runs the element on any buffers, caps, events, queries, properties and states, from one thread. A
// critical message aborts the process; each block is checked when it leaves, and after each step
// the counters must match exactly.
#include <gst/gst.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/element/application.h"
#include "tests/fuzz/element/bare_gstreamer.h"
#include "tests/fuzz/element/books.h"
#include "tests/fuzz/element/downstream.h"
#include "tests/fuzz/element/element_pads.h"
#include "tests/fuzz/element/life_kind.h"
#include "tests/fuzz/element/stream_time.h"
#include "tests/fuzz/element/upstream.h"
#include "tests/fuzz/support/byte_reader.h"
#include "tests/fuzz/support/require.h"

namespace {

/// One life of one element: the bytes select each step.
class Life {
 public:
  explicit Life(ByteReader& bytes)
      : bytes_(bytes),
        kind_(bytes.take<std::uint8_t>()),
        pads_(gst_element_factory_make("audioblocks", nullptr), kind_.is_live()),
        books_(kind_, pads_),
        time_(bytes),
        upstream_(bytes, kind_, pads_, time_),
        downstream_(bytes, kind_, pads_, time_),
        application_(bytes, pads_, books_) {
    const std::uint8_t more = bytes_.take<std::uint8_t>();
    application_.prepare(kind_, more);
    if ((more & 64) != 0) downstream_.choose_format();
    application_.set_state(GST_STATE_PLAYING);
    if ((more & 128) == 0) upstream_.open();
  }
  ~Life() {
    application_.set_state(GST_STATE_NULL);
    books_.close();
  }
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;

  /// True if enough was sent for one life: several short lives find what a long one would.
  [[nodiscard]] bool is_over() const { return upstream_.sent() > 50000; }

  void step() {
    const std::uint8_t what = bytes_.take<std::uint8_t>();
    act(what);
    books_.end_step();
  }

 private:
  void act(std::uint8_t what) {
    using Act = void (*)(Life&);
    static constexpr std::array<Act, 19> acts{
        [](Life& life) { life.upstream_.gap(); },
        [](Life& life) { life.upstream_.change_format(); },
        [](Life& life) { life.upstream_.send_segment(); },
        [](Life& life) { life.upstream_.flush(); },
        [](Life& life) { life.upstream_.end_stream(); },
        [](Life& life) { life.upstream_.start_stream(); },
        [](Life& life) { life.application_.change_property(); },
        [](Life& life) { life.application_.change_property(); },
        [](Life& life) { life.application_.reset(); },
        [](Life& life) { life.change_state(); },
        [](Life& life) { life.downstream_.answer(); },
        [](Life& life) { life.downstream_.choose_format(); },
        [](Life& life) { life.downstream_.hold(); },
        [](Life& life) { life.downstream_.send_event(); },
        [](Life& life) { life.downstream_.ask(); },
        [](Life& life) { life.upstream_.send_other(); },
        [](Life& life) { life.application_.read_properties(); },
        [](Life& life) { life.application_.block_info(); },
        [](Life& life) { life.upstream_.follow(); },
    };
    const std::size_t which = what % 32;
    if (which < acts.size())
      acts[which](*this);
    else
      upstream_.push(what);
  }

  void change_state() {
    constexpr std::array states{GST_STATE_PAUSED, GST_STATE_PLAYING, GST_STATE_READY,
                                GST_STATE_NULL};
    const std::uint8_t how = bytes_.take<std::uint8_t>();
    application_.set_state(states[how % 4]);
    if (how % 4 < 2) return;
    application_.set_state(GST_STATE_PLAYING);
    if ((how & 4) == 0) upstream_.open();
  }

  ByteReader& bytes_;
  LifeKind kind_;
  ElementPads pads_;
  Books books_;
  StreamTime time_;
  Upstream upstream_;
  Downstream downstream_;
  Application application_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool ready = BareGstreamer::start();
  REQUIRE(ready);
  ByteReader bytes(data, size);
  Life life(bytes);
  while (!bytes.empty() && !life.is_over()) life.step();
  return 0;
}
