// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Buffers of any length in, blocks out: sizes, times, bytes and metas.

#include <algorithm>
#include <random>
#include <span>

#include "tests/support/harness.h"

using namespace audioblocks::test;

namespace {

/// The samples of a stream: one plane of whole frames, or one a channel where the layout is planar.
class Signal {
 public:
  Signal(const GstAudioInfo& info, std::size_t samples, std::mt19937& random) : info_(info) {
    const bool planar = GST_AUDIO_INFO_LAYOUT(&info) == GST_AUDIO_LAYOUT_NON_INTERLEAVED;
    const auto channels = static_cast<std::size_t>(GST_AUDIO_INFO_CHANNELS(&info));
    unit_ = planar ? frame_bytes(info) / channels : frame_bytes(info);
    planes_.assign(planar ? channels : 1, Bytes(samples * unit_));
    for (Bytes& plane : planes_)
      for (std::uint8_t& byte : plane) byte = static_cast<std::uint8_t>(random());
  }

  [[nodiscard]] BufferPtr buffer(std::size_t from, std::size_t count, GstClockTime pts) const {
    std::vector<Bytes> part;
    for (const Bytes& plane : planes_) {
      const std::span all(plane);
      const auto piece = all.subspan(from * unit_, count * unit_);
      part.emplace_back(piece.begin(), piece.end());
    }
    return make_planes(info_, part, pts);
  }

  /// The first `valid` samples of a block of `length` are those from `from` on, the rest silence.
  void check(GstBuffer* block, std::size_t from, std::size_t valid, std::size_t length) const {
    const Bytes all = bytes_of(block);
    ck_assert_uint_eq(all.size(), length * frame_bytes(info_));
    const GstAudioMeta* meta = gst_buffer_get_audio_meta(block);
    ck_assert((meta != nullptr) == (planes_.size() > 1 || is_planar()));
    if (meta != nullptr) ck_assert_uint_eq(meta->samples, length);
    Bytes silence((length - valid) * unit_);
    if (!silence.empty())
      gst_audio_format_info_fill_silence(info_.finfo, silence.data(), silence.size());
    for (std::size_t i = 0; i < planes_.size(); ++i) {
      const std::uint8_t* got = all.data() + (meta != nullptr ? meta->offsets[i] : 0);
      const auto wrong = std::mismatch(got, got + valid * unit_, planes_[i].data() + from * unit_);
      ck_assert_msg(wrong.first == got + valid * unit_,
                    "%s: byte %zu of plane %zu differs in the block at sample %zu",
                    GST_AUDIO_INFO_NAME(&info_), static_cast<std::size_t>(wrong.first - got), i,
                    from);
      ck_assert_msg(std::equal(silence.begin(), silence.end(), got + valid * unit_),
                    "plane %zu is not padded with silence", i);
    }
  }

 private:
  [[nodiscard]] bool is_planar() const {
    return GST_AUDIO_INFO_LAYOUT(&info_) == GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  }

  GstAudioInfo info_;
  std::size_t unit_ = 0;
  std::vector<Bytes> planes_;
};

/// One stream to be re-blocked.
struct Stream {
  std::string format = "S16LE";
  int rate = 44100;
  int channels = 1;
  bool planar = false;
  int block = 1024;
  bool pad = true;
  std::vector<std::size_t> lengths;  // of the buffers in
};

/// Pushes it and checks every block that comes out.
class Reblocking {
 public:
  Reblocking(const Stream& stream, unsigned seed)
      : stream_(stream),
        random_(seed),
        caps_(caps_text(stream.format, stream.rate, stream.channels, stream.planar)),
        info_(make_info(caps_)),
        total_(sum(stream.lengths)),
        signal_(info_, total_, random_),
        block_(static_cast<std::size_t>(stream.block)),
        harness_(Properties{{"overflow-policy", "wait"},
                            {"partial-block", stream.pad ? "pad" : "short"}}) {}

  void run() {
    harness_.downstream(block_caps(stream_.block));
    ck_assert_msg(harness_.open(caps_), "refused: %s", caps_.c_str());
    std::size_t at = 0;
    for (const std::size_t length : stream_.lengths) {
      harness_.feed(signal_.buffer(at, length, time_of(at)));
      at += length;
      check_blocks();
      ck_assert_msg(at - checked_ < block_, "%zu samples pending", at - checked_);
    }
    harness_.eos();
    check_blocks();
    ck_assert_uint_eq(checked_, total_);
  }

