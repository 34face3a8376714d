// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The element on any buffers, caps, events, queries, properties and states, from one thread. A
// critical message ends the process; each block is looked at as it leaves, and after each step the
// counters must tell just what has happened.
#include <gst/audio/audio.h>
#include <gst/gst.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "byte_reader.h"
#include "element_pads.h"
#include "gstaudioblocks.h"
#include "numbered_samples.h"
#include "require.h"
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

namespace {

void end_on_critical(const gchar* domain, GLogLevelFlags level, const gchar* text, gpointer) {
  if ((level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR)) == 0) return;
  std::fprintf(stderr, "%s: %s\n", domain != nullptr ? domain : "", text);
  std::abort();
}

/// GStreamer without plugins; the element is part of this program.
bool initialise() {
  for (const char* variable : {"GST_PLUGIN_PATH", "GST_PLUGIN_SYSTEM_PATH"})
    g_setenv(variable, "", TRUE);
  g_setenv("GST_REGISTRY_UPDATE", "no", TRUE);
  g_setenv("GST_REGISTRY_FORK", "no", TRUE);
#ifdef __SANITIZE_ADDRESS__
  // What GStreamer keeps for the life of the process is not the element's.
  const __lsan::ScopedDisabler unwatched;
#endif
  gst_init(nullptr, nullptr);
  gst_debug_remove_log_function(nullptr);
  g_log_set_default_handler(end_on_critical, nullptr);
  return GST_ELEMENT_REGISTER(audioblocks, nullptr) != FALSE;
}

/// What the counters tell.
struct Metrics {
  explicit Metrics(GstElement* element) {
    g_object_get(element, "metrics", &structure, nullptr);
    REQUIRE(structure != nullptr);
    require_finite(structure);
  }
  ~Metrics() { gst_structure_free(structure); }
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  [[nodiscard]] guint64 operator[](const char* name) const {
    guint64 value = 0;
    REQUIRE(gst_structure_get_uint64(structure, name, &value) != FALSE);
    return value;
  }

  GstStructure* structure = nullptr;
};

/// One life of one element.
class Life {
 public:
  explicit Life(ByteReader& bytes)
      : bytes_(bytes),
        kind_(bytes.take<std::uint8_t>()),
        pads_(gst_element_factory_make("audioblocks", nullptr), (kind_ & 4) != 0) {
    gst_audio_info_init(&info_);
    set("analysis-mode", worker() ? "worker" : "inline");
    set("overflow-policy", evicts() ? "evict-oldest" : "auto");
    if ((kind_ & 8) != 0)
      g_signal_connect(pads_.element(), "block-analyzed", G_CALLBACK(analyzed), nullptr);
    const std::uint8_t more = bytes_.take<std::uint8_t>();
    if ((more & 1) != 0) set("partial-block", "short");
    if ((more & 2) != 0) set("adaptive", "true");
    if ((more & 4) != 0) set("interval", "0");
    if ((more & 8) != 0) set("bands", "16");
    if ((more & 16) != 0) set("multi-channel", "true");
    if ((more & 32) != 0) take_memory_limit();
    if ((more & 64) != 0) choose_downstream();
    state(GST_STATE_PLAYING);
    if ((more & 128) == 0) open();
  }
  ~Life() {
    state(GST_STATE_NULL);
    const Metrics now(pads_.element());
    REQUIRE(now["pool-outstanding"] == pads_.held_of_run());
    pads_.hold(0);
    const Metrics after(pads_.element());
    REQUIRE(after["memory-current"] == 0 && after["pool-outstanding"] == 0);
    for (GstBuffer* buffer : kept_) gst_buffer_unref(buffer);
  }
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;

  /// Enough was sent for one life: what is found in a long one is found in several short ones.
  [[nodiscard]] bool is_over() const { return sent_ > 50000; }

  void step() {
    const std::uint8_t what = bytes_.take<std::uint8_t>();
    const bool was_resetting = resets_;
    discards_ = false;
    act(what);
    discards_ = discards_ || pads_.has_refused() || was_resetting;
    compare();
  }

 private:
  [[nodiscard]] bool worker() const { return (kind_ & 1) != 0; }
  [[nodiscard]] bool evicts() const { return (kind_ & 2) != 0; }
  [[nodiscard]] bool is_numbered() const { return kind_ / 16 % 4 < 2; }
  [[nodiscard]] bool is_wave() const { return kind_ / 16 % 4 == 2; }

