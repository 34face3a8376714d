// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The block meta on what others make of a block: copies, regions, joined buffers.
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "tests/support/standard_error.h"
#include "tests/support/stimulus.h"

#include <gst/base/gstadapter.h>

using namespace audioblocks::test;

namespace {

constexpr std::size_t block = 1024;

/// While it lives, keeps the errors that GStreamer logs.
class LoggedErrors {
 public:
  LoggedErrors() {
    gst_debug_set_active(TRUE);
    gst_debug_set_default_threshold(GST_LEVEL_ERROR);
  }
  ~LoggedErrors() { gst_debug_set_default_threshold(GST_LEVEL_NONE); }
  LoggedErrors(const LoggedErrors&) = delete;
  LoggedErrors& operator=(const LoggedErrors&) = delete;

  void expect_none() const { expect_text(log_.text(), ""); }

 private:
  StandardError log_;
};

std::vector<BufferPtr> make_blocks(std::size_t count) {
  Harness h;
  ck_assert(h.open(float_caps()));
  feed_floats(h, sine(440.0, count * block));
  return h.take_blocks();
}

struct AdapterUnref {
  void operator()(GstAdapter* adapter) const { g_object_unref(adapter); }
};

/// Joins the blocks and cuts them anew, as encoders, payloaders and splitters do.
std::vector<BufferPtr> cut(const std::vector<BufferPtr>& blocks, std::size_t first,
                           std::size_t samples) {
  const std::unique_ptr<GstAdapter, AdapterUnref> adapter(gst_adapter_new());
  for (const BufferPtr& one : blocks) gst_adapter_push(adapter.get(), gst_buffer_ref(one.get()));
  std::vector<BufferPtr> pieces;
  for (std::size_t wanted = first != 0 ? first : samples;
       gst_adapter_available(adapter.get()) >= wanted * sizeof(float); wanted = samples)
    pieces.emplace_back(gst_adapter_take_buffer(adapter.get(), wanted * sizeof(float)));
  return pieces;
}

}  // namespace

START_TEST(a_whole_copy_keeps_the_meta) {
  const std::vector<BufferPtr> blocks = make_blocks(1);
  const LoggedErrors errors;
  const BufferPtr whole(gst_buffer_copy(blocks[0].get()));
  ck_assert(gst_structure_is_equal(block_info(whole), block_info(blocks[0])) != FALSE);
  const BufferPtr deep(gst_buffer_copy_deep(blocks[0].get()));
  ck_assert(gst_structure_is_equal(block_info(deep), block_info(blocks[0])) != FALSE);
  const BufferPtr metas_alone(gst_buffer_new());
  gst_buffer_copy_into(metas_alone.get(), blocks[0].get(), GST_BUFFER_COPY_META, 0,
                       static_cast<gsize>(-1));
  ck_assert(gst_structure_is_equal(block_info(metas_alone), block_info(blocks[0])) != FALSE);
  errors.expect_none();
}
END_TEST

START_TEST(a_region_has_no_meta_and_logs_no_error) {
  const std::vector<BufferPtr> blocks = make_blocks(1);
  const LoggedErrors errors;
  for (const gsize offset : {gsize{0}, gsize{4}}) {
    const BufferPtr region(
        gst_buffer_copy_region(blocks[0].get(), GST_BUFFER_COPY_ALL, offset, 400));
    ck_assert(find_block_info(region.get()) == nullptr);
  }
  errors.expect_none();
}
END_TEST

START_TEST(a_buffer_joined_or_cut_from_blocks_has_no_meta) {
  const std::vector<BufferPtr> blocks = make_blocks(6);
  const LoggedErrors errors;
  // Shorter and longer pieces than a block, and pieces as long as one that begin elsewhere.
  for (const auto& [first, samples] : std::vector<std::pair<std::size_t, std::size_t>>{
           {0, 300}, {0, 700}, {0, 1025}, {0, 2 * block}, {300, block}, {1, block}}) {
    const std::vector<BufferPtr> pieces = cut(blocks, first, samples);
    ck_assert_uint_ge(pieces.size(), 3);
    for (const BufferPtr& piece : pieces)
      ck_assert_msg(find_block_info(piece.get()) == nullptr, "a piece of %zu after %zu has a meta",
                    samples, first);
  }
  errors.expect_none();
}
END_TEST