 private:
  static std::size_t sum(const std::vector<std::size_t>& lengths) {
    std::size_t total = 0;
    for (const std::size_t length : lengths) total += length;
    return total;
  }
  [[nodiscard]] GstClockTime time_of(std::size_t sample) const {
    return anchor_ + gst_util_uint64_scale(sample, GST_SECOND, static_cast<guint64>(stream_.rate));
  }

  void check_blocks() {
    for (const BufferPtr& block : harness_.take_blocks()) check_block(block.get());
  }

  void check_block(GstBuffer* block) {
    const std::size_t valid = std::min(block_, total_ - checked_);
    const std::size_t length = stream_.pad ? block_ : valid;
    signal_.check(block, checked_, valid, length);
    const GstClockTime start = time_of(checked_);
    ck_assert_uint_eq(GST_BUFFER_PTS(block), start);
    ck_assert_uint_eq(GST_BUFFER_DURATION(block), time_of(checked_ + length) - start);
    ck_assert((GST_BUFFER_IS_DISCONT(block) != FALSE) == (index_ == 0));
    const GstStructure* info = block_info(block);
    ck_assert_uint_eq(u64(info, "timestamp"), start);
    ck_assert_uint_eq(u64(info, "duration"), GST_BUFFER_DURATION(block));
    ck_assert_uint_eq(u64(info, "block-index"), index_);
    ck_assert_uint_eq(u64(info, "start-sample"), checked_);
    ck_assert_int_eq(integer(info, "block-samples"), stream_.block);
    ck_assert_int_eq(integer(info, "valid-samples"), static_cast<int>(valid));
    ck_assert_int_eq(integer(info, "rate"), stream_.rate);
    ck_assert_int_eq(integer(info, "channels"), stream_.channels);
    checked_ += valid;
    ++index_;
  }

  static constexpr GstClockTime anchor_ = 12'345'678'901;
  Stream stream_;
  std::mt19937 random_;
  std::string caps_;
  GstAudioInfo info_;
  std::size_t total_;
  Signal signal_;
  std::size_t block_;
  Harness harness_;
  std::size_t checked_ = 0;
  std::size_t index_ = 0;
};

const std::vector<std::size_t>& input_lengths() {
  static const auto* lengths =
      new std::vector<std::size_t>{1, 64, 128, 441, 480, 1000, 1152, 4608, 10000};
  return *lengths;
}

std::vector<int> test_sizes() { return allowed_sizes({256, 384, 1024, 1920, 2048}); }

std::vector<std::string> raw_formats() {
  guint count = 0;
  const GstAudioFormat* formats = gst_audio_formats_raw(&count);
  std::vector<std::string> names;
  for (guint i = 0; i < count; ++i) names.emplace_back(gst_audio_format_to_string(formats[i]));
  return names;
}

/// Buffers of one length, for three blocks and a bit.
std::vector<std::size_t> equal_lengths(std::size_t length, int block) {
  const std::size_t wanted = 3 * static_cast<std::size_t>(block);
  return std::vector<std::size_t>(wanted / length + 1, length);
}

/// All the lengths in a row.
std::vector<std::size_t> mixed_lengths() {
  std::vector<std::size_t> lengths(130, 1);
  lengths.insert(lengths.end(), input_lengths().begin(), input_lengths().end());
  lengths.push_back(3);
  return lengths;
}

}  // namespace

START_TEST(every_input_length_in_every_block_size) {
  for (const std::size_t length : input_lengths())
    for (const int block : test_sizes()) {
      Stream stream{.block = block, .lengths = equal_lengths(length, block)};
      Reblocking(stream, 1).run();
      stream.format = "F64BE";
      stream.channels = 8;
      Reblocking(stream, 2).run();
    }
}
END_TEST

START_TEST(every_format_layout_and_channel_count) {
  unsigned seed = 0;
  const std::vector<int> sizes = test_sizes();
  for (const std::string& format : raw_formats())
    for (const int channels : {1, 2, 8})
      for (const bool planar : {false, true}) {
        const int block = sizes[seed % sizes.size()];
        const bool pad = seed % 3 != 0;
        Reblocking({format, 48000, channels, planar, block, pad, mixed_lengths()}, ++seed).run();
      }
}
END_TEST

START_TEST(every_input_length_in_planar_layout) {
  for (const std::size_t length : input_lengths())
    for (const int block : test_sizes())
      Reblocking({"S24LE", 11025, 2, true, block, true, equal_lengths(length, block)}, 3).run();
}
END_TEST

