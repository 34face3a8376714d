// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "src/base/realtime.h"
#include "src/track/block_history.h"
#include "src/track/note_event.h"
#include "src/track/note_model.h"
#include "src/track/note_path.h"
#include "src/track/note_summary.h"
#include "src/track/tracked_block.h"

namespace audioblocks {

/// From blocks to notes. Each beginning is followed by its end, in order of time; no two notes
/// overlap. Memory is fixed: nothing is allocated, however long a note lasts.
class NoteTracker {
 public:
  enum class Mode : std::uint8_t {
    /// A note is reported once the path, still open, has held it for 45 to 70 ms.
    live,
    /// A note is reported when the path is settled, some two thirds of a second later.
    file
  };

  struct Setup {
    int rate = 44100;
    std::size_t block_samples = 1024;
    /// A4, in Hz.
    double reference_frequency = 440.0;
    Mode mode = Mode::live;

    bool operator==(const Setup&) const noexcept = default;
  };

  /// Goes back to the beginning of a run and forgets what was open.
  void begin(const Setup& setup) noexcept;
  /// With other constants than those of the mode.
  void begin(const Setup& setup, const NoteModel& model) noexcept;

  /// Takes the next block. The events are valid until the next call.
  std::span<const NoteEvent> push(const TrackedBlock& block) noexcept AUDIOBLOCKS_REALTIME;

  /// Reports what is still open at the end of a run; an open note ends where the samples do. Begin
  /// again before the next block.
  std::span<const NoteEvent> finish() noexcept AUDIOBLOCKS_REALTIME;

  /// Blocks until the path is taken for settled.
  static constexpr std::size_t file_lag = 24;

 private:
  /// How far back the beginning of a note is searched on the path; what is older has begun before.
  static constexpr std::size_t longest_search = 12;
  using States = std::array<NotePath::State, file_lag + longest_search + 1>;
  static_assert(BlockHistory::longest > file_lag + longest_search + BlockHistory::longest_search +
                                            BlockHistory::longest_ahead);

  void step() noexcept;
  void read(std::size_t lag) noexcept;
  [[nodiscard]] bool has_held(std::size_t start, std::size_t now) const noexcept;
  [[nodiscard]] bool goes_on(NotePath::State state, std::size_t start, bool is_old) const noexcept;
  void open(int note, std::size_t start, std::size_t now) noexcept;
  void close(std::uint64_t latest) noexcept;
  void hear(std::size_t index) noexcept;
  void report(bool is_on, std::uint64_t end) noexcept;
  [[nodiscard]] std::uint64_t moved_end() const noexcept;

  NoteModel model_;
  Setup setup_;
  BlockHistory history_;
  NotePath path_;
  std::size_t lag_ = 0;
  std::size_t hold_ = 1;
  /// Blocks that the path has taken.
  std::size_t blocks_ = 0;

  /// The open note, −1 for none; the blocks it began in and was reported at; how many blocks the
  /// path has been away from it.
  int note_ = -1;
  std::size_t start_ = 0;
  std::size_t reported_ = 0;
  std::size_t away_ = 0;
  /// Samples: where it began, up to where it was heard, and where the last note ended.
  std::uint64_t onset_ = 0;
  std::uint64_t heard_ = 0;
  std::uint64_t ended_ = 0;
  NoteSummary summary_;

  /// An end and a beginning for each block that finish() reads, and the last end.
  std::array<NoteEvent, 2 * (file_lag + BlockHistory::longest_ahead) + 1> events_{};
  std::size_t event_count_ = 0;
};

}  // namespace audioblocks
