// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The element pitchscope: its frames, and what is to be seen in them.

#include <gst/video/video.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "gst/base/raw_format.h"
#include "tests/support/stimulus.h"

using namespace audioblocks::test;

namespace {

constexpr int rate = 48000;

ElementPtr make_pitchscope(const Properties& properties = {}) {
  return make_element("pitchscope", properties);
}

std::string video_caps(int width, int height, const std::string& framerate = "30/1") {
  return "video/x-raw, width=" + std::to_string(width) + ", height=" + std::to_string(height) +
         ", framerate=" + framerate;
}

/// Too narrow for text and a panel: the waveform is in the upper quarter, and below it are the
/// notes C2 to C7, 61 rows of 12 pixels each.
constexpr int plain_width = 150;
constexpr int plain_height = 976;
std::string plain_caps(const std::string& framerate = "30/1") {
  return video_caps(plain_width, plain_height, framerate);
}

/// A frame's pixels.
class Picture {
 public:
  Picture(GstBuffer* buffer, int width)
      : bytes_(bytes_of(buffer)),
        width_(static_cast<std::size_t>(width)),
        height_(bytes_.size() / 4 / width_) {}
  Picture(const BufferPtr& buffer, int width) : Picture(buffer.get(), width) {}

  [[nodiscard]] std::size_t width() const { return width_; }
  [[nodiscard]] std::size_t height() const { return height_; }
  [[nodiscard]] std::uint32_t at(std::size_t x, std::size_t y) const {
    return GST_READ_UINT32_LE(bytes_.data() + 4 * (y * width_ + x)) & 0xFFFFFFu;
  }
  /// How much more green than red there is: much in the pitch's line, little anywhere else.
  [[nodiscard]] int greenness(std::size_t x, std::size_t y) const {
    const std::uint32_t pixel = at(x, y);
    return static_cast<int>((pixel >> 8) & 0xFFu) - static_cast<int>(pixel >> 16);
  }
  [[nodiscard]] bool is_pitch(std::size_t x, std::size_t y) const { return greenness(x, y) > 60; }

  /// Much more blue than green is in a note's bar alone.
  [[nodiscard]] bool is_note(std::size_t x, std::size_t y) const {
    const std::uint32_t pixel = at(x, y);
    return static_cast<int>(pixel & 0xFFu) - static_cast<int>((pixel >> 8) & 0xFFu) > 55;
  }
  /// The rows in which there are bars, first and last.
  [[nodiscard]] std::pair<std::size_t, std::size_t> note_rows() const {
    return rows_of([this](auto x, auto y) { return is_note(x, y); });
  }
  /// How long each bar in that row is, in columns, from the left.
  [[nodiscard]] std::vector<std::size_t> bars(std::size_t y) const {
    std::vector<std::size_t> lengths;
    for (std::size_t x = 0; x < width_; ++x) {
      if (!is_note(x, y)) continue;
      if (x == 0 || !is_note(x - 1, y)) lengths.push_back(0);
      ++lengths.back();
    }
    return lengths;
  }

  /// The rows in which there is pitch, of all columns: first and last.
  [[nodiscard]] std::pair<std::size_t, std::size_t> pitch_rows() const {
    return rows_of([this](auto x, auto y) { return is_pitch(x, y); });
  }
  [[nodiscard]] bool has_pitch() const { return pitch_rows().first < height_; }
  [[nodiscard]] bool has_pitch(std::size_t x) const {
    for (std::size_t y = 0; y < height_; ++y)
      if (is_pitch(x, y)) return true;
    return false;
  }
  /// Columns with pitch.
  [[nodiscard]] std::size_t pitch_columns() const {
    std::size_t columns = 0;
    for (std::size_t x = 0; x < width_; ++x) columns += has_pitch(x) ? 1 : 0;
    return columns;
  }
  /// Of each column the greenest pixel below the wave, in the mean.
  [[nodiscard]] double greenness() const {
    int sum = 0;
    for (std::size_t x = 0; x < width_; ++x) {
      int most = 0;
      for (std::size_t y = height_ / 4; y < height_; ++y) most = std::max(most, greenness(x, y));
      sum += most;
    }
    return static_cast<double>(sum) / static_cast<double>(width_);
  }

 private:
  /// The rows with such a pixel, first and last.
  template <class Kind>
  [[nodiscard]] std::pair<std::size_t, std::size_t> rows_of(Kind is_wanted) const {
    std::size_t first = height_;
    std::size_t last = 0;
    for (std::size_t y = 0; y < height_; ++y)
      for (std::size_t x = 0; x < width_; ++x)
        if (is_wanted(x, y)) {
          first = std::min(first, y);
          last = y;
        }
    return {first, last};
  }