START_TEST(random_input_lengths) {
  std::mt19937 random(20);
  const std::vector<std::string> formats = raw_formats();
  const std::vector<int> sizes = test_sizes();
  for (unsigned run = 0; run < 60; ++run) {
    Stream stream{.format = formats[random() % formats.size()],
                  .rate = static_cast<int>(1 + random() % 192000),
                  .channels = static_cast<int>(1 + random() % 8),
                  .planar = random() % 2 == 0,
                  .block = sizes[random() % sizes.size()],
                  .pad = random() % 2 == 0,
                  .lengths = {}};
    for (int i = 0; i < 20; ++i) stream.lengths.push_back(1 + random() % (i % 5 == 0 ? 5000 : 700));
    Reblocking(stream, run).run();
  }
}
END_TEST

START_TEST(sixty_four_channels) {
  for (const bool planar : {false, true})
    for (const int block : test_sizes()) {
      const std::vector<std::size_t> lengths{480, 4608, static_cast<std::size_t>(block), 1};
      Reblocking({"F64LE", 48000, 64, planar, block, true, lengths}, 4).run();
      Reblocking({"U8", 48000, 64, planar, block, false, lengths}, 5).run();
    }
}
END_TEST

START_TEST(rates_from_1_hz_to_the_highest) {
  for (const int rate : {1, 7, 1000, 8000, 44100, 96000, 192000, 768000, G_MAXINT})
    Reblocking({"S32LE", rate, 1, false, 1024, true, {1000, 5000, 1024, 3}}, 6).run();
}
END_TEST

// Signalling and quiet NaNs with payloads, infinities, denormals, −0: a copy through a floating
// point register could change them.
START_TEST(bit_patterns_of_no_number_pass_untouched) {
  const std::vector<std::uint32_t> patterns{0x7f800001, 0xffc12345, 0x7fffffff, 0x7f800000,
                                            0xff800000, 0x00000001, 0x80000000, 0x807fffff};
  for (const std::size_t length : {std::size_t{1024}, std::size_t{480}}) {
    Bytes bytes;
    for (std::size_t i = 0; i < 1024 * 15; ++i) {
      const std::uint32_t pattern = patterns[i % patterns.size()];
      for (int shift = 0; shift < 32; shift += 8)
        bytes.push_back(static_cast<std::uint8_t>(pattern >> shift));
    }
    Harness h;
    ck_assert(h.open(caps_text("F32LE", 48000, 1)));
    for (std::size_t at = 0; at < bytes.size(); at += length * 4)
      h.feed(make_buffer(bytes.data() + at, length * 4));
    Bytes got;
    for (const BufferPtr& block : h.take_blocks()) {
      const Bytes part = bytes_of(block);
      got.insert(got.end(), part.begin(), part.end());
    }
    ck_assert(got == bytes);
  }
}
END_TEST

START_TEST(a_long_buffer_becomes_its_blocks_one_after_another) {
  Harness h;
  ck_assert(h.open(caps_text("S32LE", 1000, 1)));
  h.feed(make_ramp(0, 4096, 5 * GST_SECOND));
  const std::vector<BufferPtr> blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 4);
  const std::vector<std::int64_t> values = values_of(blocks);
  for (std::size_t i = 0; i < 4096; ++i) ck_assert_int_eq(values[i], static_cast<int>(i));
  ck_assert_uint_eq(GST_BUFFER_PTS(blocks[3].get()), 5 * GST_SECOND + 3072 * GST_MSECOND);
  ck_assert_uint_eq(GST_BUFFER_DURATION(blocks[3].get()), 1024 * GST_MSECOND);
  ck_assert_uint_eq(u64(block_info(blocks[3]), "block-index"), 3);
  ck_assert_uint_eq(u64(block_info(blocks[3]), "start-sample"), 3072);
}
END_TEST

// ---- the last block ----

