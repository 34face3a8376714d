// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/harness.h"

/// Blocks of a ramp in S32LE mono at 1000 Hz, where a sample lasts a millisecond. Shared by the
/// tests of times.
namespace audioblocks::test {

inline std::string mono() { return caps_text("S32LE", 1000, 1); }

/// What a test looks at in a block of S32LE mono; the values of its samples say where they are
/// from.
struct Seen {
  GstClockTime pts;
  int valid;
  std::int64_t first;
  std::int64_t last;  // of the valid ones
  guint64 index;
  guint64 start;
  bool discont;  // the buffer's flag
};

inline Seen see(const BufferPtr& block) {
  const Bytes bytes = bytes_of(block);
  const GstStructure* info = block_info(block);
  const int valid = integer(info, "valid-samples");
  const auto value = [&bytes](int at) {
    return static_cast<std::int32_t>(
        GST_READ_UINT32_LE(bytes.data() + static_cast<std::size_t>(at) * 4));
  };
  ck_assert_uint_eq(u64(info, "timestamp"), GST_BUFFER_PTS(block.get()));
  return {.pts = GST_BUFFER_PTS(block.get()),
          .valid = valid,
          .first = value(0),
          .last = value(valid - 1),
          .index = u64(info, "block-index"),
          .start = u64(info, "start-sample"),
          .discont = has_flag(block, GST_BUFFER_FLAG_DISCONT)};
}

inline void expect(const BufferPtr& block, const Seen& wanted) {
  const Seen seen = see(block);
  ck_assert_uint_eq(seen.pts, wanted.pts);
  ck_assert_int_eq(seen.valid, wanted.valid);
  ck_assert_int_eq(seen.first, wanted.first);
  ck_assert_int_eq(seen.last, wanted.last);
  ck_assert_uint_eq(seen.index, wanted.index);
  ck_assert_uint_eq(seen.start, wanted.start);
  ck_assert_int_eq(seen.discont, wanted.discont);
}

inline void expect(const std::vector<BufferPtr>& blocks, const std::vector<Seen>& wanted) {
  ck_assert_uint_eq(blocks.size(), wanted.size());
  for (std::size_t i = 0; i < blocks.size(); ++i) expect(blocks[i], wanted[i]);
}

inline bool says_discont(const BufferPtr& block) { return boolean(block_info(block), "discont"); }

inline int sum_of_valid(const std::vector<BufferPtr>& blocks) {
  int sum = 0;
  for (const BufferPtr& block : blocks) sum += integer(block_info(block), "valid-samples");
  return sum;
}

inline void flush(Harness& h) {
  ck_assert(h.event(gst_event_new_flush_start()));
  ck_assert(h.event(gst_event_new_flush_stop(TRUE)));
}

}  // namespace audioblocks::test