  Bytes bytes_;
  std::size_t width_;
  std::size_t height_;
};

/// A harness around a pitchscope, its stream begun: mono floats in, such frames out.
class ScopeHarness : public Harness {
 public:
  explicit ScopeHarness(const std::string& frames = plain_caps(), const Properties& properties = {},
                        int channels = 1)
      : Harness(make_pitchscope(properties)) {
    downstream(frames);
    ck_assert(open(float_caps(rate, channels)));
  }
};

/// The first row of a note in a plain picture.
std::size_t row_of(int midi) { return 244 + 12 * static_cast<std::size_t>(96 - midi); }

/// A note's row in a plain picture is drawn, and nothing outside of it.
void expect_pitch_in_row(const Picture& picture, int midi) {
  const std::size_t height = 12;
  const std::size_t top = row_of(midi);
  ck_assert_msg(picture.has_pitch(), "no pitch");
  const auto [first, last] = picture.pitch_rows();
  ck_assert_msg(first >= top && last < top + height,
                "pitch in the rows %zu to %zu instead of within %zu to %zu", first, last, top,
                top + height - 1);
}

/// The last frame of what has left.
Picture last_picture(Harness& h, int width = plain_width) {
  const std::vector<BufferPtr> frames = h.take_blocks();
  ck_assert_uint_gt(frames.size(), 0);
  return {frames.back(), width};
}

void feed_samples(Harness& h, const Samples& samples, std::size_t length, GstClockTime start = 0) {
  for (std::size_t at = 0; at < samples.size(); at += length) {
    const auto first = samples.begin() + static_cast<std::ptrdiff_t>(at);
    const std::size_t count = std::min(length, samples.size() - at);
    const Samples part(first, first + static_cast<std::ptrdiff_t>(count));
    h.feed(float_buffer(part, start + gst_util_uint64_scale(at, GST_SECOND, rate)));
  }
}

Samples tone(double frequency = 440.0, double seconds = 1.0) {
  return sine(frequency, static_cast<std::size_t>(seconds * rate), 0.5, rate);
}

}  // namespace

/// Also where buffers are shorter or longer than a frame, and where a frame is no whole number of
/// samples.
START_TEST(a_frame_for_each_interval_of_the_framerate) {
  struct Case {
    const char* framerate;
    guint64 numerator;
    guint64 denominator;
    std::size_t frames;  // of 2 s, the last one begun
  };
  for (const Case& c : {Case{"30/1", 30, 1, 60}, Case{"30000/1001", 30000, 1001, 60},
                        Case{"7/1", 7, 1, 14}, Case{"1/1", 1, 1, 2}, Case{"1000/1", 1000, 1, 2000}})
    for (const std::size_t length : {7U, 1600U, 5000U, 96000U}) {
      ScopeHarness h(video_caps(8, 8, c.framerate));
      feed_samples(h, Samples(96000), length, GST_SECOND);
      h.eos();
      const std::vector<BufferPtr> frames = h.take_blocks();
      ck_assert_uint_eq(frames.size(), c.frames);
      for (std::size_t i = 0; i < frames.size(); ++i) {
        const GstClockTime expected =
            GST_SECOND + gst_util_uint64_scale(i, GST_SECOND * c.denominator, c.numerator);
        ck_assert_uint_eq(GST_BUFFER_PTS(frames[i].get()), expected);
        ck_assert_uint_eq(GST_BUFFER_DURATION(frames[i].get()),
                          gst_util_uint64_scale(1, GST_SECOND * c.denominator, c.numerator));
      }
    }
}
END_TEST

START_TEST(more_frames_than_samples) {
  Harness h(make_pitchscope());
  h.downstream(video_caps(8, 8, "1000/1"));
  ck_assert(h.open(float_caps(10)));
  h.feed(float_buffer(Samples(20), 0));
  ck_assert_uint_eq(h.take_blocks().size(), 2000);
}
END_TEST

START_TEST(the_begun_frame_comes_at_the_end) {
  ScopeHarness h(video_caps(8, 8));
  h.feed(float_buffer(Samples(1600), 0));
  ck_assert_uint_eq(h.take_blocks().size(), 1);
  h.feed(float_buffer(Samples(1), GST_SECOND / 30));
  ck_assert_uint_eq(h.take_blocks().size(), 0);
  h.eos();
  const std::vector<BufferPtr> frames = h.take_blocks();
  ck_assert_uint_eq(frames.size(), 1);
  ck_assert_uint_eq(GST_BUFFER_PTS(frames[0].get()), GST_SECOND / 30);
}
END_TEST

/// Not a second time, though there were two ways to end.
START_TEST(the_begun_frame_comes_once) {
  ScopeHarness h(video_caps(8, 8));
  h.feed(float_buffer(Samples(1700), 0));
  h.segment(GST_SECOND);
  h.eos();
  ck_assert_uint_eq(h.take_blocks().size(), 2);
}
END_TEST

START_TEST(a_jump_in_time_moves_the_frames) {
  ScopeHarness h(video_caps(8, 8));
  h.feed(float_buffer(Samples(2400), 0));
  h.feed(float_buffer(Samples(1600), 10 * GST_SECOND));
  const std::vector<BufferPtr> frames = h.take_blocks();
  ck_assert_uint_eq(frames.size(), 3);
  ck_assert_uint_eq(GST_BUFFER_PTS(frames[1].get()), GST_SECOND / 30);
  ck_assert_uint_eq(GST_BUFFER_PTS(frames[2].get()), 10 * GST_SECOND);
}
END_TEST

namespace {

/// Plays from `end` down to `end` less `samples`, as a decoder does: in buffers of `length`, each
/// of which lies before the last one and says DISCONT.
void feed_backwards(Harness& h, GstClockTime end, std::size_t samples, std::size_t length) {
  for (std::size_t at = samples; at > 0; at -= length) {
    const GstClockTime before = gst_util_uint64_scale(samples - (at - length), GST_SECOND, rate);
    BufferPtr buffer = float_buffer(Samples(length), end - before);
    GST_BUFFER_FLAG_SET(buffer.get(), GST_BUFFER_FLAG_DISCONT);
    h.feed(std::move(buffer));
  }
}

}  // namespace