START_TEST(the_last_block_is_padded_and_says_so) {
  Harness h;
  ck_assert(h.open(caps_text("U8", 1000, 2)));
  h.feed(make_buffer(Bytes(200, 7), GST_SECOND));
  ck_assert_uint_eq(h.take_blocks().size(), 0);
  h.eos();
  const BufferPtr block = h.take_block();
  const Bytes bytes = bytes_of(block);
  ck_assert_uint_eq(bytes.size(), 2048);
  ck_assert_int_eq(std::count(bytes.begin(), bytes.begin() + 200, 7), 200);
  ck_assert_int_eq(std::count(bytes.begin() + 200, bytes.end(), 0x80), 1848);
  const GstAudioClippingMeta* clipping = gst_buffer_get_audio_clipping_meta(block.get());
  ck_assert_msg(clipping != nullptr, "no clipping meta");
  ck_assert_int_eq(clipping->format, GST_FORMAT_DEFAULT);
  ck_assert_uint_eq(clipping->start, 0);
  ck_assert_uint_eq(clipping->end, 924);
  ck_assert_uint_eq(GST_BUFFER_PTS(block.get()), GST_SECOND);
  ck_assert_uint_eq(GST_BUFFER_DURATION(block.get()), 1024 * GST_MSECOND);
  ck_assert_int_eq(integer(block_info(block), "valid-samples"), 100);
  ck_assert_uint_eq(h.metric("samples-padded"), 924);
}
END_TEST

START_TEST(the_last_block_is_short_if_wanted) {
  Harness h(Properties{{"partial-block", "short"}});
  ck_assert(h.open(caps_text("S16LE", 1000, 2)));
  h.feed(make_buffer(Bytes(400, 7), GST_SECOND));
  h.eos();
  const BufferPtr block = h.take_block();
  ck_assert(bytes_of(block) == Bytes(400, 7));
  ck_assert(gst_buffer_get_audio_clipping_meta(block.get()) == nullptr);
  ck_assert_uint_eq(GST_BUFFER_DURATION(block.get()), 100 * GST_MSECOND);
  ck_assert_int_eq(integer(block_info(block), "valid-samples"), 100);
  ck_assert_int_eq(integer(block_info(block), "block-samples"), 1024);
  ck_assert_uint_eq(u64(block_info(block), "duration"), 100 * GST_MSECOND);
  ck_assert_uint_eq(h.metric("samples-padded"), 0);
}
END_TEST

START_TEST(a_stream_of_whole_blocks_has_no_partial_one) {
  Harness h;
  ck_assert(h.open(caps_text("S32LE", 1000, 1)));
  for (std::size_t i = 0; i < 4; ++i) h.feed(make_ramp(512 * i, 512));
  h.eos();
  const std::vector<BufferPtr> blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 2);
  for (const BufferPtr& block : blocks)
    ck_assert(gst_buffer_get_audio_clipping_meta(block.get()) == nullptr);
}
END_TEST

// ---- memory ----

START_TEST(a_one_block_input_passes_its_memory_through) {
  for (const bool planar : {false, true}) {
    const std::string caps = caps_text("S16LE", 1000, 2, planar);
    Harness h;
    ck_assert(h.open(caps));
    for (int i = 0; i < 3; ++i) {
      BufferPtr input = make_planes(make_info(caps), {Bytes(4096, static_cast<std::uint8_t>(i))});
      GstMemory* memory = gst_buffer_peek_memory(input.get(), 0);
      h.feed(std::move(input));
      const BufferPtr block = h.take_block();
      ck_assert_uint_eq(gst_buffer_n_memory(block.get()), 1);
      ck_assert(gst_buffer_peek_memory(block.get(), 0) == memory);
    }
  }
}
END_TEST

START_TEST(a_one_block_input_that_somebody_keeps_is_left_alone) {
  Harness h;
  ck_assert(h.open(caps_text("S32LE", 1000, 1)));
  const BufferPtr kept = make_ramp(0, 1024, 0);
  h.feed(BufferPtr(gst_buffer_ref(kept.get())));
  const BufferPtr block = h.take_block();
  ck_assert(block.get() != kept.get());
  ck_assert(bytes_of(block) == bytes_of(kept));
  ck_assert(find_block_info(kept.get()) == nullptr);
  ck_assert_uint_eq(GST_BUFFER_PTS(kept.get()), 0);
}
END_TEST

