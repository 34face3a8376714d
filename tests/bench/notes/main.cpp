// SPDX-License-Identifier: LGPL-2.1-or-later
//
// bench-notes [SEED]   how well notes are found in melodies that it renders, and how many in sounds
//                      that have none; beside aubionotes, if that is installed

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string_view>
#include <vector>

#include "tests/bench/notes/melody.h"
#include "tests/bench/notes/note_finders.h"
#include "tests/bench/notes/note_score.h"
#include "tests/bench/notes/surroundings.h"

namespace audioblocks {

namespace {

constexpr std::uint64_t melodies_a_timbre = 3;

/// The scores of one finder.
struct Scores {
  NoteScore all;
  std::map<std::string_view, NoteScore> by_place;
  std::map<std::string_view, NoteScore> by_timbre;
};

void print(std::string_view name, const NoteScore& score) {
  std::printf("  %-12.*s %5.1f %8.1f\n", static_cast<int>(name.size()), name.data(), score.f(),
              score.f_with_end());
}

void print(const NoteFinder& finder, const Scores& scores) {
  std::printf("%.*s\n", static_cast<int>(finder.name.size()), finder.name.data());
  print("all", scores.all);
  for (const auto& [name, score] : scores.by_place) print(name, score);
  for (const auto& [name, score] : scores.by_timbre) print(name, score);
  if (finder.is_live)
    std::printf("  delay %.0f ms, 95 %%: %.0f ms\n", scores.all.delay(0.5), scores.all.delay(0.95));
}

void score_melodies(const std::vector<NoteFinder>& finders, std::uint64_t seed,
                    std::vector<Scores>& scores) {
  for (const Timbre& timbre : timbres())
    for (std::uint64_t m = 0; m < melodies_a_timbre; ++m) {
      const Melody melody = render_melody(timbre, seed + m);
      for (const Surroundings& place : surroundings()) {
        const std::vector<double> samples = place_in(place, melody.samples, seed + m);
        for (std::size_t i = 0; i < finders.size(); ++i) {
          const std::vector<FoundNote> found = finders[i].find(samples);
          for (NoteScore* score :
               {&scores[i].all, &scores[i].by_place[place.name], &scores[i].by_timbre[timbre.name]})
            score->add(melody.notes, found);
        }
      }
    }
}

void run(std::uint64_t seed) {
  const std::vector<NoteFinder> finders = note_finders();
  std::vector<Scores> scores(finders.size());
  score_melodies(finders, seed, scores);
  std::printf("F in %%:            onset and pitch, with the end\n");
  for (std::size_t i = 0; i < finders.size(); ++i) print(finders[i], scores[i]);
  std::printf("notes found in a minute that has none\n");
  for (const NotelessSound& sound : noteless_sounds())
    for (const NoteFinder& finder : finders)
      std::printf("  %-12.*s %-12.*s %zu\n", static_cast<int>(sound.name.size()), sound.name.data(),
                  static_cast<int>(finder.name.size()), finder.name.data(),
                  finder.find(sound.samples).size());
}

}  // namespace

}  // namespace audioblocks

int main(int argc, char** argv) {
  audioblocks::run(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1);
  return EXIT_SUCCESS;
}