START_TEST(backwards_the_framerate_decides_and_not_the_buffers) {
  for (const std::size_t length : {480U, 1000U, 4800U, 24000U}) {
    Harness h(make_pitchscope());
    h.downstream(video_caps(8, 8));
    h.stream_start();
    ck_assert(h.caps(float_caps(rate)));
    h.segment(GST_SECOND, 10 * GST_SECOND, -1.0);
    feed_backwards(h, 10 * GST_SECOND, 48000, length);
    const std::vector<BufferPtr> frames = h.take_blocks();
    ck_assert_uint_eq(frames.size(), 30);
    for (std::size_t i = 0; i < frames.size(); ++i)
      ck_assert_uint_eq(GST_BUFFER_PTS(frames[i].get()),
                        10 * GST_SECOND - gst_util_uint64_scale(i + 1, GST_SECOND, 30));
  }
}
END_TEST

START_TEST(backwards_a_jump_moves_the_frames) {
  Harness h(make_pitchscope());
  h.downstream(video_caps(8, 8));
  h.stream_start();
  ck_assert(h.caps(float_caps(rate)));
  h.segment(GST_SECOND, 10 * GST_SECOND, -1.0);
  feed_backwards(h, 10 * GST_SECOND, 2400, 480);
  feed_backwards(h, 5 * GST_SECOND, 1600, 1600);
  h.event(gst_event_new_gap(2 * GST_SECOND, GST_SECOND));
  feed_backwards(h, GST_SECOND + GST_SECOND / 100, 480, 480);
  h.eos();
  const std::vector<BufferPtr> frames = h.take_blocks();
  ck_assert_uint_eq(frames.size(), 2 + 1 + 30 + 1);
  ck_assert_uint_eq(GST_BUFFER_PTS(frames[2].get()), 5 * GST_SECOND - GST_SECOND / 30);
  ck_assert_uint_eq(GST_BUFFER_PTS(frames[3].get()), 3 * GST_SECOND - GST_SECOND / 30);
  // The frame that is begun at the end does not reach beyond the segment.
  ck_assert_uint_eq(GST_BUFFER_PTS(frames.back().get()), GST_SECOND);
}
END_TEST

START_TEST(the_highest_rate_is_taken_and_higher_ones_refused) {
  for (const auto& [highest, taken] : {std::pair{4194303, true}, std::pair{4194304, false}}) {
    Harness h(make_pitchscope());
    h.downstream(video_caps(8, 8));
    h.stream_start();
    ck_assert(h.caps(caps_text("F64LE", highest, 64)) == taken);
    if (!taken) continue;
    h.segment();
    const Bytes samples(std::size_t{64} * 8 * 200000);
    h.feed(make_buffer(samples));
    ck_assert_uint_ge(h.take_blocks().size(), 1);
  }
}
END_TEST

START_TEST(samples_outside_the_segment_are_not_shown) {
  Harness h(make_pitchscope());
  h.downstream(plain_caps());
  h.stream_start();
  ck_assert(h.caps(float_caps(rate)));
  h.segment(GST_SECOND);
  h.feed(float_buffer(tone(440.0, 1.0), 0));
  ck_assert_uint_eq(h.take_blocks().size(), 0);
  h.feed(float_buffer(Samples(rate), GST_SECOND));
  const std::vector<BufferPtr> frames = h.take_blocks();
  ck_assert_uint_eq(frames.size(), 30);
  ck_assert(!Picture(frames.back(), plain_width).has_pitch());
}
END_TEST

/// What a buffer says of its duration may be wrong.
START_TEST(a_false_duration_clips_no_more_than_there_is) {
  Harness h(make_pitchscope());
  h.downstream(video_caps(8, 8));
  h.stream_start();
  ck_assert(h.caps(float_caps(rate)));
  h.segment(GST_SECOND);
  BufferPtr buffer = float_buffer(Samples(rate), GST_SECOND / 2);
  GST_BUFFER_DURATION(buffer.get()) = 100 * GST_SECOND;
  h.feed(std::move(buffer));
  // Half of it lies in the segment.
  ck_assert_uint_eq(h.take_blocks().size(), 15);
  h.segment(0, GST_SECOND);
  buffer = float_buffer(Samples(1600), 0);
  GST_BUFFER_DURATION(buffer.get()) = 100 * GST_SECOND;
  h.feed(std::move(buffer));
  ck_assert_uint_eq(h.take_blocks().size(), 1);
}
END_TEST

START_TEST(a_gap_elsewhere_moves_the_frames) {
  ScopeHarness h(video_caps(8, 8));
  h.feed(float_buffer(Samples(1600), 0));
  h.event(gst_event_new_gap(10 * GST_SECOND, GST_SECOND));
  const std::vector<BufferPtr> frames = h.take_blocks();
  ck_assert_uint_eq(frames.size(), 31);
  ck_assert_uint_eq(GST_BUFFER_PTS(frames[1].get()), 10 * GST_SECOND);
}
END_TEST

START_TEST(a_gap_a_little_ahead_moves_the_frames) {
  ScopeHarness h(video_caps(8, 8));
  h.feed(float_buffer(Samples(1600), 0));
  h.event(gst_event_new_gap(300 * GST_MSECOND, GST_SECOND / 30));
  const std::vector<BufferPtr> frames = h.take_blocks();
  ck_assert_uint_eq(frames.size(), 2);
  ck_assert_uint_eq(GST_BUFFER_PTS(frames[1].get()), 300 * GST_MSECOND);
}
END_TEST