START_TEST(a_pooled_input_goes_back_to_its_pool) {
  GstBufferPool* pool = gst_buffer_pool_new();
  GstStructure* config = gst_buffer_pool_get_config(pool);
  gst_buffer_pool_config_set_params(config, nullptr, 4096, 2, 2);
  ck_assert(gst_buffer_pool_set_config(pool, config));
  ck_assert(gst_buffer_pool_set_active(pool, TRUE));
  Harness h;
  ck_assert(h.open(caps_text("S32LE", 1000, 1)));
  GstBufferPoolAcquireParams dont_wait{};
  dont_wait.flags = GST_BUFFER_POOL_ACQUIRE_FLAG_DONTWAIT;
  for (int i = 0; i < 20; ++i) {
    GstBuffer* input = nullptr;
    ck_assert_int_eq(gst_buffer_pool_acquire_buffer(pool, &input, &dont_wait), GST_FLOW_OK);
    gst_buffer_memset(input, 0, static_cast<guint8>(i), 4096);
    h.feed(BufferPtr(input));
    ck_assert(bytes_of(h.take_block()) == Bytes(4096, static_cast<std::uint8_t>(i)));
  }
  ck_assert(gst_buffer_pool_set_active(pool, FALSE));
  gst_object_unref(pool);
}
END_TEST

START_TEST(an_input_of_several_memories) {
  const BufferPtr ramp = make_ramp(0, 3 * 1024);
  const Bytes bytes = bytes_of(ramp);
  // Cuts inside of samples; a buffer of one block, and one of two.
  std::size_t at = 0;
  Harness h;
  ck_assert(h.open(caps_text("S32LE", 1000, 1)));
  for (const std::vector<std::size_t>& sizes :
       {std::vector<std::size_t>{5, 1, 4000, 90}, std::vector<std::size_t>{4097, 2, 3, 4090}}) {
    BufferPtr input(gst_buffer_new());
    for (const std::size_t size : sizes) {
      const BufferPtr part = make_buffer(bytes.data() + at, size);
      gst_buffer_append_memory(input.get(), gst_buffer_get_memory(part.get(), 0));
      at += size;
    }
    ck_assert_uint_eq(gst_buffer_n_memory(input.get()), 4);
    h.feed(std::move(input));
  }
  const std::vector<std::int64_t> values = values_of(h.take_blocks());
  ck_assert_uint_eq(values.size(), 3072);
  for (std::size_t i = 0; i < values.size(); ++i) ck_assert_int_eq(values[i], static_cast<int>(i));
}
END_TEST

START_TEST(planes_in_memories_of_their_own_and_in_any_order) {
  const std::string caps = caps_text("S16LE", 1000, 2, true);
  const GstAudioInfo info = make_info(caps);
  Harness h;
  ck_assert(h.open(caps));
  // 1024 samples: right, 10 bytes of nothing, left.
  BufferPtr input(gst_buffer_new());
  for (const Bytes& part : {Bytes(2048, 2), Bytes(10, 9), Bytes(2048, 1)})
    gst_buffer_append_memory(input.get(), gst_buffer_get_memory(make_buffer(part).get(), 0));
  const std::size_t offsets[] = {2058, 0};
  gst_buffer_add_audio_meta(input.get(), &info, 1024, const_cast<gsize*>(offsets));  // NOLINT
  h.feed(std::move(input));
  const BufferPtr block = h.take_block();
  const Bytes bytes = bytes_of(block);
  ck_assert_uint_eq(bytes.size(), 4096);
  const GstAudioMeta* meta = gst_buffer_get_audio_meta(block.get());
  ck_assert_msg(meta != nullptr, "no audio meta");
  for (std::size_t channel = 0; channel < 2; ++channel) {
    const auto* plane = bytes.data() + meta->offsets[channel];
    ck_assert_int_eq(std::count(plane, plane + 2048, static_cast<std::uint8_t>(channel + 1)), 2048);
  }
}
END_TEST

START_TEST(blocks_that_downstream_keeps_stay_as_they_are) {
  Harness h;
  ck_assert(h.open(caps_text("S32LE", 1000, 1)));
  std::vector<BufferPtr> kept;
  for (std::size_t i = 0; i < 300; ++i) {
    h.feed(make_ramp(i * 1000, 1000));
    for (BufferPtr& block : h.take_blocks()) kept.push_back(std::move(block));
  }
  ck_assert_uint_eq(kept.size(), 292);
  const std::vector<std::int64_t> values = values_of(kept);
  for (std::size_t i = 0; i < values.size(); ++i) ck_assert_int_eq(values[i], static_cast<int>(i));
  ck_assert_uint_eq(u64(block_info(kept[291]), "block-index"), 291);
}
END_TEST

START_TEST(blocks_outlive_the_element) {
  std::vector<BufferPtr> kept;
  {
    Harness h;
    ck_assert(h.open(caps_text("S32LE", 1000, 1)));
    h.feed(make_ramp(0, 1500));
    h.feed(make_ramp(1500, 1000));
    kept = h.take_blocks();
  }
  const std::vector<std::int64_t> values = values_of(kept);
  ck_assert_uint_eq(values.size(), 2048);
  for (std::size_t i = 0; i < values.size(); ++i) ck_assert_int_eq(values[i], static_cast<int>(i));
}
END_TEST

