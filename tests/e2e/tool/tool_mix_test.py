#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""gst-audioblocks-1.0 tells everything of the mix: the arithmetic mean of the channels."""

import math
import unittest

from tool_support import RATE, ToolTest, has_elements, launch, sine, square, write_wav

# Speaker positions as WAV files tell them.
STEREO = 0x3
FIVE_ONE = 0x3F
SEVEN_ONE = 0x63F


def decibels(amplitude):
    return 20 * math.log10(amplitude)


class Mix(ToolTest):
    def check_mean(self, count, mask, sample_format="S16"):
        """Channel k is a square of (k + 1)/128; the mean of 1 to n is (n + 1)/2."""
        channels = [square((k + 1) / 128, 2000) for k in range(count)]
        write_wav("a.wav", channels, mask=mask, sample_format=sample_format)
        expected = decibels((count + 1) / 2 / 128)
        blocks = self.json("a.wav")
        self.assertEqual(len(blocks), 2)
        for block in blocks:
            # Float's 24 bits: an integer unpacked by repeating its bits would be 15 times farther off.
            self.assertAlmostEqual(block["rms"], expected, delta=0.00001)
            self.assertAlmostEqual(block["peak"], expected, delta=0.00001)

    def test_without_positions_told(self):
        for count in (1, 2, 6, 8, 24, 64):
            with self.subTest(channels=count):
                self.check_mean(count, None)

    def test_unpositioned(self):
        for count in (1, 2, 6, 8, 24, 64):
            with self.subTest(channels=count):
                self.check_mean(count, 0)

    def test_positioned(self):
        for count, mask in ((2, STEREO), (6, FIVE_ONE), (8, SEVEN_ONE)):
            with self.subTest(channels=count):
                self.check_mean(count, mask)

    def test_every_sample_format(self):
        for sample_format in ("U8", "S16", "S24", "S32", "F32", "F64"):
            with self.subTest(sample_format=sample_format):
                self.check_mean(6, FIVE_ONE, sample_format)

    def test_no_channel_weighs_more(self):
        for loud in range(6):
            with self.subTest(channel=loud):
                channels = [square(0.75 if k == loud else 0.0, 1024) for k in range(6)]
                write_wav("a.wav", channels, mask=FIVE_ONE)
                self.assertEqual(self.csv("a.wav")[0]["rms_db"], f"{decibels(0.125):.3f}")

    def test_opposite_channels_cancel(self):
        tone = sine(440, 2048)
        write_wav("a.wav", [tone, [-value for value in tone]])
        for row in self.csv("a.wav"):
            self.assertEqual((row["rms_db"], row["voiced"]), ("-700.000", "0"))

    def test_the_mix_is_one_channel(self):
        write_wav("a.wav", [sine(440, 2048)] * 6, mask=FIVE_ONE)
        self.assertEqual({block["channels"] for block in self.json("a.wav")}, {1})

    def test_equal_channels_are_as_one(self):
        tone = sine(440, 4096)
        write_wav("mono.wav", [tone])
        write_wav("many.wav", [tone] * 8, mask=SEVEN_ONE)
        self.assertEqual(self.csv("many.wav"), self.csv("mono.wav"))

    def test_planar_audio(self):
        if not has_elements("avenc_aac", "avdec_aac", "matroskamux"):
            self.skipTest("gst-libav is missing")
        launch("audiotestsrc num-buffers=50 freq=440 ! audioconvert"
               f" ! audio/x-raw,rate={RATE},channels=2 ! avenc_aac ! matroskamux"
               " ! filesink location=a.mka")
        for row in self.csv("a.mka")[5:40]:
            self.assertEqual(row["note"], "A4")
            # audiotestsrc's volume of 0.8.
            self.assertAlmostEqual(float(row["rms_db"]), decibels(0.8) - 3.01, delta=0.5)

    def test_more_than_64_channels_are_refused(self):
        write_wav("a.wav", [[0.0] * 1000] * 65)
        self.assert_fails(1, "a.wav: has 65 channels;", "--csv", "a.wav")

    def test_not_a_number_counts_as_silence(self):
        write_wav("a.wav", [[math.nan] * 1024, square(0.5, 1024)], sample_format="F32")
        self.assertEqual(self.csv("a.wav")[0]["rms_db"], f"{decibels(0.25):.3f}")


if __name__ == "__main__":
    unittest.main()