START_TEST(a_gap_outside_the_segment_is_not_shown) {
  Harness h(make_pitchscope());
  h.downstream(video_caps(8, 8));
  h.stream_start();
  ck_assert(h.caps(float_caps(rate)));
  h.segment(10 * GST_SECOND);
  h.event(gst_event_new_gap(0, GST_SECOND));
  ck_assert_uint_eq(h.take_blocks().size(), 0);
  h.event(gst_event_new_gap(9 * GST_SECOND, 2 * GST_SECOND));
  const std::vector<BufferPtr> frames = h.take_blocks();
  ck_assert_uint_eq(frames.size(), 30);
  ck_assert_uint_eq(GST_BUFFER_PTS(frames[0].get()), 10 * GST_SECOND);
}
END_TEST

START_TEST(a_gap_becomes_silence) {
  ScopeHarness h(video_caps(8, 8));
  h.feed(float_buffer(Samples(1600), 0));
  h.event(gst_event_new_gap(GST_SECOND / 30, GST_SECOND));
  ck_assert_uint_eq(h.take_blocks().size(), 31);
  // What a buffer that is marked a gap has in it means nothing.
  ScopeHarness marked;
  BufferPtr buffer = float_buffer(tone(), 0);
  GST_BUFFER_FLAG_SET(buffer.get(), GST_BUFFER_FLAG_GAP);
  marked.feed(std::move(buffer));
  ck_assert(!last_picture(marked).has_pitch());
}
END_TEST

START_TEST(a_tone_is_drawn_in_its_row_alone) {
  struct Case {
    double frequency;
    int midi;
  };
  for (const Case& c : {Case{440.0, 69}, Case{261.626, 60}, Case{82.407, 40}, Case{2093.005, 96}}) {
    ScopeHarness h;
    feed_samples(h, tone(c.frequency), 1000);
    expect_pitch_in_row(last_picture(h), c.midi);
  }
}
END_TEST

/// In 6 s and 150 columns a column is 40 ms.
START_TEST(a_note_has_a_bar_in_its_row) {
  ScopeHarness h;
  Samples samples = tone(440.0, 1.0);
  samples.resize(2 * rate);
  feed_samples(h, samples, 1000);
  const Picture picture = last_picture(h);
  const auto [first, last] = picture.note_rows();
  ck_assert_uint_eq(first, row_of(69));
  ck_assert_uint_eq(last, row_of(69) + 11);
  const std::vector<std::size_t> bars = picture.bars(row_of(69));
  ck_assert_uint_eq(bars.size(), 1);
  ck_assert_msg(bars[0] >= 22 && bars[0] <= 26, "%zu columns", bars[0]);
}
END_TEST

START_TEST(a_note_that_is_struck_again_has_a_bar_of_its_own) {
  ScopeHarness h;
  Samples samples = tone(440.0, 2.0);
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] *= static_cast<float>(std::exp(-static_cast<double>(i % rate) / 16000.0));
  samples.resize(3 * rate);
  feed_samples(h, samples, 1000);
  const std::vector<std::size_t> bars = last_picture(h).bars(row_of(69));
  ck_assert_uint_eq(bars.size(), 2);
  for (const std::size_t length : bars)
    ck_assert_msg(length >= 15 && length <= 25, "%zu columns", length);
}
END_TEST

START_TEST(noise_has_no_bars) {
  ScopeHarness h;
  Samples samples(2 * rate);
  std::uint32_t state = 1;
  for (float& sample : samples) {
    state = state * 1664525u + 1013904223u;
    sample = static_cast<float>(state >> 8) / 16777216.0F - 0.5F;
  }
  feed_samples(h, samples, 1000);
  const Picture picture = last_picture(h);
  ck_assert_uint_eq(picture.note_rows().first, picture.height());
}
END_TEST

/// What is around a block decides about its pitch: a block an octave higher stays in the row.
START_TEST(an_octave_for_a_block_is_not_drawn) {
  ScopeHarness h;
  Samples samples = tone(440.0, 2.0);
  const Samples octave = sine(880.0, 1024, 0.5, rate);
  std::ranges::copy(octave, samples.begin() + 40 * 1024);
  feed_samples(h, samples, 1000);
  expect_pitch_in_row(last_picture(h), 69);
}
END_TEST

START_TEST(a_pitch_off_the_axis_is_not_drawn) {
  ScopeHarness h;
  feed_samples(h, tone(4186.009), 1000);
  ck_assert(!last_picture(h).has_pitch());
}
END_TEST

START_TEST(silence_draws_no_pitch_and_a_flat_wave) {
  ScopeHarness h;
  feed_samples(h, tone(440.0, 2.0), 1000);
  feed_samples(h, Samples(8 * rate), 1000, 2 * GST_SECOND);
  const Picture picture = last_picture(h);
  ck_assert(!picture.has_pitch());
  const std::uint32_t ground = picture.at(plain_width / 2, 10);
  for (std::size_t x = 0; x < picture.width(); ++x)
    for (std::size_t y = 0; y < 244; ++y)
      ck_assert_msg((picture.at(x, y) != ground) == (y == 122), "pixel %zu, %zu", x, y);
}
END_TEST