// ---- metas ----

namespace {

constexpr const char* own_meta = "AudioblocksTestMeta";
constexpr const char* own_memory_meta = "AudioblocksTestMemoryMeta";

void register_metas() {
  static const gchar* none[] = {nullptr};
  static const gchar* memory[] = {GST_META_TAG_MEMORY_STR, nullptr};
  gst_meta_register_custom(own_meta, none, nullptr, nullptr, nullptr);
  gst_meta_register_custom(own_memory_meta, memory, nullptr, nullptr, nullptr);
}

void mark(GstBuffer* buffer, const char* meta, int value) {
  gst_structure_set(gst_custom_meta_get_structure(gst_buffer_add_custom_meta(buffer, meta)),
                    "value", G_TYPE_INT, value, nullptr);
}

/// −1 where there is no such meta.
int mark_of(const BufferPtr& buffer, const char* meta) {
  GstCustomMeta* found = gst_buffer_get_custom_meta(buffer.get(), meta);
  return found != nullptr ? integer(gst_custom_meta_get_structure(found), "value") : -1;
}

GstClockTime reference_of(const BufferPtr& buffer) {
  GstReferenceTimestampMeta* meta = gst_buffer_get_reference_timestamp_meta(buffer.get(), nullptr);
  return meta != nullptr ? meta->timestamp : GST_CLOCK_TIME_NONE;
}

guint count_block_metas(const BufferPtr& buffer) {
  guint count = 0;
  gpointer state = nullptr;
  while (GstMeta* meta = gst_buffer_iterate_meta(buffer.get(), &state))
    if (meta->info == gst_meta_get_info("GstAudioBlockMeta")) ++count;
  return count;
}

BufferPtr marked_ramp(std::size_t first, std::size_t count, int value) {
  BufferPtr buffer = make_ramp(first, count);
  const CapsPtr reference = make_caps("timestamp/x-test");
  mark(buffer.get(), own_meta, value);
  mark(buffer.get(), own_memory_meta, value);
  gst_buffer_add_reference_timestamp_meta(buffer.get(), reference.get(),
                                          static_cast<GstClockTime>(value), GST_CLOCK_TIME_NONE);
  return buffer;
}

}  // namespace

START_TEST(a_one_block_input_keeps_all_its_metas) {
  register_metas();
  Harness h;
  ck_assert(h.open(caps_text("S32LE", 1000, 1)));
  for (const bool kept_by_others : {false, true}) {
    BufferPtr input = marked_ramp(0, 1024, 5);
    gst_buffer_add_audio_clipping_meta(input.get(), GST_FORMAT_DEFAULT, 3, 4);
    const BufferPtr other(kept_by_others ? gst_buffer_ref(input.get()) : nullptr);
    h.feed(std::move(input));
    const BufferPtr block = h.take_block();
    ck_assert_int_eq(mark_of(block, own_meta), 5);
    ck_assert_int_eq(mark_of(block, own_memory_meta), 5);
    ck_assert_uint_eq(reference_of(block), 5);
    const GstAudioClippingMeta* clipping = gst_buffer_get_audio_clipping_meta(block.get());
    ck_assert_msg(clipping != nullptr, "no clipping meta");
    ck_assert_uint_eq(clipping->end, 4);
  }
}
END_TEST

START_TEST(a_re_blocked_block_has_the_metas_of_its_first_samples_buffer) {
  register_metas();
  Harness h;
  ck_assert(h.open(caps_text("S32LE", 1000, 1)));
  h.feed(marked_ramp(0, 1000, 1));
  h.feed(marked_ramp(1000, 1000, 2));
  h.feed(make_ramp(2000, 1000));
  h.feed(marked_ramp(3000, 3000, 4));
  h.eos();
  const std::vector<BufferPtr> blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 6);
  // They begin at 0, 1024, 2048, 3072, 4096, 5120.
  const int expected[] = {1, 2, -1, 4, 4, 4};
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    ck_assert_int_eq(mark_of(blocks[i], own_meta), expected[i]);
    ck_assert(reference_of(blocks[i]) ==
              (expected[i] < 0 ? GST_CLOCK_TIME_NONE : static_cast<GstClockTime>(expected[i])));
  }
}
END_TEST

