#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""gst-audioblocks-1.0 --csv and bench-pitch --eval report the same guesses for the same blocks."""

import array
import csv
import io
import math
import os
import random
import subprocess
import unittest
import wave

from tool_support import IS_PRODUCTION, TIMEOUT, ToolTest, environment, launch

BENCH = os.environ["AUDIOBLOCKS_BENCH_PITCH"]
SIZES = (1024,) if IS_PRODUCTION else (256, 384, 1024, 2048)
EACH_BLOCK = ("--set", "track-lag=0")
EVERY_GUESS = ("--set", "clarity-threshold=0", "--set", "silence-threshold=-700")


def write_s16(path, samples, rate):
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(array.array("h", [round(32767 * value) for value in samples]).tobytes())


def saw(frequency, samples, rate):
    step = 2 * math.pi * frequency / rate
    return [0.4 * sum(math.sin(step * i * k) / k for k in range(1, 7)) for i in range(samples)]


def varied(rate):
    """Notes, notes in noise, noise, near silence, silence; at the end a partial block."""
    noise = random.Random(1)
    sounds = [saw(frequency, 4200, rate) for frequency in (82.4, 440, 1661)]
    sounds.append([0.3 * value + noise.gauss(0, 0.1) for value in saw(196, 4200, rate)])
    sounds.append([noise.gauss(0, 0.1) for _ in range(4200)])
    sounds.append([0.0005 * value for value in saw(330, 4200, rate)])
    sounds.append([0.0] * 4200)
    sounds.append(saw(659, 1957, rate))
    return [max(-1, min(1, value)) for sound in sounds for value in sound]


class PitchEval(ToolTest):
    def evaluate(self, block_samples, *paths):
        result = subprocess.run([BENCH, "--eval", str(block_samples), *paths], check=False,
                                capture_output=True, env=environment(), timeout=TIMEOUT)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        return list(csv.DictReader(io.StringIO(result.stdout.decode(), newline="")))

    def check(self, path, samples):
        for block_samples in SIZES:
            with self.subTest(path=path, block_samples=block_samples):
                size = ("--block-samples", str(block_samples), *EACH_BLOCK, path)
                reported = self.csv(*EVERY_GUESS, *size)
                decided = self.csv(*size)
                evaluated = self.evaluate(block_samples, path)
                self.assertEqual(len(evaluated), math.ceil(samples / block_samples))
                self.assertEqual([(row["block_index"], row["start_sample"]) for row in reported],
                                 [(row["block_index"], row["start_sample"]) for row in evaluated])
                for row, default, guess in zip(reported, decided, evaluated):
                    self.check_row(row, default, guess)

    def check_row(self, row, default, guess):
        where = f"block {row['block_index']}"
        # Both sides are rounded, to 3 and 4 digits, and to 4 and 5.
        self.assertAlmostEqual(float(row["frequency_hz"]), abs(float(guess["f0_hz"])),
                               delta=0.00056, msg=where)
        self.assertAlmostEqual(float(row["clarity"]), float(guess["confidence"]),
                               delta=0.000056, msg=where)
        self.assertEqual(default["voiced"] == "1", float(guess["f0_hz"]) > 0, where)

    def test_s16(self):
        for rate in (44100, 48000):
            samples = varied(rate)
            write_s16(f"{rate}.wav", samples, rate)
            self.check(f"{rate}.wav", len(samples))

    def test_f32(self):
        for rate in (44100, 48000):
            for name in ("saw", "pink-noise"):
                path = f"{name}-{rate}.wav"
                launch(f"audiotestsrc wave={name} freq=311.1 num-buffers=15 samplesperbuffer=700"
                       f" ! audio/x-raw,format=F32LE,rate={rate},channels=1"
                       f" ! wavenc ! filesink location={path}")
                self.check(path, 15 * 700)

    def test_guesses_of_every_kind_are_compared(self):
        write_s16("a.wav", varied(48000), 48000)
        guesses = [float(row["f0_hz"]) for row in self.evaluate(1024, "a.wav")]
        self.assertTrue(any(guess > 0 for guess in guesses))
        self.assertTrue(any(guess < 0 for guess in guesses))
        self.assertTrue(any(guess == 0 for guess in guesses))

    def test_several_files_are_named_without_their_folder(self):
        write_s16("a.wav", saw(440, 1024, 48000), 48000)
        write_s16("b.wav", saw(880, 1025, 48000), 48000)
        rows = self.evaluate(1024, self.directory / "a.wav", "b.wav")
        self.assertEqual([(row["file"], row["block_index"]) for row in rows],
                         [("a.wav", "0"), ("b.wav", "0"), ("b.wav", "1")])


if __name__ == "__main__":
    unittest.main()
