// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Input that is odd, wrong, very long, or in no order at all.

#include <algorithm>
#include <bit>
#include <cfloat>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "gst/base/raw_format.h"
#include "tests/support/harness.h"

using namespace audioblocks::test;

namespace {

constexpr GstClockTime none = GST_CLOCK_TIME_NONE;
constexpr GstClockTime ms = GST_MSECOND;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

std::string mono() { return caps_text("S32LE", 1000, 1); }

/// Samples of a floating point format, one channel after another in each.
Bytes encode(const std::string& format, const std::vector<double>& values) {
  Bytes bytes;
  const bool wide_format = format.starts_with("F64");
  const bool big = format.ends_with("BE");
  for (const double value : values) {
    const std::uint64_t bits = wide_format
                                   ? std::bit_cast<std::uint64_t>(value)
                                   : std::bit_cast<std::uint32_t>(static_cast<float>(value));
    const int count = wide_format ? 8 : 4;
    for (int i = 0; i < count; ++i)
      bytes.push_back(static_cast<std::uint8_t>(bits >> (8 * (big ? count - 1 - i : i))));
  }
  return bytes;
}

void expect_finite(const GstStructure* info) {
  for (const char* name : {"rms", "peak", "frequency", "clarity", "cents", "peak-frequency",
                           "peak-magnitude", "centroid"})
    ck_assert_msg(std::isfinite(number(info, name)), "%s is %f", name, number(info, name));
}

void expect_near(double value, double wanted, double tolerance) {
  ck_assert_msg(std::fabs(value - wanted) <= tolerance, "%.6f instead of %.6f", value, wanted);
}

std::vector<std::string> float_formats() { return {"F32LE", "F32BE", "F64LE", "F64BE"}; }

}  // namespace

// ---- what is not a number ----

START_TEST(what_is_not_a_number_is_analyzed_as_0_and_counted) {
  for (const std::string& format : float_formats()) {
    std::vector<double> odd{not_a_number, -not_a_number, infinity, -infinity, 1e-40, -1e-45};
    if (format.starts_with("F64")) odd.insert(odd.end(), {1e39, -1e300, 1e-300, 4e-320});
    // All samples are 0.5 but for the odd ones at the block's beginning.
    std::vector<double> values(1024, 0.5);
    std::ranges::copy(odd, values.begin());
    const Bytes bytes = encode(format, values);
    Harness h;
    ck_assert(h.open(caps_text(format, 48000, 1)));
    h.feed(make_buffer(bytes));
    const BufferPtr block = h.take_block();
    ck_assert(bytes_of(block) == bytes);
    ck_assert_uint_eq(h.metric("nonfinite-samples"), odd.size());
    const GstStructure* info = block_info(block);
    expect_finite(info);
    // Mean square: ¼ of all but the odd ones.
    const double share = static_cast<double>(1024 - odd.size()) / 1024.0;
    expect_near(number(info, "rms"), 10.0 * std::log10(0.25 * share), 1e-4);
    expect_near(number(info, "peak"), -6.0206, 1e-4);
  }
}
END_TEST

START_TEST(a_sampling_instant_counts_once_whatever_its_channels_hold) {
  for (const bool planar : {false, true}) {
    const std::string caps = caps_text("F32LE", 48000, 2, planar);
    std::vector<double> left(1500);
    std::vector<double> right(1500);
    left[0] = right[0] = not_a_number;  // one
    left[1] = infinity;                 // two
    right[1400] = not_a_number;         // three, in the second block
    std::vector<Bytes> planes{encode("F32LE", left), encode("F32LE", right)};
    if (!planar) {
      std::vector<double> both;
      for (std::size_t i = 0; i < left.size(); ++i) both.insert(both.end(), {left[i], right[i]});
      planes = {encode("F32LE", both)};
    }
    Harness h;
    ck_assert(h.open(caps));
    h.feed(make_planes(make_info(caps), planes));
    ck_assert_uint_eq(h.metric("nonfinite-samples"), 2);
    h.eos();
    ck_assert_uint_eq(h.metric("nonfinite-samples"), 3);
  }
}
END_TEST