  void set(const char* name, const char* value) {
    gst_util_set_object_arg(G_OBJECT(pads_.element()), name, value);
  }

  void act(std::uint8_t what) {
    static constexpr std::array acts{&Life::gap,
                                     &Life::change_format,
                                     &Life::send_segment,
                                     &Life::flush,
                                     &Life::end_stream,
                                     &Life::start_stream,
                                     &Life::change_property,
                                     &Life::change_property,
                                     &Life::reset,
                                     &Life::change_state,
                                     &Life::answer,
                                     &Life::choose_downstream,
                                     &Life::hold,
                                     &Life::send_upstream,
                                     &Life::ask,
                                     &Life::send_other,
                                     &Life::read_properties,
                                     &Life::block_info};
    const std::size_t which = what % 32;
    if (which < acts.size())
      (this->*acts[which])();
    else
      push(what);
  }

  // ---- what comes from upstream ----

  void open() {
    start_stream();
    change_format();
    if (bytes_.below(4) == 0)
      send_segment();
    else
      plain_segment();
  }

  void start_stream() { gst_pad_push_event(pads_.src(), gst_event_new_stream_start("fuzz")); }

  void change_format() {
    constexpr std::array rates{48000, 44100, 8000, 192000, 1000, 1, G_MAXINT, 11025};
    const std::uint8_t shape = bytes_.take<std::uint8_t>();
    const auto format = static_cast<GstAudioFormat>(
        shape % 4 == 0 ? GST_AUDIO_FORMAT_S8 + static_cast<int>(bytes_.below(30))
                       : std::array{GST_AUDIO_FORMAT_S16, GST_AUDIO_FORMAT_F32,
                                    GST_AUDIO_FORMAT_S32}[static_cast<std::size_t>(shape % 4 - 1)]);
    const std::uint8_t channels = bytes_.take<std::uint8_t>();
    GstAudioInfo next;
    gst_audio_info_init(&next);
    gst_audio_info_set_format(&next, format, rates[static_cast<std::size_t>(shape / 32)],
                              channels == 255 ? 64 : 1 + channels % 9, nullptr);
    GST_AUDIO_INFO_LAYOUT(&next) =
        (shape & 16) != 0 ? GST_AUDIO_LAYOUT_NON_INTERLEAVED : GST_AUDIO_LAYOUT_INTERLEAVED;
    send_caps(next);
  }

  void send_caps(const GstAudioInfo& next) {
    // Also a format that cannot be negotiated makes the element let go of the old one.
    GstCaps* caps = gst_audio_info_to_caps(&next);
    REQUIRE(caps != nullptr);
    const gboolean taken = gst_pad_push_event(pads_.src(), gst_event_new_caps(caps));
    gst_caps_unref(caps);
    discards_ = true;
    if (taken != FALSE) info_ = next;
  }

  void send(const GstSegment& segment) {
    gst_pad_push_event(pads_.src(), gst_event_new_segment(&segment));
    limited_ = segment.format == GST_FORMAT_TIME &&
               (segment.start > 0 || GST_CLOCK_TIME_IS_VALID(segment.stop));
  }

  void plain_segment() {
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    send(segment);
  }

  void send_segment() {
    constexpr std::array formats{GST_FORMAT_TIME, GST_FORMAT_TIME, GST_FORMAT_BYTES,
                                 GST_FORMAT_DEFAULT};
    constexpr std::array speeds{1.0, 1.0, -1.0, 2.0, 0.01, -100.0};
    GstSegment segment;
    gst_segment_init(&segment, formats[bytes_.below(formats.size())]);
    segment.rate = speeds[bytes_.below(speeds.size())];
    segment.applied_rate = bytes_.below(8) == 0 ? -2.0 : 1.0;
    segment.start = take_time();
    segment.position = segment.start;
    segment.time = bytes_.below(4) == 0 ? take_time() : 0;
    segment.base = bytes_.below(4) == 0 ? take_time() : 0;
    // Played backwards it begins at its stop: GStreamer's base classes ask for one.
    if (bytes_.below(2) == 0 || segment.rate < 0.0)
      segment.stop = std::max(segment.start, take_time());
    send(segment);
  }