START_TEST(the_wave_is_as_high_as_its_samples) {
  ScopeHarness h(plain_caps(), {}, 2);
  // The channels' mean: half of full scale upwards, a quarter downwards.
  Samples samples(std::size_t{7} * 2 * rate);
  for (std::size_t i = 0; i < samples.size(); i += 4) {
    samples[i] = 1.0F;
    samples[i + 3] = -0.5F;
  }
  h.feed(float_buffer(samples, 0));
  const Picture picture = last_picture(h);
  const std::uint32_t ground = picture.at(75, 10);
  for (std::size_t y = 0; y < 243; ++y)
    ck_assert_msg((picture.at(75, y) != ground) == (y >= 61 && y < 153), "row %zu", y);
}
END_TEST

/// The newest is at the right, and a second is as wide as it ought to be.
START_TEST(time_runs_to_the_left) {
  ScopeHarness h(plain_caps(), {{"time-span", "3000000000"}});
  feed_samples(h, tone(440.0, 1.0), 1000);
  feed_samples(h, Samples(rate), 1000, GST_SECOND);
  const Picture picture = last_picture(h);
  // 50 columns a second; a block has one.
  for (std::size_t x = 0; x < 150; ++x)
    if (x % 50 > 2 && x % 50 < 47)
      ck_assert_msg(picture.has_pitch(x) == (x / 50 == 1), "column %zu", x);
}
END_TEST

START_TEST(a_less_clear_pitch_is_fainter) {
  const auto greenness_of = [](const Samples& samples) {
    ScopeHarness h(plain_caps(), {{"clarity-threshold", "0"}});
    feed_samples(h, samples, 1000);
    return last_picture(h).greenness();
  };
  const Samples clear = tone(440.0, 6.0);
  Samples noisy = clear;
  std::uint32_t state = 1;
  for (float& sample : noisy) {
    state = state * 1664525u + 1013904223u;
    sample = 0.2F * sample + 0.5F * (static_cast<float>(state >> 8) / 16777216.0F - 0.5F);
  }
  const double silent = greenness_of(Samples(clear.size()));
  const double faint = greenness_of(noisy);
  ck_assert_msg(faint > silent + 2.0, "%f, %f", faint, silent);
  const double full = greenness_of(clear);
  ck_assert_msg(full > faint + 20.0, "%f, %f", full, faint);
}
END_TEST

/// 25 rows from A3 to A5, in a picture made for 61 of 12 pixels.
START_TEST(the_limits_of_pitch_are_those_of_the_axis) {
  ScopeHarness h(video_caps(plain_width, 244 + 100 * 7 + 32),
                 {{"min-frequency", "220"}, {"max-frequency", "880"}});
  feed_samples(h, tone(), 1000);
  const auto [first, last] = last_picture(h).pitch_rows();
  // The middle of 25 rows in 732 pixels.
  ck_assert_uint_ge(first, 244 + 352);
  ck_assert_uint_le(last, 244 + 380);
  // The other notes of the axis change at once, with what is already drawn.
  g_object_set(h.element(), "min-frequency", 0.0, "max-frequency", 0.0, nullptr);
  h.feed(float_buffer(Samples(1600), GST_SECOND));
  expect_pitch_in_row(last_picture(h), 69);
}
END_TEST

namespace {

/// In a plain picture from B0 to C7, 74 rows, all pitch lies in the row of E1.
void expect_pitch_at_e1(const Picture& picture) {
  constexpr double row = 732.0 / 74.0;
  const double top = 244.0 + row * (96 - 28);
  ck_assert_msg(picture.has_pitch(), "no pitch");
  const auto [first, last] = picture.pitch_rows();
  ck_assert_msg(static_cast<double>(first) >= top - 1.0 && static_cast<double>(last) < top + row,
                "pitch in the rows %zu to %zu instead of from %f on", first, last, top);
}

}  // namespace

/// Blocks of 1024 samples reach 56 Hz at this rate.
START_TEST(blocks_are_long_enough_for_the_lowest_pitch) {
  if (one_size_only) return;
  ScopeHarness h(plain_caps(), {{"min-frequency", "30"}});
  feed_samples(h, tone(41.203), 1000);
  expect_pitch_at_e1(last_picture(h));
}
END_TEST

/// With 96 kHz, 1024 samples would reach 113 Hz.
START_TEST(blocks_are_long_enough_for_the_rate) {
  if (one_size_only) return;
  Harness h(make_pitchscope());
  h.downstream(plain_caps());
  ck_assert(h.open(float_caps(96000)));
  h.feed(float_buffer(sine(65.406, 96000, 0.5, 96000), 0));
  expect_pitch_in_row(last_picture(h), 36);
}
END_TEST

START_TEST(blocks_become_longer_while_it_runs) {
  if (one_size_only) return;
  ScopeHarness h;
  feed_samples(h, Samples(rate + 500), 1000);
  g_object_set(h.element(), "min-frequency", 30.0, nullptr);
  feed_samples(h, tone(41.203), 1000, gst_util_uint64_scale(rate + 500, GST_SECOND, rate));
  const std::vector<BufferPtr> frames = h.take_blocks();
  ck_assert_uint_eq(frames.size(), 60);
  const Picture picture(frames.back(), plain_width);
  expect_pitch_at_e1(picture);
  // A second of six, but for the block under way and the one with the silence before.
  ck_assert_uint_ge(picture.pitch_columns(), 21);
}
END_TEST

