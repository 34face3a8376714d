// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Nanoseconds of CPU time for 1024 values, or pairs, in each Orc program, beside a plain loop as
// the compiler makes it, with AVX2 where the processor has it. All take turns, round by round;
// printed is the median of the rounds. Nothing is asserted.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>

#include "src/dsp/clones.h"
#include "src/dsp/kernels.h"

using namespace audioblocks;

namespace {

constexpr std::size_t count = 1024;
constexpr int calls_a_round = 1000;
constexpr std::size_t rounds = 101;

alignas(64) std::array<std::byte, 2 * count * sizeof(float)> bytes{};
alignas(64) std::array<float, 2 * count> x{};
alignas(64) std::array<float, count> y{};
alignas(64) std::array<float, count> out{};
alignas(64) std::array<float, count> more_out{};

template <class T, std::size_t Channels>
AUDIOBLOCKS_CLONES void convert() {
  for (std::size_t i = 0; i < count; ++i) {
    T value;
    std::memcpy(&value, bytes.data() + i * Channels * sizeof(T), sizeof(T));
    out[i] = static_cast<float>(value) * 0x1p-15F;
  }
}

// Shuffles across the middle of an AVX2 register would take twice as long.
void deinterleave() {
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = x[2 * i];
    more_out[i] = x[2 * i + 1];
  }
}

AUDIOBLOCKS_CLONES void weigh() {
  for (std::size_t i = 0; i < count; ++i) out[i] = x[i] * 0.5F * y[i];
}

AUDIOBLOCKS_CLONES void add_scaled() {
  for (std::size_t i = 0; i < count; ++i) out[i] += x[i] * 0.5F;
}

AUDIOBLOCKS_CLONES void power_spectrum() {
  for (std::size_t i = 0; i < count; ++i) out[i] = x[i] * x[i] + y[i] * y[i];
}

struct Case {
  const char* name;
  void (*orc)();
  void (*plain)();
};

using Convert = void (*)(kernels::InterleavedChannel, std::size_t, float*) noexcept;

/// The first of so many channels.
template <Convert Function, std::size_t Channels>
void convert_by_orc() {
  Function({.frames = bytes.data(), .channels = Channels}, count, out.data());
}

constexpr std::array cases{
    Case{"16 bit", convert_by_orc<kernels::from_s16, 1>, convert<std::int16_t, 1>},
    Case{"16 bit, one of two", convert_by_orc<kernels::from_s16, 2>, convert<std::int16_t, 2>},
    Case{"32 bit", convert_by_orc<kernels::from_s32, 1>, convert<std::int32_t, 1>},
    Case{"32 bit, one of two", convert_by_orc<kernels::from_s32, 2>, convert<std::int32_t, 2>},
    Case{"float, one of two", convert_by_orc<kernels::from_f32, 2>, convert<float, 2>},
    Case{"deinterleave",
         [] { kernels::deinterleave(x.data(), count, out.data(), more_out.data()); }, deinterleave},
    Case{"weigh", [] { kernels::weigh(x.data(), y.data(), 0.5F, count, out.data()); }, weigh},
    Case{"add_scaled", [] { kernels::add_scaled(x.data(), 0.5F, count, out.data()); }, add_scaled},
    Case{"power_spectrum", [] { kernels::power_spectrum(x.data(), y.data(), count, out.data()); },
         power_spectrum},
};

/// Nanoseconds a call.
double measure(void (*function)()) {
  const auto now = [] {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
  };
  const double start = now();
  for (int i = 0; i < calls_a_round; ++i) function();
  return (now() - start) / calls_a_round;
}

using Times = std::array<double, rounds>;

double median(Times& times) {
  std::ranges::sort(times);
  return times[rounds / 2];
}

}  // namespace

int main() {
  kernels::prepare();
  std::array<Times, cases.size()> orc{};
  std::array<Times, cases.size()> plain{};
  for (std::size_t round = 0; round < rounds; ++round)
    for (std::size_t i = 0; i < cases.size(); ++i) {
      orc[i][round] = measure(cases[i].orc);
      plain[i][round] = measure(cases[i].plain);
    }
  std::printf("ns for %zu values; median of %zu rounds\n\n%-20s %8s %8s\n", count, rounds, "",
              "Orc", "plain");
  for (std::size_t i = 0; i < cases.size(); ++i)
    std::printf("%-20s %8.1f %8.1f\n", cases[i].name, median(orc[i]), median(plain[i]));
  return 0;
}