  /// Mostly near where the stream has come to, sometimes at an end of what there is. Never NONE.
  GstClockTime take_time() {
    switch (bytes_.below(8)) {
      case 0:
        return 0;
      case 1:
        return GST_CLOCK_TIME_NONE - 1 - bytes_.take<std::uint8_t>();
      case 2:
        return std::min(bytes_.take<guint64>(), GST_CLOCK_TIME_NONE - 1);
      case 3:
        return position_ + bytes_.take<std::uint16_t>() * guint64{100000};
      case 4:
        return position_ > GST_SECOND ? position_ - GST_SECOND : 0;
      default:
        return position_;
    }
  }

  /// What a buffer of so many samples spans.
  [[nodiscard]] GstClockTime time_of(std::size_t samples) const {
    return gst_util_uint64_scale(samples, GST_SECOND,
                                 static_cast<guint64>(GST_AUDIO_INFO_RATE(&info_)));
  }

  void gap() {
    if (GST_AUDIO_INFO_FORMAT(&info_) == GST_AUDIO_FORMAT_UNKNOWN) return;
    const std::uint8_t what = bytes_.take<std::uint8_t>();
    // At a very high rate a moment has too many samples to wait for.
    const bool short_of_time = GST_AUDIO_INFO_RATE(&info_) > 1000000;
    const GstClockTime at = (what & 3) == 0 && !short_of_time ? take_time() : position_;
    const std::size_t samples = bytes_.below(5000);
    GstClockTime duration = time_of(samples);
    if (what / 4 % 8 == 0) duration = what / 32 % 2 == 0 ? 0 : GST_CLOCK_TIME_NONE;
    if (!GST_CLOCK_TIME_IS_VALID(at)) return;
    pads_.checker().silence_was_sent();
    if (limited_) pads_.checker().allow_missing(2);
    gst_pad_push_event(pads_.src(), gst_event_new_gap(at, duration));
    sent_ += samples * static_cast<std::size_t>(GST_AUDIO_INFO_CHANNELS(&info_));
    if (GST_CLOCK_TIME_IS_VALID(duration)) position_ = at + duration;
  }

  std::size_t take_length(std::uint8_t what) {
    constexpr std::array lengths{128, 441, 1024, 256, 512, 2048, 1, 0};
    if ((what & 32) != 0) return static_cast<std::size_t>(lengths[bytes_.below(lengths.size())]);
    return bytes_.below((what & 64) != 0 ? 5000 : 700);
  }

  void push(std::uint8_t what) {
    if (GST_AUDIO_INFO_FORMAT(&info_) == GST_AUDIO_FORMAT_UNKNOWN) return;
    const std::size_t samples = take_length(what);
    sent_ += samples * static_cast<std::size_t>(GST_AUDIO_INFO_CHANNELS(&info_));
    const std::uint8_t how = (what & 128) != 0 ? bytes_.take<std::uint8_t>() : 0;
    GstBuffer* buffer = make_buffer(samples, how);
    if (is_numbered()) pads_.checker().numbered_up_to(next_number_);
    if (limited_) pads_.checker().allow_missing(2);
    const GstFlowReturn flow = gst_pad_push(pads_.src(), buffer);
    if (flow == GST_FLOW_OK) return;
    pads_.checker().allow_missing(1);
    discards_ = true;
  }

  GstBuffer* make_buffer(std::size_t samples, std::uint8_t how) {
    const auto frame = static_cast<std::size_t>(GST_AUDIO_INFO_BPF(&info_));
    std::vector<guint8> data(samples * frame);
    fill(data, samples);
    if (how % 16 == 15 && frame > 1 && !data.empty()) data.pop_back();
    GstBuffer* buffer = in_pieces(data, how % 4 == 1 ? data.size() / 3 : data.size());
    stamp(buffer, samples, how);
    if (GST_AUDIO_INFO_LAYOUT(&info_) == GST_AUDIO_LAYOUT_NON_INTERLEAVED && how % 64 != 62)
      describe_planes(buffer, samples, how);
    if (how % 8 == 2) kept_.push_back(gst_buffer_ref(buffer));
    return buffer;
  }