START_TEST(the_reference_moves_the_notes) {
  ScopeHarness h(plain_caps(), {{"reference-frequency", "415.305"}});
  feed_samples(h, tone(), 1000);
  expect_pitch_in_row(last_picture(h), 70);
}
END_TEST

START_TEST(the_thresholds_decide_what_is_drawn) {
  Samples noisy = tone(440.7, 2.0);
  std::uint32_t state = 1;
  for (float& sample : noisy) {
    state = state * 1664525u + 1013904223u;
    sample = 0.25F * sample + 0.5F * (static_cast<float>(state >> 8) / 16777216.0F - 0.5F);
  }
  for (const Properties& properties :
       {Properties{{"silence-threshold", "-60"}}, Properties{{"silence-threshold", "-3"}},
        Properties{{"clarity-threshold", "1"}}}) {
    ScopeHarness h(plain_caps(), properties);
    feed_samples(h, noisy, 1000);
    const bool is_drawn = properties[0].second == "-60";
    ck_assert_msg(last_picture(h).has_pitch() == is_drawn, "%s=%s", properties[0].first.c_str(),
                  properties[0].second.c_str());
  }
}
END_TEST

START_TEST(absurd_limits_leave_an_axis) {
  for (const auto& [low, high] : {std::pair{"2000000000", "0"}, std::pair{"0", "1"},
                                  std::pair{"5000", "100"}, std::pair{"0.001", "2000000000"}}) {
    ScopeHarness h(video_caps(320, 240), {{"min-frequency", low}, {"max-frequency", high}});
    feed_samples(h, tone(440.0, 0.2), 1000);
    ck_assert_uint_eq(h.take_blocks().size(), 6);
  }
}
END_TEST