START_TEST(a_buffer_joined_from_silent_blocks_has_no_meta) {
  Harness h;
  ck_assert(h.open(float_caps()));
  feed_floats(h, Samples(6 * block));
  const std::vector<BufferPtr> pieces = cut(h.take_blocks(), 300, block);
  ck_assert_uint_ge(pieces.size(), 4);
  for (const BufferPtr& piece : pieces) ck_assert(find_block_info(piece.get()) == nullptr);
}
END_TEST

START_TEST(a_buffer_as_long_as_one_of_its_parts_has_no_meta) {
  // A short block, whole ones, and a padded one.
  const Samples tone = sine(440.0, 100 + 2 * block + 952);
  Harness h(lossless());
  ck_assert(h.open(float_caps()));
  gst_util_set_object_arg(G_OBJECT(h.element()), "partial-block", "short");
  feed_floats(h, Samples(tone.begin(), tone.begin() + 100));
  h.event(gst_event_new_gap(0, 0));
  gst_util_set_object_arg(G_OBJECT(h.element()), "partial-block", "pad");
  feed_floats(h, Samples(tone.begin() + 100, tone.end()), 100);
  h.eos();
  const std::vector<BufferPtr> blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 4);
  ck_assert_uint_eq(gst_buffer_get_size(blocks[0].get()), 100 * sizeof(float));
  const std::vector<BufferPtr> pieces = cut(blocks, 0, block);
  ck_assert_uint_eq(pieces.size(), 3);
  for (const BufferPtr& piece : pieces) {
    ck_assert(find_block_info(piece.get()) == nullptr);
    ck_assert(gst_buffer_get_audio_clipping_meta(piece.get()) == nullptr);
  }
}
END_TEST

START_TEST(a_piece_that_is_a_block_keeps_its_meta) {
  const std::vector<BufferPtr> blocks = make_blocks(4);
  const std::vector<BufferPtr> pieces = cut(blocks, 0, block);
  ck_assert_uint_eq(pieces.size(), 4);
  for (std::size_t i = 0; i < pieces.size(); ++i)
    ck_assert_uint_eq(u64(block_info(pieces[i]), "block-index"), i);
}
END_TEST

START_TEST(the_clipping_meta_of_a_padded_block_is_left_out_of_regions) {
  const Properties padding{{"partial-block", "pad"}};
  Harness h(padding);
  ck_assert(h.open(float_caps()));
  feed_floats(h, sine(440.0, 100));
  h.eos();
  const BufferPtr padded = h.take_block();
  const LoggedErrors errors;
  const BufferPtr region(gst_buffer_copy_region(padded.get(), GST_BUFFER_COPY_ALL, 0, 200));
  ck_assert(gst_buffer_get_audio_clipping_meta(region.get()) == nullptr);
  const BufferPtr whole(gst_buffer_copy(padded.get()));
  for (const BufferPtr& buffer : {std::cref(padded), std::cref(whole)}) {
    const GstAudioClippingMeta* clipping = gst_buffer_get_audio_clipping_meta(buffer.get());
    ck_assert(clipping != nullptr);
    ck_assert_int_eq(clipping->format, GST_FORMAT_DEFAULT);
    ck_assert_uint_eq(clipping->start, 0);
    ck_assert_uint_eq(clipping->end, 924);
  }
  errors.expect_none();
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(argc, argv, "meta",
                   {ELEMENT_TEST(a_whole_copy_keeps_the_meta),
                    ELEMENT_TEST(a_region_has_no_meta_and_logs_no_error),
                    ELEMENT_TEST(a_buffer_joined_or_cut_from_blocks_has_no_meta),
                    ELEMENT_TEST(a_buffer_joined_from_silent_blocks_has_no_meta),
                    ELEMENT_TEST(a_buffer_as_long_as_one_of_its_parts_has_no_meta),
                    ELEMENT_TEST(a_piece_that_is_a_block_keeps_its_meta),
                    ELEMENT_TEST(the_clipping_meta_of_a_padded_block_is_left_out_of_regions)});
}