START_TEST(blocks_of_nothing_but_odd_numbers_are_silent) {
  for (const std::string& format : float_formats())
    for (const double value : {not_a_number, infinity, -infinity, 1e-42}) {
      const Bytes bytes = encode(format, std::vector<double>(1024, value));
      Harness h;
      ck_assert(h.open(caps_text(format, 48000, 1)));
      h.feed(make_buffer(bytes));
      const BufferPtr block = h.take_block();
      ck_assert(bytes_of(block) == bytes);
      const GstStructure* info = block_info(block);
      expect_finite(info);
      ck_assert(number(info, "rms") == -700.0);
      ck_assert(number(info, "peak") == -700.0);
      ck_assert(number(info, "peak-magnitude") == -700.0);
      ck_assert(number(info, "clarity") == 0.0);
      ck_assert(!boolean(info, "voiced"));
      ck_assert_uint_eq(h.metric("nonfinite-samples"), 1024);
    }
}
END_TEST

START_TEST(good_numbers_are_not_counted) {
  Harness h;
  ck_assert(h.open(caps_text("F64LE", 48000, 1)));
  std::vector<double> values(1024);
  const std::vector<double> good{0.0, -0.0, FLT_MIN, -FLT_MIN, FLT_MAX, -FLT_MAX, 1.5, -20.0};
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = good[i % good.size()];
  h.feed(make_buffer(encode("F64LE", values)));
  ck_assert_uint_eq(h.metric("nonfinite-samples"), 0);
  expect_finite(block_info(h.take_block()));
}
END_TEST

START_TEST(a_square_of_the_greatest_floats) {
  for (const std::string& format : float_formats()) {
    std::vector<double> values(2048);
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = i / 50 % 2 == 0 ? double{FLT_MAX} : -double{FLT_MAX};
    const Bytes bytes = encode(format, values);
    Harness h;
    ck_assert(h.open(caps_text(format, 48000, 1)));
    h.feed(make_buffer(bytes));
    for (const BufferPtr& block : h.take_blocks()) {
      const GstStructure* info = block_info(block);
      expect_finite(info);
      // 20·log₁₀ 3.402823e38
      expect_near(number(info, "rms"), 770.6368, 1e-3);
      expect_near(number(info, "peak"), 770.6368, 1e-3);
      // A period of 100 samples.
      expect_near(number(info, "frequency"), 480.0, 1.0);
    }
    ck_assert_uint_eq(h.metric("nonfinite-samples"), 0);
  }
}
END_TEST

// ---- levels of the integer formats ----

namespace {

/// `count` samples of a value out of 32 bits, full scale at −2³¹, byte by byte: the low `depth`
/// bits of a word of `width` bits. The rest of the word has ones, which count for nothing.
Bytes pack(const GstAudioInfo& info, std::int32_t value, std::size_t count) {
  const GstAudioFormatInfo& format = *info.finfo;
  const auto bits = static_cast<std::uint32_t>(value) ^
                    (GST_AUDIO_FORMAT_INFO_IS_SIGNED(&format) ? 0U : 0x80000000U);
  const std::uint64_t unused = ~((std::uint64_t{1} << format.depth) - 1);
  const std::uint64_t word = unused | (bits >> (32 - format.depth));
  Bytes bytes;
  for (std::size_t i = 0; i < count; ++i)
    for (int byte = 0; byte < format.width / 8; ++byte) {
      const int place = format.endianness == G_BIG_ENDIAN ? format.width / 8 - 1 - byte : byte;
      bytes.push_back(static_cast<std::uint8_t>(word >> (8 * place)));
    }
  return bytes;
}

void expect_level(const std::string& caps, std::int32_t value, double db) {
  const GstAudioInfo info = make_info(caps);
  Harness h;
  ck_assert(h.open(caps));
  // Half re-blocked, and a whole block.
  h.feed(make_planes(info, {pack(info, value, 512)}));
  h.feed(make_planes(info, {pack(info, value, 512)}));
  h.feed(make_planes(info, {pack(info, value, 1024)}));
  const std::vector<BufferPtr> blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 2);
  for (const BufferPtr& block : blocks) {
    expect_near(number(block_info(block), "rms"), db, 1e-4);
    expect_near(number(block_info(block), "peak"), db, 1e-4);
  }
}

}  // namespace