START_TEST(metas_do_not_stay_in_the_pool) {
  register_metas();
  Harness h;
  ck_assert(h.open(caps_text("S32LE", 1000, 1)));
  for (std::size_t i = 0; i < 10; ++i) h.feed(marked_ramp(i * 1000, 1000, 1));
  h.eos();
  ck_assert_uint_eq(h.take_blocks().size(), 10);
  ck_assert(h.event(gst_event_new_flush_start()));
  ck_assert(h.event(gst_event_new_flush_stop(TRUE)));
  h.segment();
  for (std::size_t i = 0; i < 300; ++i) {
    h.feed(make_ramp(i * 1000, 1000));
    for (const BufferPtr& block : h.take_blocks()) {
      ck_assert_int_eq(mark_of(block, own_meta), -1);
      ck_assert(gst_buffer_get_audio_clipping_meta(block.get()) == nullptr);
      ck_assert_uint_eq(count_block_metas(block), 1);
    }
  }
}
END_TEST

START_TEST(an_incoming_block_meta_is_dropped) {
  // 1024 samples: the whole block as it is; 600 and 424: re-blocked.
  for (const auto& [first, second] : {std::pair{1024, 0}, std::pair{600, 424}}) {
    Harness h;
    ck_assert(h.open(caps_text("S32LE", 1000, 1)));
    for (const int count : {first, second}) {
      if (count == 0) continue;
      BufferPtr input = make_ramp(0, static_cast<std::size_t>(count));
      GstCustomMeta* meta = gst_buffer_add_custom_meta(input.get(), "GstAudioBlockMeta");
      gst_structure_set(gst_custom_meta_get_structure(meta), "block-index", G_TYPE_UINT64,
                        guint64{77}, "foreign", G_TYPE_INT, 1, nullptr);
      h.feed(std::move(input));
    }
    const BufferPtr block = h.take_block();
    ck_assert_uint_eq(count_block_metas(block), 1);
    ck_assert_uint_eq(u64(block_info(block), "block-index"), 0);
    ck_assert(!gst_structure_has_field(block_info(block), "foreign"));
  }
}
END_TEST

START_TEST(a_copy_of_a_block_keeps_the_meta_and_a_region_does_not) {
  Harness h;
  ck_assert(h.open(caps_text("S32LE", 1000, 1)));
  h.feed(make_ramp(0, 1024));
  const BufferPtr block = h.take_block();
  for (GstBuffer* copy : {gst_buffer_copy(block.get()), gst_buffer_copy_deep(block.get())}) {
    const BufferPtr owner(copy);
    ck_assert(gst_structure_is_equal(block_info(copy), block_info(block)));
  }
  const BufferPtr region(gst_buffer_copy_region(block.get(), GST_BUFFER_COPY_ALL, 0, 2048));
  ck_assert(find_block_info(region.get()) == nullptr);
}
END_TEST

START_TEST(converters_drop_the_meta) {
  struct Converter {
    const char* name;
    std::string out;
  };
  for (const Converter& converter : {Converter{"audioconvert", caps_text("F32LE", 1000, 2)},
                                     Converter{"audioresample", caps_text("S32LE", 2000, 1)}}) {
    Harness h;
    ck_assert(h.open(caps_text("S32LE", 1000, 1)));
    GstHarness* after = gst_harness_new(converter.name);
    gst_harness_set_src_caps(after, make_caps(caps_text("S32LE", 1000, 1)).release());
    gst_harness_set_sink_caps(after, make_caps(converter.out).release());
    guint converted = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      h.feed(make_ramp(i * 1024, 1024));
      gst_harness_push(after, h.take_block().release());
      while (GstBuffer* buffer = gst_harness_try_pull(after)) {
        ck_assert(find_block_info(buffer) == nullptr);
        gst_buffer_unref(buffer);
        ++converted;
      }
    }
    ck_assert_uint_ge(converted, 1);
    gst_harness_teardown(after);
  }
}
END_TEST

// ---- two elements, and a re-blocker alone ----

