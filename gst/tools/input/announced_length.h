// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>

namespace audioblocks::tool {

/// How much sound a file announces, and whether as much came: one that was cut or damaged often
/// plays to an end without any error. Watches the element that reads the container, which is the
/// first demuxer or parser that data leaves.
///
/// Readers of a single stream of audio take the size of the file into account: they do not believe
/// a header that promises more, and estimate the length if there is no promise. Therefore they do
/// not get to know the size before they have read the header. The one of WAV needs to know it if it
/// reads where it likes, so the chunk headers that it reads are looked at.
class AnnouncedLength {
 public:
  struct Shortfall {
    GstClockTime came = 0;
    GstClockTime announced = 0;
  };

  AnnouncedLength() = default;
  AnnouncedLength(const AnnouncedLength&) = delete;
  AnnouncedLength& operator=(const AnnouncedLength&) = delete;

  /// Watches what is added to the bin from now on, also inside of what is added. The bin must be
  /// stopped before this object goes.
  void watch(GstBin& bin);

  /// At the end of the stream. `duration`: what the pipeline says; GST_CLOCK_TIME_NONE if unknown.
  /// `came`: the start of the decoded sound plus its duration. No value if nothing is missing, or
  /// if the length was not announced.
  [[nodiscard]] std::optional<Shortfall> shortfall(GstClockTime duration, GstClockTime came) const;

 private:
  struct Reader;
  /// What leaves a reader on one pad.
  struct Stream {
    Reader& reader;
    /// The latest end of a buffer.
    std::atomic<GstClockTime> end{0};
  };
  struct Reader {
    AnnouncedLength& owner;
    /// Set before anything flows: it reads a single stream of audio; it is a demuxer.
    bool is_audio = false;
    bool is_demuxer = false;
    /// From its first buffer on: what it knew at that time. Its duration, and the same in bytes,
    /// are GST_CLOCK_TIME_NONE and −1 if they are unknown.
    std::atomic<bool> has_begun{false};
    std::atomic<bool> has_several_streams{false};
    std::atomic<bool> is_lossless{false};
    std::atomic<GstClockTime> duration{GST_CLOCK_TIME_NONE};
    std::atomic<std::int64_t> size{-1};
    /// What the header of a chunk of samples announces, if it was seen.
    std::atomic<std::int64_t> chunk_size{0};
    /// What has left it.
    std::atomic<std::uint64_t> bytes{0};
    /// Under the owner's lock. Its entries stay where they are.
    std::list<Stream> streams;
  };

  void add(GstElement& element);
  Reader& add_reader(bool is_audio, bool is_demuxer);
  static void add_pad(GstPad& pad, Reader& reader);
  static void add_probes(GstPad& sink, Reader& reader);
  static GstPadProbeReturn on_duration_query(const GstPad& pad, GstPadProbeInfo& info,
                                             const Reader& reader);
  static void on_buffer(GstPad& pad, GstBuffer& buffer, Stream& stream);
  static void begin(GstPad& pad, Reader& reader);
  [[nodiscard]] static std::optional<Shortfall> of_film(const Reader& reader,
                                                        GstClockTime duration);
  [[nodiscard]] static std::optional<Shortfall> of_audio(const Reader& reader, GstClockTime came);

  std::mutex lock_;
  /// Under the lock. Its entries stay where they are.
  std::list<Reader> readers_;
  std::atomic<Reader*> first_{nullptr};
};

}  // namespace audioblocks::tool
