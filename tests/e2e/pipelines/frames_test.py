#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Frames for models and codecs: the sizes that fit, and the others behind audiobuffersplit."""

import unittest

from counted_run import CountedRun, ramp, write_ramp
from gst_support import GstTest
from tool_support import IS_PRODUCTION

SAMPLES = 10_000


class Frames(GstTest):
    def heard(self, rate, rest):
        """The lengths of the frames, in samples, and all of their samples."""
        write_ramp("a.wav", 0, SAMPLES, rate=rate)
        run = CountedRun("filesrc location=a.wav ! wavparse ! audioblocks name=blocks partial-block=pad "
                         f"! {rest} ! fakesink name=sink", sink="sink")
        run.play()
        lengths = [one.size // 2 for one in run.heard if one.kind == "buffer"]
        return lengths, run.stream_of(run.heard)

    @unittest.skipIf(IS_PRODUCTION, "1024 samples only")
    def test_sizes_that_fit(self):
        for rate, samples in ((8000, 256), (16000, 512), (16000, 1280), (16000, 1024), (44100, 1152),
                              (48000, 1536), (48000, 1920)):
            with self.subTest(rate=rate, samples=samples):
                lengths, values = self.heard(rate, f"audio/x-raw,block-samples={samples}")
                self.assertEqual(set(lengths), {samples})
                self.assertEqual(values[:SAMPLES], ramp(0, SAMPLES))
                self.assertFalse(any(values[SAMPLES:]))

    def test_other_sizes_behind_audiobuffersplit(self):
        for rate, samples in ((48000, 480), (8000, 160), (48000, 960)):
            with self.subTest(rate=rate, samples=samples):
                lengths, values = self.heard(rate, f"audiobuffersplit output-buffer-size={2 * samples}")
                self.assertEqual(set(lengths[:-1]), {samples})
                self.assertEqual(values[:SAMPLES], ramp(0, SAMPLES))


if __name__ == "__main__":
    unittest.main()