START_TEST(two_in_a_row_of_different_sizes) {
  for (const int inner : test_sizes())
    for (const int outer : test_sizes()) {
      const std::string line =
          "audioblocks overflow-policy=wait ! audio/x-raw,block-samples=" + std::to_string(inner) +
          " ! audioblocks overflow-policy=wait";
      Harness h(parse(line, true));
      h.downstream(block_caps(outer));
      ck_assert(h.open(caps_text("S32LE", 1000, 1)));
      for (std::size_t i = 0; i < 10; ++i) h.feed(make_ramp(i * 1000, 1000));
      h.eos();
      const std::vector<BufferPtr> blocks = h.take_blocks();
      ck_assert_int_eq(h.block_samples(), outer);
      for (std::size_t i = 0; i < blocks.size(); ++i) {
        ck_assert_uint_eq(count_block_metas(blocks[i]), 1);
        ck_assert_int_eq(integer(block_info(blocks[i]), "block-samples"), outer);
        ck_assert_uint_eq(u64(block_info(blocks[i]), "block-index"), i);
        ck_assert_uint_eq(gst_buffer_get_size(blocks[i].get()),
                          static_cast<std::size_t>(4 * outer));
      }
      const std::vector<std::int64_t> values = values_of(blocks);
      ck_assert_uint_ge(values.size(), 10000);
      for (std::size_t i = 0; i < values.size(); ++i)
        ck_assert_int_eq(values[i], i < 10000 ? static_cast<int>(i) : 0);
    }
}
END_TEST

START_TEST(without_analyses_it_only_re_blocks) {
  Harness h(Properties{{"analyses", "0"}, {"overflow-policy", "wait"}});
  ck_assert(h.open(caps_text("S32LE", 1000, 1)));
  for (std::size_t i = 0; i < 5; ++i) h.feed(make_ramp(i * 1000, 1000));
  const std::vector<BufferPtr> blocks = h.take_blocks();
  const std::vector<std::int64_t> values = values_of(blocks);
  ck_assert_uint_eq(values.size(), 4096);
  for (std::size_t i = 0; i < values.size(); ++i) ck_assert_int_eq(values[i], static_cast<int>(i));
  for (const BufferPtr& block : blocks) {
    ck_assert(!boolean(block_info(block), "analyzed"));
    for (const char* name : {"rms", "peak", "frequency", "clarity", "voiced", "midi-note", "note",
                             "cents", "peak-frequency", "peak-magnitude", "centroid"})
      ck_assert_msg(!gst_structure_has_field(block_info(block), name), "%s is there", name);
  }
  ck_assert_uint_eq(h.metric("blocks"), 4);
  ck_assert_uint_eq(h.metric("blocks-analyzed"), 0);
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(argc, argv, "reblock",
                   {
                       ELEMENT_TEST(every_input_length_in_every_block_size),
                       ELEMENT_TEST(every_format_layout_and_channel_count),
                       ELEMENT_TEST(every_input_length_in_planar_layout),
                       ELEMENT_TEST(random_input_lengths),
                       ELEMENT_TEST(sixty_four_channels),
                       ELEMENT_TEST(rates_from_1_hz_to_the_highest),
                       ELEMENT_TEST(bit_patterns_of_no_number_pass_untouched),
                       ELEMENT_TEST(a_long_buffer_becomes_its_blocks_one_after_another),
                       ELEMENT_TEST(the_last_block_is_padded_and_says_so),
                       ELEMENT_TEST(the_last_block_is_short_if_wanted),
                       ELEMENT_TEST(a_stream_of_whole_blocks_has_no_partial_one),
                       ELEMENT_TEST(a_one_block_input_passes_its_memory_through),
                       ELEMENT_TEST(a_one_block_input_that_somebody_keeps_is_left_alone),
                       ELEMENT_TEST(a_pooled_input_goes_back_to_its_pool),
                       ELEMENT_TEST(an_input_of_several_memories),
                       ELEMENT_TEST(planes_in_memories_of_their_own_and_in_any_order),
                       ELEMENT_TEST(blocks_that_downstream_keeps_stay_as_they_are),
                       ELEMENT_TEST(blocks_outlive_the_element),
                       ELEMENT_TEST(a_one_block_input_keeps_all_its_metas),
                       ELEMENT_TEST(a_re_blocked_block_has_the_metas_of_its_first_samples_buffer),
                       ELEMENT_TEST(metas_do_not_stay_in_the_pool),
                       ELEMENT_TEST(an_incoming_block_meta_is_dropped),
                       ELEMENT_TEST(a_copy_of_a_block_keeps_the_meta_and_a_region_does_not),
                       ELEMENT_TEST(converters_drop_the_meta),
                       ELEMENT_TEST(two_in_a_row_of_different_sizes),
                       ELEMENT_TEST(without_analyses_it_only_re_blocks),
                   });
}