START_TEST(every_integer_format_reads_full_scale_half_scale_and_silence) {
  guint count = 0;
  guint seen = 0;
  const GstAudioFormat* formats = gst_audio_formats_raw(&count);
  for (guint i = 0; i < count; ++i) {
    const GstAudioFormatInfo* info = gst_audio_format_get_info(formats[i]);
    if (!GST_AUDIO_FORMAT_INFO_IS_INTEGER(info)) continue;
    ++seen;
    for (const bool planar : {false, true}) {
      const std::string caps = caps_text(GST_AUDIO_FORMAT_INFO_NAME(info), 48000, 1, planar);
      expect_level(caps, std::numeric_limits<std::int32_t>::min(), 0.0);
      expect_level(caps, std::numeric_limits<std::int32_t>::min() / 2, -6.0206);
      expect_level(caps, 1 << 30, -6.0206);
      expect_level(caps, 0, -700.0);
    }
  }
  ck_assert_uint_ge(seen, 24);
}
END_TEST

START_TEST(a_format_is_read_by_its_description_or_refused) {
  guint count = 0;
  const GstAudioFormat* formats = gst_audio_formats_raw(&count);
  for (guint i = 0; i < count; ++i)
    ck_assert(audioblocks::is_readable(*gst_audio_format_get_info(formats[i])));
  const auto altered = [](auto alter) {
    GstAudioFormatInfo format = *gst_audio_format_get_info(GST_AUDIO_FORMAT_S16LE);
    alter(format);
    return audioblocks::is_readable(format);
  };
  ck_assert(altered([](GstAudioFormatInfo& format) { format.depth = 12; }));
  ck_assert(!altered([](GstAudioFormatInfo& format) { format.depth = 17; }));
  ck_assert(!altered([](GstAudioFormatInfo& format) { format.depth = 0; }));
  ck_assert(!altered([](GstAudioFormatInfo& format) { format.width = 20; }));
  ck_assert(!altered([](GstAudioFormatInfo& format) { format.width = format.depth = 64; }));
  ck_assert(
      !altered([](GstAudioFormatInfo& format) { format.flags = GST_AUDIO_FORMAT_FLAG_FLOAT; }));
  ck_assert(!altered([](GstAudioFormatInfo& format) {
    format.flags = static_cast<GstAudioFormatFlags>(GST_AUDIO_FORMAT_FLAG_INTEGER |
                                                    GST_AUDIO_FORMAT_FLAG_COMPLEX);
  }));
}
END_TEST

START_TEST(the_meta_has_the_loudest_channels_level) {
  for (const bool planar : {false, true}) {
    const std::string caps = caps_text("S16LE", 48000, 3, planar);
    const GstAudioInfo info = make_info(caps);
    // 0, −2¹⁴ (half of full scale) and 2¹³.
    const std::int16_t values[] = {0, -16384, 8192};
    std::vector<Bytes> planes(planar ? 3 : 1);
    for (std::size_t i = 0; i < 1024; ++i)
      for (std::size_t channel = 0; channel < 3; ++channel) {
        const auto bits = static_cast<std::uint16_t>(values[channel]);
        Bytes& plane = planes[planar ? channel : 0];
        plane.push_back(static_cast<std::uint8_t>(bits & 0xff));
        plane.push_back(static_cast<std::uint8_t>(bits >> 8));
      }
    Harness h;
    ck_assert(h.open(caps));
    h.feed(make_planes(info, planes));
    const BufferPtr block = h.take_block();
    expect_near(number(block_info(block), "rms"), -6.0206, 1e-4);
    expect_near(number(block_info(block), "peak"), -6.0206, 1e-4);
  }
}
END_TEST

// ---- sizes ----

START_TEST(empty_buffers_have_no_effect) {
  for (const bool planar : {false, true}) {
    const std::string caps = caps_text("U8", 1000, 2, planar);
    const GstAudioInfo info = make_info(caps);
    Harness h;
    ck_assert(h.open(caps));
    h.feed(make_buffer(Bytes{}, 7000 * ms));
    h.feed(make_planes(info, {Bytes(1024, 1)}, 0));
    h.feed(make_buffer(Bytes{}, 9000 * ms));
    h.feed(make_buffer(Bytes{}));
    ck_assert_uint_eq(h.take_blocks().size(), 0);
    h.feed(make_planes(info, {Bytes(1024, 1)}, 512 * ms));
    const BufferPtr block = h.take_block();
    ck_assert(bytes_of(block) == Bytes(2048, 1));
    ck_assert_uint_eq(GST_BUFFER_PTS(block.get()), 0);
    ck_assert_uint_eq(h.metric("samples-in"), 1024);
    h.feed(make_buffer(Bytes{}));
    h.eos();
    ck_assert_uint_eq(h.take_blocks().size(), 0);
  }
}
END_TEST