  /// Numbers, a tone of whatever numbers those bytes are, or bytes of the fuzzer's.
  void fill(std::vector<guint8>& data, std::size_t samples) {
    const auto width =
        static_cast<std::size_t>(GST_AUDIO_INFO_BPF(&info_) / GST_AUDIO_INFO_CHANNELS(&info_));
    const auto channels = static_cast<std::size_t>(GST_AUDIO_INFO_CHANNELS(&info_));
    const bool planar = GST_AUDIO_INFO_LAYOUT(&info_) == GST_AUDIO_LAYOUT_NON_INTERLEAVED;
    const std::uint64_t pattern = is_numbered() ? 0 : bytes_.take<std::uint64_t>();
    for (std::size_t i = 0; i < samples; ++i, ++next_number_) {
      for (std::size_t channel = 0; channel < channels; ++channel) {
        guint8* value =
            data.data() + (planar ? channel * samples + i : i * channels + channel) * width;
        if (is_numbered())
          NumberedSamples::write(value, width, next_number_);
        else
          write_value(value, width, i, pattern);
      }
    }
  }

  void write_value(guint8* value, std::size_t width, std::size_t i, std::uint64_t pattern) const {
    if (!is_wave()) {
      // Any bit pattern comes to lie anywhere in a value.
      const std::uint64_t bits = pattern << (i % 64) | pattern >> (63 - i % 64);
      for (std::size_t byte = 0; byte < width; ++byte)
        value[byte] = static_cast<guint8>(bits >> (8 * byte));
      return;
    }
    const double step = 0.01 + static_cast<double>(pattern % 256) / 512.0;
    const double tone = 0.5 * std::sin(step * static_cast<double>(next_number_));
    if (GST_AUDIO_INFO_FORMAT(&info_) == GST_AUDIO_FORMAT_F32) {
      const auto narrow = static_cast<float>(tone);
      std::copy_n(reinterpret_cast<const guint8*>(&narrow), sizeof(narrow), value);
      return;
    }
    const auto whole = static_cast<std::int64_t>(tone * 9.0e18);
    for (std::size_t byte = 0; byte < width; ++byte)
      value[byte] = static_cast<guint8>(whole >> (8 * (8 - width + byte)));
  }

  static GstBuffer* in_pieces(const std::vector<guint8>& data, std::size_t first) {
    GstBuffer* buffer = gst_buffer_new();
    for (const auto& [from, to] :
         {std::pair{std::size_t{0}, first}, std::pair{first, data.size()}}) {
      if (from == to) continue;
      GstMemory* memory = gst_allocator_alloc(nullptr, to - from, nullptr);
      gst_buffer_append_memory(buffer, memory);
      gst_buffer_fill(buffer, from, data.data() + from, to - from);
    }
    return buffer;
  }

