// SPDX-License-Identifier: LGPL-2.1-or-later
#include "harness.h"

using namespace audioblocks::test;

START_TEST(one_buffer_becomes_one_block) {
  Harness h;
  ck_assert(h.open(caps_text("S32LE", 1000, 1)));
  h.feed(make_ramp(0, 1024, 0));
  const BufferPtr block = h.take_block();
  ck_assert_uint_eq(gst_buffer_get_size(block.get()), 4096);
  ck_assert_int_eq(integer(block_info(block), "block-samples"), 1024);
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(argc, argv, "reblock", {ELEMENT_TEST(one_buffer_becomes_one_block)});
}