namespace {

void expect_format_error(Harness& h, BufferPtr buffer) {
  ck_assert_int_eq(h.push(std::move(buffer)), GST_FLOW_ERROR);
  const std::vector<ErrorText> errors = h.errors();
  ck_assert_uint_eq(errors.size(), 1);
  ck_assert(errors[0].is(GST_STREAM_ERROR_FORMAT));
  ck_assert_uint_eq(h.take_blocks().size(), 0);
}

}  // namespace

START_TEST(a_length_that_is_no_whole_number_of_samples_is_an_error) {
  for (const std::size_t bytes : {1U, 5U, 6U, 4095U, 4097U}) {
    Harness h;
    ck_assert(h.open(caps_text("S16LE", 1000, 2)));
    expect_format_error(h, make_buffer(Bytes(bytes)));
  }
}
END_TEST

START_TEST(the_error_names_the_sizes) {
  Harness h;
  ck_assert(h.open(caps_text("S24LE", 1000, 2)));
  ck_assert_int_eq(h.push(make_buffer(Bytes(1003))), GST_FLOW_ERROR);
  const std::vector<ErrorText> errors = h.errors();
  ck_assert_uint_eq(errors.size(), 1);
  for (const char* words : {"1003 bytes", "S24LE", "2 channels", "6 bytes"})
    ck_assert_msg(errors[0].says(words), "%s in: %s", words, errors[0].message.c_str());
}
END_TEST

START_TEST(planes_without_their_meta_are_an_error) {
  Harness h;
  ck_assert(h.open(caps_text("S16LE", 1000, 2, true)));
  expect_format_error(h, make_buffer(Bytes(4096)));
}
END_TEST

namespace {

/// 100 samples of two planes, and a meta about to be spoiled.
struct Planar {
  std::string caps = caps_text("S16LE", 1000, 2, true);
  GstAudioInfo info = make_info(caps);
  BufferPtr buffer = make_planes(info, {Bytes(200), Bytes(200)});
  GstAudioMeta* meta = gst_buffer_get_audio_meta(buffer.get());
};

}  // namespace

START_TEST(planes_beyond_their_buffer_are_an_error) {
  const std::vector<gsize> offsets{201, 399, 400, 401, G_MAXSIZE / 3, G_MAXSIZE, G_MAXSIZE - 199};
  for (const gsize offset : offsets) {
    Planar planar;
    planar.meta->offsets[1] = offset;
    Harness h;
    ck_assert(h.open(planar.caps));
    expect_format_error(h, std::move(planar.buffer));
  }
}
END_TEST

START_TEST(more_samples_than_the_buffer_has_are_an_error) {
  const std::vector<gsize> counts{101, 200, G_MAXSIZE / 3, G_MAXSIZE / 2 + 1, G_MAXSIZE};
  for (const gsize samples : counts) {
    Planar planar;
    planar.meta->samples = samples;
    Harness h;
    ck_assert(h.open(planar.caps));
    expect_format_error(h, std::move(planar.buffer));
  }
}
END_TEST

START_TEST(a_meta_of_other_channels_or_another_format_is_an_error) {
  for (const std::string& other :
       {caps_text("S16LE", 1000, 1, true), caps_text("S16LE", 1000, 4, true)}) {
    const GstAudioInfo info = make_info(other);
    BufferPtr buffer = make_planes(info, {Bytes(400)});
    Harness h;
    ck_assert(h.open(caps_text("S16LE", 1000, 2, true)));
    expect_format_error(h, std::move(buffer));
  }
}
END_TEST

START_TEST(after_an_error_good_buffers_go_on) {
  Harness h;
  ck_assert(h.open(mono()));
  h.feed(make_ramp(0, 1024));
  ck_assert_int_eq(h.push(make_buffer(Bytes(5))), GST_FLOW_ERROR);
  h.feed(make_ramp(1024, 1024));
  ck_assert_uint_eq(values_of(h.take_blocks()).size(), 2048);
}
END_TEST

