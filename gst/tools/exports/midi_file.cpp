// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/exports/midi_file.h"

#include <fmt/core.h>
#include <smf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <memory>

namespace audioblocks::tool {

namespace {

constexpr int ticks_per_quarter = 480;
constexpr int microseconds_per_quarter = 500'000;

constexpr int note_off = 0x80;
constexpr int note_on = 0x90;
/// What a keyboard sends that does not measure how a key is released.
constexpr int release_velocity = 64;

struct SmfDelete {
  void operator()(smf_t* song) const { smf_delete(song); }
};
using SmfPtr = std::unique_ptr<smf_t, SmfDelete>;

/// While it lives, libsmf logs nothing: the tool reports a failure itself.
class SilentLibrary {
 public:
  SilentLibrary()
      : id_(g_log_set_handler(
            domain, G_LOG_LEVEL_MASK, [](const gchar*, GLogLevelFlags, const gchar*, gpointer) {},
            nullptr)) {}
  ~SilentLibrary() { g_log_remove_handler(domain, id_); }
  SilentLibrary(const SilentLibrary&) = delete;
  SilentLibrary& operator=(const SilentLibrary&) = delete;

 private:
  static constexpr const char* domain = "libsmf";
  guint id_;
};

int ticks_of(GstClockTime time) {
  constexpr guint64 ticks = ticks_per_quarter;
  constexpr guint64 nanoseconds = microseconds_per_quarter * GST_USECOND;
  return static_cast<int>(
      std::min<guint64>(gst_util_uint64_scale_round(time, ticks, nanoseconds), G_MAXINT));
}

/// Inverts how DLS and SoundFont 2 turn a velocity into a gain by default: 40·log10(v/127) dB.
int velocity_of(double level) {
  return static_cast<int>(
      std::lround(std::clamp(127.0 * std::pow(10.0, level / 40.0), 1.0, 127.0)));
}

void add_tempo(smf_track_t* track) {
  std::array<unsigned char, 6> message = {0xFF,
                                          0x51,
                                          3,
                                          (microseconds_per_quarter >> 16) & 0xFF,
                                          (microseconds_per_quarter >> 8) & 0xFF,
                                          microseconds_per_quarter & 0xFF};
  smf_track_add_event_pulses(track, smf_event_new_from_pointer(message.data(), message.size()), 0);
}

void add_note(smf_track_t* track, const HeardNote& note) {
  const int start = ticks_of(note.start);
  const int end = std::max(ticks_of(note.end), start + 1);
  smf_track_add_event_pulses(
      track, smf_event_new_from_bytes(note_on, note.midi_note, velocity_of(note.level)), start);
  smf_track_add_event_pulses(
      track, smf_event_new_from_bytes(note_off, note.midi_note, release_velocity), end);
}

SmfPtr make_song(const std::vector<HeardNote>& notes, GstClockTime end) {
  SmfPtr song(smf_new());
  smf_track_t* track = smf_track_new();
  if (song == nullptr || track == nullptr || smf_set_ppqn(song.get(), ticks_per_quarter) != 0)
    return nullptr;
  smf_add_track(song.get(), track);
  add_tempo(track);
  for (const HeardNote& note : notes) add_note(track, note);
  const int last = notes.empty() ? 0 : ticks_of(notes.back().end) + 1;
  if (smf_track_add_eot_pulses(track, std::max(ticks_of(end), last)) != 0) return nullptr;
  return song;
}

/// All bytes of a file, from its start; none, with errno, if it cannot be read.
std::string contents_of(int descriptor) {
  std::string bytes;
  std::array<char, 65536> piece;
  for (;;) {
    const ssize_t count =
        pread(descriptor, piece.data(), piece.size(), static_cast<off_t>(bytes.size()));
    if (count == 0) return bytes;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return {};
    bytes.append(piece.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace

/// libsmf writes to a file with a name alone: here one in memory.
std::string midi_file(const std::vector<HeardNote>& notes, GstClockTime end) {
  const SilentLibrary silent;
  const SmfPtr song = make_song(notes, end);
  const int descriptor = memfd_create("audioblocks", MFD_CLOEXEC);
  if (descriptor < 0) return {};
  std::string bytes;
  errno = ENOMEM;
  const std::string name = fmt::format("/proc/self/fd/{}", descriptor);
  if (song != nullptr && smf_save(song.get(), name.c_str()) == 0) bytes = contents_of(descriptor);
  const int error = errno;
  close(descriptor);
  errno = error;
  return bytes;
}

}  // namespace audioblocks::tool