START_TEST(any_size_down_to_one_pixel) {
  for (const auto& [width, height] :
       {std::pair{1, 1}, std::pair{1, 400}, std::pair{400, 1}, std::pair{2, 2}, std::pair{3, 5},
        std::pair{159, 90}, std::pair{160, 89}, std::pair{160, 90}, std::pair{161, 2000},
        std::pair{2000, 91}, std::pair{8192, 3}, std::pair{3, 8192}, std::pair{321, 241}}) {
    ScopeHarness h(video_caps(width, height));
    feed_samples(h, tone(440.0, 0.2), 1000);
    const std::vector<BufferPtr> frames = h.take_blocks();
    ck_assert_uint_eq(frames.size(), 6);
    for (const BufferPtr& frame : frames)
      ck_assert_uint_eq(gst_buffer_get_size(frame.get()),
                        4 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  }
}
END_TEST

/// What was heard before is in the picture of the new size.
START_TEST(the_size_changes_while_it_runs) {
  ScopeHarness h(video_caps(320, 240));
  feed_samples(h, tone(), 1000);
  h.take();
  h.downstream(plain_caps("25/1"));
  feed_samples(h, Samples(rate), 1000, GST_SECOND);
  const std::vector<BufferPtr> frames = h.take_blocks();
  // One frame was about to be made.
  ck_assert_uint_ge(frames.size(), 25);
  const Picture picture(frames.back(), plain_width);
  ck_assert_uint_eq(picture.height(), plain_height);
  expect_pitch_in_row(picture, 69);
  ck_assert_uint_ge(picture.pitch_columns(), 20);
  for (std::size_t i = 2; i < frames.size(); ++i)
    ck_assert_uint_eq(GST_BUFFER_PTS(frames[i].get()) - GST_BUFFER_PTS(frames[i - 1].get()),
                      40 * GST_MSECOND);
}
END_TEST

START_TEST(a_flush_forgets_what_was_heard) {
  ScopeHarness h;
  feed_samples(h, tone(), 1000);
  ck_assert(last_picture(h).has_pitch());
  h.event(gst_event_new_flush_start());
  h.event(gst_event_new_flush_stop(TRUE));
  h.segment();
  h.feed(float_buffer(Samples(1600), 0));
  const std::vector<BufferPtr> frames = h.take_blocks();
  ck_assert_uint_eq(frames.size(), 1);
  ck_assert_uint_eq(GST_BUFFER_PTS(frames[0].get()), 0);
  ck_assert(!Picture(frames[0], plain_width).has_pitch());
}
END_TEST

START_TEST(another_time_span_begins_an_empty_picture) {
  ScopeHarness h;
  feed_samples(h, tone(440.0, 1.01), 1000);
  g_object_set(h.element(), "time-span", 2 * GST_SECOND, nullptr);
  ck_assert_uint_eq(h.take_blocks().size(), 30);
  // The frames go on as before.
  h.feed(float_buffer(Samples(rate)));
  const std::vector<BufferPtr> frames = h.take_blocks();
  ck_assert_uint_eq(frames.size(), 30);
  ck_assert_uint_eq(GST_BUFFER_PTS(frames[0].get()), GST_SECOND);
  // The begun block had the rest of the tone.
  ck_assert_uint_le(Picture(frames.back(), plain_width).pitch_columns(), 2);
}
END_TEST

/// False for S20_32 and U20_32 of GStreamer 1.28, whose pack functions write three bytes for a
/// value of four: what comes from audioconvert is then no tone. The element's input tests pack by
/// themselves.
static bool is_packed_by_its_description(const std::string& name) {
  const GstAudioFormatInfo* format =
      gst_audio_format_get_info(gst_audio_format_from_string(name.c_str()));
  if (!GST_AUDIO_FORMAT_INFO_IS_INTEGER(format)) return true;
  const gint32 values[2] = {0x30000000, -0x30000000};
  guint8 packed[2 * sizeof(gint32)] = {};
  format->pack_func(format, GST_AUDIO_PACK_FLAG_NONE, values, packed, 2);
  gint32 read[2] = {};
  audioblocks::unpack_integers(*format, packed, 2, read);
  return read[0] == values[0] && read[1] == values[1];
}

START_TEST(every_format_is_read) {
  GstElementFactory* factory = gst_element_factory_find("pitchscope");
  ck_assert(factory != nullptr);
  std::vector<std::string> formats;
  for (const GList* item = gst_element_factory_get_static_pad_templates(factory); item != nullptr;
       item = item->next) {
    auto* pad = static_cast<GstStaticPadTemplate*>(item->data);
    if (pad->direction != GST_PAD_SINK) continue;
    const CapsPtr caps(gst_static_caps_get(&pad->static_caps));
    const GValue* list = gst_structure_get_value(gst_caps_get_structure(caps.get(), 0), "format");
    for (guint i = 0; i < gst_value_list_get_size(list); ++i)
      formats.emplace_back(g_value_get_string(gst_value_list_get_value(list, i)));
  }
  gst_object_unref(factory);
  guint known = 0;
  (void)gst_audio_formats_raw(&known);
  ck_assert_uint_eq(formats.size(), known);
  for (const std::string& format : formats) {
    if (!is_packed_by_its_description(format)) continue;
    Harness h(parse("audioconvert ! audio/x-raw, format=" + format + " ! pitchscope", true));
    h.downstream(plain_caps());
    ck_assert(h.open(float_caps(rate)));
    feed_samples(h, tone(440.0, 0.5), 1000);
    expect_pitch_in_row(last_picture(h), 69);
  }
}
END_TEST

/// The mean of all channels, as many as there may be.
START_TEST(channels_are_mixed) {
  for (const int channels : {2, 64}) {
    const Samples mono = tone(440.0, 0.5);
    Samples all(mono.size() * static_cast<std::size_t>(channels));
    for (std::size_t i = 0; i < mono.size(); ++i)
      all[i * static_cast<std::size_t>(channels) + 1] = mono[i];
    ScopeHarness h(plain_caps(), {}, channels);
    h.feed(float_buffer(all, 0));
    expect_pitch_in_row(last_picture(h), 69);
  }
}
END_TEST

START_TEST(a_change_of_the_audio_format_begins_an_empty_picture) {
  ScopeHarness h;
  h.feed(float_buffer(tone(), 0));
  h.take();
  ck_assert(h.caps(float_caps(44100, 2)));
  h.feed(float_buffer(Samples(2 * 44100), GST_SECOND));
  const std::vector<BufferPtr> frames = h.take_blocks();
  ck_assert_uint_eq(frames.size(), 30);
  ck_assert(!Picture(frames.back(), plain_width).has_pitch());
}
END_TEST

/// Neither the picture nor the begun frame ends with it.
START_TEST(the_same_audio_format_again_changes_nothing) {
  ScopeHarness h;
  feed_samples(h, tone(440.0, 1.01), 1000);
  ck_assert_uint_eq(h.take_blocks().size(), 30);
  ck_assert(h.caps(float_caps(rate)));
  ck_assert_uint_eq(h.take_blocks().size(), 0);
  h.feed(float_buffer(Samples(1600), gst_util_uint64_scale(48480, GST_SECOND, rate)));
  const std::vector<BufferPtr> frames = h.take_blocks();
  ck_assert_uint_eq(frames.size(), 1);
  ck_assert_uint_eq(GST_BUFFER_PTS(frames[0].get()), GST_SECOND);
  // A second of six.
  ck_assert_uint_ge(Picture(frames[0], plain_width).pitch_columns(), 22);
}
END_TEST

START_TEST(numbers_that_are_none_are_silence) {
  const float odd[] = {std::numeric_limits<float>::quiet_NaN(),
                       std::numeric_limits<float>::infinity(),
                       -std::numeric_limits<float>::infinity()};
  Samples samples(2 * rate);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = odd[i % 3];
  ScopeHarness h(video_caps(320, 240));
  feed_samples(h, samples, 1000);
  ck_assert_uint_eq(h.take_blocks().size(), 60);
  // And enormous ones are drawn within the picture.
  for (float& sample : samples) sample = std::numeric_limits<float>::max();
  feed_samples(h, samples, 1000, 2 * GST_SECOND);
  ck_assert_uint_eq(h.take_blocks().size(), 60);
}
END_TEST

START_TEST(a_broken_buffer_is_refused_by_name) {
  ScopeHarness h(video_caps(8, 8));
  const Bytes bytes(401);
  ck_assert_int_eq(h.push(make_buffer(bytes, 0)), GST_FLOW_ERROR);
  const std::vector<ErrorText> errors = h.errors();
  ck_assert_uint_eq(errors.size(), 1);
  ck_assert(errors[0].is(GST_STREAM_ERROR_FORMAT));
  ck_assert(errors[0].says("401 bytes"));
}
END_TEST

START_TEST(nothing_is_shown_before_a_format) {
  Harness h(make_pitchscope());
  h.downstream(video_caps(8, 8));
  h.stream_start();
  h.segment();
  ck_assert_int_eq(h.push(float_buffer(Samples(1600), 0)), GST_FLOW_NOT_NEGOTIATED);
  h.eos();
  ck_assert_uint_eq(h.take_blocks().size(), 0);
}
END_TEST

/// Frames that come too late are left out, but what they would have shown is in the next one.
START_TEST(a_late_sink_costs_frames_and_no_sound) {
  ScopeHarness h;
  h.feed(float_buffer(Samples(1600), 0));
  h.take();
  ck_assert(gst_harness_push_upstream_event(
                h.get(), gst_event_new_qos(GST_QOS_TYPE_UNDERFLOW, 1.5, 250 * GST_MSECOND,
                                           GST_SECOND / 30)) != FALSE);
  feed_samples(h, tone(), 1000, GST_SECOND / 30);
  const std::vector<BufferPtr> frames = h.take_blocks();
  ck_assert_uint_lt(frames.size(), 20);
  const Picture picture(frames.back(), plain_width);
  expect_pitch_in_row(picture, 69);
  // A second of six.
  ck_assert_uint_ge(picture.pitch_columns(), 22);
}
END_TEST

START_TEST(it_runs_again_after_a_stop) {
  const ElementPtr pipeline =
      parse("audiotestsrc num-buffers=20 ! pitchscope ! video/x-raw,width=64,height=64 ! fakesink");
  const BusPtr bus(gst_element_get_bus(pipeline.get()));
  for (int run = 0; run < 2; ++run) {
    gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
    const MessagePtr message(gst_bus_timed_pop_filtered(
        bus.get(), GST_CLOCK_TIME_NONE,
        static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
    ck_assert_int_eq(GST_MESSAGE_TYPE(message.get()), GST_MESSAGE_EOS);
    gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  }
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(argc, argv, "pitchscope",
                   {
                       ELEMENT_TEST(a_frame_for_each_interval_of_the_framerate),
                       ELEMENT_TEST(more_frames_than_samples),
                       ELEMENT_TEST(the_begun_frame_comes_at_the_end),
                       ELEMENT_TEST(the_begun_frame_comes_once),
                       ELEMENT_TEST(a_jump_in_time_moves_the_frames),
                       ELEMENT_TEST(backwards_the_framerate_decides_and_not_the_buffers),
                       ELEMENT_TEST(backwards_a_jump_moves_the_frames),
                       ELEMENT_TEST(the_highest_rate_is_taken_and_higher_ones_refused),
                       ELEMENT_TEST(samples_outside_the_segment_are_not_shown),
                       ELEMENT_TEST(a_false_duration_clips_no_more_than_there_is),
                       ELEMENT_TEST(a_gap_elsewhere_moves_the_frames),
                       ELEMENT_TEST(a_gap_a_little_ahead_moves_the_frames),
                       ELEMENT_TEST(a_gap_outside_the_segment_is_not_shown),
                       ELEMENT_TEST(a_gap_becomes_silence),
                       ELEMENT_TEST(a_tone_is_drawn_in_its_row_alone),
                       ELEMENT_TEST(a_note_has_a_bar_in_its_row),
                       ELEMENT_TEST(a_note_that_is_struck_again_has_a_bar_of_its_own),
                       ELEMENT_TEST(noise_has_no_bars),
                       ELEMENT_TEST(an_octave_for_a_block_is_not_drawn),
                       ELEMENT_TEST(a_pitch_off_the_axis_is_not_drawn),
                       ELEMENT_TEST(silence_draws_no_pitch_and_a_flat_wave),
                       ELEMENT_TEST(the_wave_is_as_high_as_its_samples),
                       ELEMENT_TEST(time_runs_to_the_left),
                       ELEMENT_TEST(a_less_clear_pitch_is_fainter),
                       ELEMENT_TEST(the_limits_of_pitch_are_those_of_the_axis),
                       ELEMENT_TEST(blocks_are_long_enough_for_the_lowest_pitch),
                       ELEMENT_TEST(blocks_are_long_enough_for_the_rate),
                       ELEMENT_TEST(blocks_become_longer_while_it_runs),
                       ELEMENT_TEST(the_reference_moves_the_notes),
                       ELEMENT_TEST(the_thresholds_decide_what_is_drawn),
                       ELEMENT_TEST(absurd_limits_leave_an_axis),
                       ELEMENT_TEST(any_size_down_to_one_pixel),
                       ELEMENT_TEST(the_size_changes_while_it_runs),
                       ELEMENT_TEST(a_flush_forgets_what_was_heard),
                       ELEMENT_TEST(another_time_span_begins_an_empty_picture),
                       ELEMENT_TEST(every_format_is_read),
                       ELEMENT_TEST(channels_are_mixed),
                       ELEMENT_TEST(a_change_of_the_audio_format_begins_an_empty_picture),
                       ELEMENT_TEST(the_same_audio_format_again_changes_nothing),
                       ELEMENT_TEST(numbers_that_are_none_are_silence),
                       ELEMENT_TEST(a_broken_buffer_is_refused_by_name),
                       ELEMENT_TEST(nothing_is_shown_before_a_format),
                       ELEMENT_TEST(a_late_sink_costs_frames_and_no_sound),
                       ELEMENT_TEST(it_runs_again_after_a_stop),
                   });
}