START_TEST(a_buffer_longer_than_a_minute_becomes_its_many_blocks) {
  Harness h;
  ck_assert(h.open(caps_text("S32LE", 8000, 1)));
  h.feed(make_ramp(0, 61 * 8000, 0));
  h.eos();
  const std::vector<BufferPtr> blocks = h.take_blocks();
  // 488000 = 476·1024 + 576
  ck_assert_uint_eq(blocks.size(), 477);
  const std::vector<std::int64_t> values = values_of(blocks);
  for (std::size_t i = 0; i < 488000; ++i) ck_assert_int_eq(values[i], static_cast<int>(i));
  ck_assert_uint_eq(GST_BUFFER_PTS(blocks[476].get()), 476 * 128 * ms);
  ck_assert_int_eq(integer(block_info(blocks[476]), "valid-samples"), 576);
}
END_TEST

// ---- no order at all ----

namespace {

/// Pushes anything in any order, and keeps the books: what went in comes out, once, in order,
/// unless a flush discards it.
class Disorder {
 public:
  explicit Disorder(unsigned seed)
      : random_(seed),
        carries_over_(seed % 2 == 0),
        harness_({{"overflow-policy", "wait"}, {"partial-block", carries_over_ ? "auto" : "pad"}}) {
    harness_.stream_start();
    change_format();
    harness_.segment();
  }

  void step() {
    switch (random_() % 16) {
      case 0:
        flush();
        break;
      case 1:
        change_format();
        break;
      case 2:
        harness_.segment(0, none, random_() % 4 == 0 ? -1.0 : 1.0,
                         random_() % 8 == 0 ? GST_FORMAT_BYTES : GST_FORMAT_TIME);
        if (!carries_over_) expect_drained();
        break;
      case 3:
        gap();
        break;
      case 4:
        resize();
        break;
      case 5:
        oddity();
        break;
      default:
        buffer();
        break;
    }
    check_blocks();
  }

  void end() {
    harness_.eos();
    expect_drained();
    ck_assert_uint_eq(harness_.errors().size(), 0);
  }

 private:
  void buffer() {
    const std::size_t samples = random_() % 3 == 0 ? random_() % 4000 : random_() % 600;
    Bytes bytes(samples * frame_);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random_());
    BufferPtr input = make_buffer(bytes, timestamp());
    if (random_() % 8 == 0) GST_BUFFER_FLAG_SET(input.get(), GST_BUFFER_FLAG_DISCONT);
    if (random_() % 8 == 0) GST_BUFFER_FLAG_SET(input.get(), GST_BUFFER_FLAG_GAP);
    const BufferPtr kept(random_() % 4 == 0 ? gst_buffer_ref(input.get()) : nullptr);
    harness_.feed(std::move(input));
    pending_.insert(pending_.end(), bytes.begin(), bytes.end());
    time_ += samples * ms;
  }

  /// A time that is right, missing, a little off or far off.
  GstClockTime timestamp() {
    switch (random_() % 10) {
      case 0:
        return none;
      case 1:
        return time_ + random_() % 60 * ms;
      case 2:
        time_ = random_() % 1'000'000 * ms;
        return time_;
      default:
        return time_;
    }
  }

  void gap() {
    const guint64 before = samples_in();
    // One far off every now and then; its silence is as many samples as were counted.
    if (random_() % 4 == 0) time_ = random_() % 1'000'000 * ms;
    const GstClockTime duration = random_() % 3000 * ms;
    harness_.event(gst_event_new_gap(time_, duration));
    time_ += duration;
    const auto samples = static_cast<std::size_t>(samples_in() - before);
    if (duration == 0) expect_drained();
    Bytes silence(samples * frame_);
    if (!silence.empty())
      gst_audio_format_info_fill_silence(info_.finfo, silence.data(), silence.size());
    pending_.insert(pending_.end(), silence.begin(), silence.end());
  }

  void flush() {
    check_blocks();
    harness_.event(gst_event_new_flush_start());
    if (random_() % 2 == 0) {
      const BufferPtr late = make_buffer(Bytes(frame_));
      ck_assert_int_eq(harness_.push(BufferPtr(gst_buffer_ref(late.get()))), GST_FLOW_FLUSHING);
    }
    harness_.event(gst_event_new_flush_stop(TRUE));
    harness_.segment();
    pending_.clear();
  }

  void change_format() {
    static constexpr const char* formats[] = {"S16LE", "S32BE", "F32LE", "U8", "S24_32LE"};
    const int channels = static_cast<int>(1 + random_() % 3);
    const std::string caps = caps_text(formats[random_() % 5], 1000, channels);
    const GstAudioInfo info = make_info(caps);
    const bool same = caps == caps_;
    ck_assert(harness_.caps(caps));
    if (!same) expect_drained();
    caps_ = caps;
    info_ = info;
    frame_ = frame_bytes(info);
  }

