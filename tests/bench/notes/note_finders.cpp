// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tests/bench/notes/note_finders.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "src/analysis/buffer_analyzer.h"
#include "src/track/note_tracker.h"
#include "tests/bench/pitch/detectors/bench_fft.h"

namespace audioblocks {

namespace {

constexpr std::size_t block_samples = 1024;

double seconds(std::uint64_t samples) {
  return static_cast<double>(samples) / static_cast<double>(melody_rate);
}

/// Keeps the notes of a tracker's events.
class Ear {
 public:
  void hear(std::span<const NoteEvent> events, double now) {
    for (const NoteEvent& event : events) {
      if (event.is_on) {
        reported_ = now;
        continue;
      }
      notes_.push_back({.note = {.onset = seconds(event.onset),
                                 .end = seconds(event.end),
                                 .pitch = event.midi_note + event.cents / 100.0},
                        .reported = reported_});
    }
  }
  [[nodiscard]] const std::vector<FoundNote>& notes() const { return notes_; }

 private:
  double reported_ = 0.0;
  std::vector<FoundNote> notes_;
};

std::vector<FoundNote> find_own(std::span<const double> sound, NoteTracker::Mode mode) {
  MemoryBudget budget;
  BufferAnalyzer analyzer(bench_fft, budget);
  if (!analyzer.prepare(block_samples, melody_rate, 1)) return {};
  const AnalysisSettings settings{.spectrum = false, .onset = true};
  const auto result = std::make_unique<BlockAnalysis>();
  const auto tracker = std::make_unique<NoteTracker>();
  tracker->begin({.rate = melody_rate, .block_samples = block_samples, .mode = mode});
  const std::vector<float> samples(sound.begin(), sound.end());
  Ear ear;
  for (std::size_t start = 0; start + block_samples <= samples.size(); start += block_samples) {
    const std::array channels{std::span<const float>(samples).subspan(start, block_samples)};
    analyzer.analyze(channels, block_samples, settings, *result);
    ear.hear(tracker->push({.start = start,
                            .samples = block_samples,
                            .frequency = result->guess_frequency,
                            .clarity = result->clarity,
                            .height = result->guess_height,
                            .level = result->rms,
                            .onset = result->onset}),
             seconds(start + block_samples));
  }
  ear.hear(tracker->finish(), seconds(samples.size()));
  return ear.notes();
}

/// A mono WAV file of 16-bit samples.
void write_wav(const std::filesystem::path& path, std::span<const double> samples) {
  const auto bytes = static_cast<std::uint32_t>(2 * samples.size());
  std::ofstream file(path, std::ios::binary);
  const auto put = [&file](std::uint32_t value, int width) {
    for (int i = 0; i < width; ++i) file.put(static_cast<char>(value >> (8 * i)));
  };
  file << "RIFF";
  put(36 + bytes, 4);
  file << "WAVEfmt ";
  put(16, 4);
  put(1, 2);
  put(1, 2);
  put(melody_rate, 4);
  put(2 * melody_rate, 4);
  put(2, 2);
  put(16, 2);
  file << "data";
  put(bytes, 4);
  for (const double sample : samples)
    put(static_cast<std::uint32_t>(std::lround(32767.0 * sample)) & 0xffffU, 2);
}

/// aubionotes prints a note when it is sure of it, 80 ms late: so much is taken from its times.
std::vector<FoundNote> find_by_aubio(std::span<const double> sound) {
  constexpr double late = 0.08;
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "bench-notes.wav";
  write_wav(path, sound);
  const std::string command = "aubionotes -i '" + path.string() + "' 2>/dev/null";
  // NOLINTNEXTLINE(bugprone-command-processor): a constant but for the name of the file
  std::FILE* output = popen(command.c_str(), "r");
  std::vector<FoundNote> notes;
  if (output == nullptr) return notes;
  std::array<char, 200> line{};
  while (std::fgets(line.data(), line.size(), output) != nullptr) {
    std::array<double, 3> numbers{};
    char* at = line.data();
    std::size_t count = 0;
    for (char* end = at; count < numbers.size(); ++count, at = end) {
      numbers[count] = std::strtod(at, &end);
      if (end == at) break;
    }
    if (count == numbers.size())
      notes.push_back(
          {.note = {.onset = numbers[1] - late, .end = numbers[2] - late, .pitch = numbers[0]},
           .reported = numbers[1]});
  }
  pclose(output);
  std::filesystem::remove(path);
  return notes;
}

}  // namespace

std::vector<NoteFinder> note_finders() {
  const auto own = [](NoteTracker::Mode mode) {
    return [mode](std::span<const double> sound) { return find_own(sound, mode); };
  };
  std::vector<NoteFinder> finders{
      {.name = "file", .find = own(NoteTracker::Mode::file)},
      {.name = "live", .find = own(NoteTracker::Mode::live), .is_live = true}};
  // NOLINTNEXTLINE(bugprone-command-processor,concurrency-mt-unsafe): constant, one thread
  if (std::system("command -v aubionotes >/dev/null 2>&1") == 0)
    finders.push_back({.name = "aubionotes", .find = find_by_aubio});
  return finders;
}

}  // namespace audioblocks
