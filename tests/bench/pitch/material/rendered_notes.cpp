// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tests/bench/pitch/material/rendered_notes.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <span>

#include "tests/bench/pitch/material/loudness.h"
#include "tests/bench/pitch/material/midi_file.h"
#include "tests/bench/pitch/material/random.h"
#include "tests/bench/pitch/material/repetition.h"

namespace audioblocks {

namespace {

constexpr double settled_after = 0.15;  // seconds after a note's start to skip
constexpr double judged = 0.25;

struct Instrument {
  /// General MIDI, from 0.
  int program;
  int lowest_key;
  int highest_key;
};
/// Piano, electric piano, harpsichord, vibraphone, marimba, organ, guitars, basses, strings, harp,
/// choir, brass, reeds, flutes.
constexpr std::array instruments{
    Instrument{0, 24, 100}, Instrument{4, 33, 88},  Instrument{6, 29, 89},   Instrument{11, 53, 89},
    Instrument{12, 45, 96}, Instrument{19, 36, 96}, Instrument{24, 40, 83},  Instrument{25, 40, 84},
    Instrument{27, 40, 86}, Instrument{32, 28, 60}, Instrument{33, 28, 60},  Instrument{40, 55, 98},
    Instrument{41, 48, 86}, Instrument{42, 36, 76}, Instrument{46, 24, 100}, Instrument{52, 48, 79},
    Instrument{56, 54, 84}, Instrument{57, 40, 72}, Instrument{58, 28, 58},  Instrument{60, 41, 77},
    Instrument{65, 49, 80}, Instrument{68, 58, 91}, Instrument{70, 34, 72},  Instrument{71, 50, 91},
    Instrument{73, 60, 96}, Instrument{74, 60, 98}};

/// A directory that is removed with its contents.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "bench-pitch-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Runs a program from PATH to its end; returns whether it succeeded.
bool run(std::vector<std::string> words) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  if (posix_spawnp(&child, arguments[0], nullptr, nullptr, arguments.data(), environ) != 0)
    return false;
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::vector<MidiNote> choose_notes() {
  constexpr std::size_t step = 7;  // a fifth
  constexpr std::array velocities{64, 90, 112};
  Random random(21);
  std::vector<MidiNote> notes;
  for (const Instrument& instrument : instruments)
    for (int key = instrument.lowest_key + static_cast<int>(random.below(step));
         key <= instrument.highest_key; key += step)
      notes.push_back({.program = instrument.program,
                       .key = key,
                       .velocity = velocities.at(random.below(velocities.size())),
                       .bend = random.uniform(-40.0, 40.0)});
  return notes;
}

/// Returns the left channel of the notes rendered by fluidsynth, without reverb and chorus.
std::vector<float> play(std::span<const MidiNote> notes, const std::string& soundfont, int rate) {
  const TemporaryDirectory directory;
  if (directory.path().empty()) return {};
  const std::string score = directory.path() / "notes.mid";
  const std::string sound = directory.path() / "notes.raw";
  std::ofstream(score, std::ios::binary) << midi_file(notes);
  if (!run({"fluidsynth", "-ni", "-q", "-R", "0", "-C", "0", "-g", "0.6", "-r",
            std::to_string(rate), "-T", "raw", "-O", "float", "-F", sound, soundfont, score}))
    return {};
  std::ifstream stream(sound, std::ios::binary);
  std::vector<float> left;
  std::array<float, 2> frame{};
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes of floats
  while (stream.read(reinterpret_cast<char*>(frame.data()), sizeof frame)) left.push_back(frame[0]);
  return left;
}

double frequency_of(const MidiNote& note) {
  return 440.0 * std::exp2((note.key - 69 + note.bend / 100.0) / 12.0);
}

}  // namespace

std::vector<RenderedNote> render_notes(const std::string& soundfont, int rate) {
  const std::vector<MidiNote> notes = choose_notes();
  const std::vector<float> sound = play(notes, soundfont, rate);
  const auto length = static_cast<std::size_t>(judged * rate);
  std::vector<RenderedNote> rendered;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const double seconds = static_cast<double>(i) * midi_slot + midi_start + settled_after;
    const auto start = static_cast<std::size_t>(seconds * rate);
    if (start + length > sound.size()) break;
    RenderedNote note{.frequency = frequency_of(notes[i]), .samples = {}};
    const std::span<const float> part = std::span(sound).subspan(start, length);
    note.samples.assign(part.begin(), part.end());
    if (rms_of(note.samples) >= from_db(-60.0) && repeats_at(note.samples, rate / note.frequency))
      rendered.push_back(std::move(note));
  }
  return rendered;
}

}  // namespace audioblocks