  void resize() {
    const auto sizes = audioblocks::BufferConstants::block_sizes();
    harness_.downstream(block_caps(sizes[random_() % sizes.size()]));
  }

  void oddity() {
    switch (random_() % 7) {
      case 0:
        harness_.stream_start();
        ck_assert(harness_.caps(caps_));
        harness_.segment();
        if (!carries_over_) expect_drained();
        break;
      case 1:
        harness_.event(gst_event_new_segment_done(GST_FORMAT_TIME, 0));
        expect_drained();
        break;
      case 2:
        harness_.event(gst_event_new_tag(gst_tag_list_new_empty()));
        break;
      case 3:
        gst_harness_push_upstream_event(
            harness_.get(), gst_event_new_qos(GST_QOS_TYPE_UNDERFLOW, 0.5, 10 * GST_SECOND, time_));
        break;
      case 4:
        harness_.feed(make_buffer(Bytes{}, timestamp()));
        break;
      case 5:
        harness_.event(
            gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, gst_structure_new_empty("anything")));
        break;
      default:
        gst_harness_push_upstream_event(harness_.get(), gst_event_new_reconfigure());
        break;
    }
  }

  guint64 samples_in() { return harness_.metric("samples-in"); }

  void check_blocks() {
    for (const BufferPtr& block : harness_.take_blocks()) check_block(block.get());
  }

  void check_block(GstBuffer* block) {
    const GstStructure* info = block_info(block);
    const Bytes bytes = bytes_of(block);
    const auto valid = static_cast<std::size_t>(integer(info, "valid-samples")) * frame_;
    ck_assert_uint_le(valid, pending_.size());
    ck_assert_uint_le(valid, bytes.size());
    const auto end = pending_.begin() + static_cast<std::ptrdiff_t>(valid);
    ck_assert(std::equal(pending_.begin(), end, bytes.begin()));
    pending_.erase(pending_.begin(), end);
    ck_assert(GST_BUFFER_PTS_IS_VALID(block));
    expect_finite(info);
  }

  void expect_drained() {
    check_blocks();
    ck_assert_msg(pending_.empty(), "%zu bytes did not come out", pending_.size());
  }

  std::mt19937 random_;
  bool carries_over_;
  Harness harness_;
  std::string caps_;
  GstAudioInfo info_{};
  std::size_t frame_ = 1;
  /// Bytes that went in and are still to come.
  Bytes pending_;
  GstClockTime time_ = 0;
};

}  // namespace

START_TEST(events_and_buffers_in_random_order) {
  for (unsigned seed = 0; seed < 8; ++seed) {
    Disorder disorder(seed);
    for (int i = 0; i < 1000; ++i) disorder.step();
    disorder.end();
  }
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(argc, argv, "input",
                   {
                       ELEMENT_TEST(what_is_not_a_number_is_analyzed_as_0_and_counted),
                       ELEMENT_TEST(a_sampling_instant_counts_once_whatever_its_channels_hold),
                       ELEMENT_TEST(blocks_of_nothing_but_odd_numbers_are_silent),
                       ELEMENT_TEST(good_numbers_are_not_counted),
                       ELEMENT_TEST(a_square_of_the_greatest_floats),
                       ELEMENT_TEST(every_integer_format_reads_full_scale_half_scale_and_silence),
                       ELEMENT_TEST(a_format_is_read_by_its_description_or_refused),
                       ELEMENT_TEST(the_meta_has_the_loudest_channels_level),
                       ELEMENT_TEST(empty_buffers_have_no_effect),
                       ELEMENT_TEST(a_length_that_is_no_whole_number_of_samples_is_an_error),
                       ELEMENT_TEST(the_error_names_the_sizes),
                       ELEMENT_TEST(planes_without_their_meta_are_an_error),
                       ELEMENT_TEST(planes_beyond_their_buffer_are_an_error),
                       ELEMENT_TEST(more_samples_than_the_buffer_has_are_an_error),
                       ELEMENT_TEST(a_meta_of_other_channels_or_another_format_is_an_error),
                       ELEMENT_TEST(after_an_error_good_buffers_go_on),
                       ELEMENT_TEST(a_buffer_longer_than_a_minute_becomes_its_many_blocks),
                       ELEMENT_TEST(events_and_buffers_in_random_order),

                   });
}