  void stamp(GstBuffer* buffer, std::size_t samples, std::uint8_t how) {
    GstClockTime at = how % 32 >= 24 ? take_time() : position_;
    if (how / 64 == 1) at = GST_CLOCK_TIME_NONE;
    GST_BUFFER_PTS(buffer) = at;
    if (how / 64 == 2) GST_BUFFER_DURATION(buffer) = take_time();
    if (how / 64 == 3) {
      const std::uint8_t flags = bytes_.take<std::uint8_t>();
      if ((flags & 1) != 0) GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_DISCONT);
      if ((flags & 2) != 0) GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_GAP);
      if ((flags & 4) != 0) GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_RESYNC);
      if ((flags & 8) != 0) gst_buffer_add_audio_clipping_meta(buffer, GST_FORMAT_DEFAULT, 1, 2);
      if ((flags & 16) != 0) gst_buffer_add_custom_meta(buffer, "GstAudioBlockMeta");
    }
    if (GST_CLOCK_TIME_IS_VALID(at)) position_ = at;
    position_ = std::min(position_ + time_of(samples), GST_CLOCK_TIME_NONE - 1);
  }

  void describe_planes(GstBuffer* buffer, std::size_t samples, std::uint8_t how) {
    if (gst_buffer_get_size(buffer) != samples * static_cast<gsize>(GST_AUDIO_INFO_BPF(&info_)))
      return;
    GstAudioMeta* meta = gst_buffer_add_audio_meta(buffer, &info_, samples, nullptr);
    // A lie, which must be found out.
    if (meta != nullptr && how % 64 == 61) meta->offsets[0] += 1 + bytes_.take<std::uint32_t>();
    if (meta != nullptr && how % 64 == 60) meta->samples += bytes_.take<std::uint32_t>();
  }

  void flush() {
    const std::uint8_t how = bytes_.take<std::uint8_t>();
    discards_ = true;
    pads_.checker().allow_missing(1);
    if (how % 4 != 1) gst_pad_push_event(pads_.src(), gst_event_new_flush_start());
    if (how % 4 == 0) {
      // What comes meanwhile is refused.
      push(static_cast<std::uint8_t>(32 + 18));
      gap();
    }
    if (how % 4 == 2 && bytes_.below(4) != 0) return;
    gst_pad_push_event(pads_.src(), gst_event_new_flush_stop(static_cast<gboolean>(how / 4 % 2)));
    plain_segment();
  }

  void end_stream() {
    const std::uint8_t how = bytes_.take<std::uint8_t>();
    GstEvent* event =
        how % 4 == 0 ? gst_event_new_segment_done(GST_FORMAT_TIME, 0) : gst_event_new_eos();
    gst_pad_push_event(pads_.src(), event);
    if (how % 4 == 0) return;
    start_stream();
    plain_segment();
  }

  void send_other() {
    switch (bytes_.below(5)) {
      case 0:
        gst_pad_push_event(pads_.src(), gst_event_new_tag(gst_tag_list_new_empty()));
        return;
      case 1:
        gst_pad_push_event(pads_.src(), gst_event_new_stream_group_done(1));
        return;
      case 2:
        gst_pad_push_event(pads_.src(), gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM,
                                                             gst_structure_new_empty("fuzz")));
        return;
      case 3:
        gst_pad_push_event(pads_.src(), gst_event_new_buffer_size(GST_FORMAT_BYTES, 1, 2, FALSE));
        return;
      default:
        if (GST_AUDIO_INFO_FORMAT(&info_) != GST_AUDIO_FORMAT_UNKNOWN) send_caps(info_);
    }
  }

  // ---- what comes from downstream ----

  void answer() {
    constexpr std::array flows{GST_FLOW_OK,  GST_FLOW_OK,       GST_FLOW_NOT_LINKED,
                               GST_FLOW_EOS, GST_FLOW_FLUSHING, GST_FLOW_ERROR};
    pads_.answer(flows[bytes_.below(flows.size())]);
  }

  /// Only where the element does not wait for what is kept.
  void hold() {
    const std::size_t blocks = bytes_.below(96);
    if (evicts()) pads_.hold(blocks);
  }

  void choose_downstream() {
    constexpr std::array<const char*, 8> choices{
        "audio/x-raw",
        "audio/x-raw, block-samples=(int)512",
        "audio/x-raw, block-samples=(int){256, 2048}",
        "audio/x-raw, block-samples=(int)[300, 700]",
        "audio/x-raw, block-samples=(int)300",
        "audio/x-raw, block-samples=(int)1024; audio/x-raw, block-samples=(int)256",
        "audio/x-raw, rate=(int)[1, 48000]",
        "audio/x-raw, block-samples=(string)large",
    };
    pads_.take_only(gst_caps_from_string(choices[bytes_.below(choices.size())]));
    gst_pad_push_event(pads_.sink(), gst_event_new_reconfigure());
    discards_ = true;
  }

  void send_upstream() {
    switch (bytes_.below(5)) {
      case 0:
        gst_pad_push_event(pads_.sink(), gst_event_new_latency(take_time()));
        return;
      case 1:
        gst_pad_push_event(pads_.sink(), gst_event_new_reconfigure());
        return;
      case 2:
        gst_pad_push_event(pads_.sink(),
                           gst_event_new_seek(1.0, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH,
                                              GST_SEEK_TYPE_SET, 0, GST_SEEK_TYPE_NONE, 0));
        return;
      default: {
        const auto type = static_cast<GstQOSType>(bytes_.below(3));
        const GstClockTime at = take_time();
        auto jitter = bytes_.take<GstClockTimeDiff>();
        // What a sink could say: the lateness of a time that there is.
        if (jitter < 0) jitter = -static_cast<GstClockTimeDiff>(at % GST_SECOND);
        gst_pad_push_event(pads_.sink(), gst_event_new_qos(type, 0.5, jitter, at));
      }
    }
  }

  void ask() {
    GstPad* from = bytes_.below(2) == 0 ? pads_.sink() : pads_.src();
    GstQuery* query = make_query(bytes_.below(8));
    gst_pad_peer_query(from, query);
    gst_query_unref(query);
  }

  GstQuery* make_query(std::size_t which) {
    switch (which) {
      case 0:
        return gst_query_new_position(GST_FORMAT_TIME);
      case 1:
        return gst_query_new_duration(GST_FORMAT_TIME);
      case 2: {
        GstCaps* filter = gst_caps_from_string("audio/x-raw, channels=(int)[1, 2]");
        GstQuery* query = gst_query_new_caps(bytes_.below(2) == 0 ? filter : nullptr);
        gst_caps_unref(filter);
        return query;
      }
      case 3: {
        GstCaps* caps = gst_caps_from_string(
            "audio/x-raw, format=S16LE, rate=8000, channels=1, "
            "layout=interleaved, block-samples=512");
        GstQuery* query = gst_query_new_accept_caps(caps);
        gst_caps_unref(caps);
        return query;
      }
      case 4:
        return gst_query_new_segment(GST_FORMAT_TIME);
      case 5:
        return gst_query_new_convert(GST_FORMAT_TIME, GST_SECOND, GST_FORMAT_BYTES);
      case 6:
        return gst_query_new_drain();
      default:
        return gst_query_new_latency();
    }
  }

  // ---- what an application does ----

  void take_memory_limit() {
    constexpr std::array<guint64, 6> limits{50'000'000, 5'000'000, 500'000, 120'000, 30'000, 1};
    g_object_set(pads_.element(), "max-memory", limits[bytes_.below(limits.size())], nullptr);
  }

  void change_property() {
    guint count = 0;
    GParamSpec** specs =
        g_object_class_list_properties(G_OBJECT_GET_CLASS(pads_.element()), &count);
    GParamSpec* spec = specs[bytes_.below(count)];
    g_free(static_cast<gpointer>(specs));
    const std::string name = spec->name;
    // The first three would change what is compared, and name and parent are not the element's.
    for (const char* fixed : {"analysis-mode", "overflow-policy", "max-memory", "name", "parent"})
      if (name == fixed) return;
    if ((spec->flags & G_PARAM_WRITABLE) == 0) return;
    GValue value = G_VALUE_INIT;
    g_value_init(&value, spec->value_type);
    take_value(&value, spec);
    // A gap that is to fill hours would take hours.
    if (name == "alignment-threshold")
      g_value_set_uint64(&value, g_value_get_uint64(&value) % GST_SECOND);
    g_param_value_validate(spec, &value);
    g_object_set_property(G_OBJECT(pads_.element()), name.c_str(), &value);
    g_value_unset(&value);
  }

  void take_value(GValue* value, GParamSpec* spec) {
    if (G_VALUE_HOLDS_BOOLEAN(value)) {
      g_value_set_boolean(value, static_cast<gboolean>(bytes_.below(2)));
    } else if (G_VALUE_HOLDS_ENUM(value)) {
      const GEnumClass* kind = G_PARAM_SPEC_ENUM(spec)->enum_class;
      g_value_set_enum(value, kind->values[bytes_.below(kind->n_values)].value);
    } else if (G_VALUE_HOLDS_FLAGS(value)) {
      g_value_set_flags(value, bytes_.take<std::uint8_t>());
    } else if (G_VALUE_HOLDS_UINT(value)) {
      g_value_set_uint(value, bytes_.take<std::uint16_t>());
    } else if (G_VALUE_HOLDS_UINT64(value)) {
      g_value_set_uint64(value, bytes_.take<guint64>());
    } else {
      REQUIRE(G_VALUE_HOLDS_DOUBLE(value));
      const auto number = bytes_.take<gdouble>();
      g_value_set_double(value, std::isfinite(number) ? number : 0.0);
    }
  }

  void read_properties() {
    guint count = 0;
    GParamSpec** specs =
        g_object_class_list_properties(G_OBJECT_GET_CLASS(pads_.element()), &count);
    for (guint i = 0; i < count; ++i) {
      GValue value = G_VALUE_INIT;
      g_value_init(&value, specs[i]->value_type);
      g_object_get_property(G_OBJECT(pads_.element()), specs[i]->name, &value);
      g_value_unset(&value);
    }
    g_free(static_cast<gpointer>(specs));
  }

  void block_info() {
    GstBuffer* buffer = pads_.held().empty() ? nullptr : pads_.held().back();
    GstStructure* info = nullptr;
    g_signal_emit_by_name(pads_.element(), "get-block-info", buffer, &info);
    REQUIRE((info != nullptr) == (buffer != nullptr));
    if (info != nullptr) gst_structure_free(info);
  }

  void reset() {
    g_signal_emit_by_name(pads_.element(), "reset");
    pads_.checker().counters_were_reset();
    resets_ = was_reset_ = discards_ = true;
  }

  void change_state() {
    constexpr std::array states{GST_STATE_PAUSED, GST_STATE_PLAYING, GST_STATE_READY,
                                GST_STATE_NULL};
    const std::uint8_t how = bytes_.take<std::uint8_t>();
    state(states[how % 4]);
    if (how % 4 < 2) return;
    state(GST_STATE_PLAYING);
    if ((how & 4) == 0) open();
  }

  void state(GstState next) {
    GstState now = GST_STATE_NULL;
    gst_element_get_state(pads_.element(), &now, nullptr, GST_CLOCK_TIME_NONE);
    if (now > GST_STATE_READY && next <= GST_STATE_READY) {
      pads_.checker().stopped();
      pads_.checker().allow_missing(1);
      resets_ = false;
    }
    REQUIRE(gst_element_set_state(pads_.element(), next) != GST_STATE_CHANGE_FAILURE);
    if (now <= GST_STATE_READY && next > GST_STATE_READY) {
      pads_.new_run();
      was_reset_ = false;
      discarded_ = 0;
    }
    discards_ = true;
  }

  static void analyzed(GstElement*, GstStructure* structure, gpointer) {
    require_finite(structure);
  }

  // ---- the books ----

  void compare() {
    const Metrics now(pads_.element());
    REQUIRE(now["memory-current"] <= now["memory-peak"]);
    REQUIRE(now["memory-peak"] <= audioblocks::BufferConstants::memory_limit);
    REQUIRE(now["allocations-steady"] == 0);
    if (GST_STATE(pads_.element()) <= GST_STATE_READY) return;
    const BlockChecker::Counts& seen = pads_.checker().counts();
    REQUIRE(now["blocks"] == seen.blocks);
    REQUIRE(now["samples-out"] == seen.samples);
    REQUIRE(now["samples-padded"] == seen.padded);
    REQUIRE(now["blocks-skipped"] <= seen.blocks);
    if (!worker()) REQUIRE(now["blocks-analyzed"] == seen.analyzed);
    if (!was_reset_) REQUIRE(now["blocks-analyzed"] <= seen.blocks);
    compare_samples(now);
  }

  /// What came in has left, was lost and counted, or is in the block in the making.
  void compare_samples(const Metrics& now) {
    // Evicted results count as many samples as dropped blocks.
    if (now["evicted-results"] > 0 && now["dropped-blocks"] > 0) return;
    const guint64 dropped = now["dropped-blocks"] > 0 ? now["evicted-samples"] : 0;
    const auto balance = static_cast<gint64>(now["samples-in"] + now["samples-padded"] -
                                             now["samples-out"] - dropped);
    GstStructure* status = nullptr;
    g_object_get(pads_.element(), "status", &status, nullptr);
    gint fill = 0;
    REQUIRE(gst_structure_get_int(status, "fill-samples", &fill) != FALSE);
    gst_structure_free(status);
    if (discards_) {
      discarded_ = balance - fill;
      resets_ = resets_ && now["samples-in"] == 0;
    }
    REQUIRE(balance - fill == discarded_);
  }

  ByteReader& bytes_;
  /// Bits: worker mode, evicts, live, a handler; the next two say what the samples are.
  std::uint8_t kind_;
  ElementPads pads_;
  /// What was sent; of no format before.
  GstAudioInfo info_{};
  /// Samples of the segment that was sent may be clipped.
  bool limited_ = false;
  /// Values, of all channels.
  std::size_t sent_ = 0;
  GstClockTime position_ = 0;
  std::uint32_t next_number_ = 1;
  /// Somebody else's references to what was pushed.
  std::vector<GstBuffer*> kept_;

  /// Pending samples may have been discarded in this step.
  bool discards_ = false;
  /// A reset was asked for; it takes place at the next buffer.
  bool resets_ = false;
  bool was_reset_ = false;
  /// Samples that came in and were discarded.
  gint64 discarded_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool ready = initialise();
  REQUIRE(ready);
  ByteReader bytes(data, size);
  Life life(bytes);
  while (!bytes.empty() && !life.is_over()) life.step();
  return 0;
}
