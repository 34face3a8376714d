#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The element in gst-inspect-1.0 and gst-launch-1.0, as a user sees it."""

import re
import shutil
import subprocess
import unittest

from tool_support import IS_PRODUCTION, TIMEOUT, ToolTest, environment

POSITION = ["timestamp", "stream-time", "running-time", "duration", "block-index", "start-sample",
            "block-samples", "valid-samples", "gap-samples", "rate", "channels", "analyzed",
            "discont", "lag"]
LEVEL = ["rms", "peak", "peak-decay"]
PITCH = ["frequency", "clarity", "voiced", "midi-note", "note", "cents"]
SPECTRUM = ["peak-frequency", "peak-magnitude", "centroid"]
STATUS = ["profile", "format", "window", "analysis-mode", "track-lag", "notes", "state", "live", "chunk-samples",
          "block-samples", "rate", "channels", "fill-samples", "ring-samples", "pool-blocks",
          "pool-in-use", "exchange-depth", "memory-current", "memory-peak", "memory-limit",
          "block-latency", "latency-budget", "within-budget"]
METRICS = ["blocks", "blocks-analyzed", "blocks-skipped", "samples-in", "samples-out",
           "samples-padded", "gap-samples", "overruns", "evicted-samples", "evicted-results",
           "dropped-blocks", "dropped-samples", "discarded-samples", "discontinuities", "nonfinite-samples", "notes", "processing-p50", "processing-p99",
           "processing-max", "load", "memory-current", "memory-peak", "memory-ring", "memory-pool",
           "memory-exchange", "memory-scratch", "memory-fft", "pool-in-use", "pool-peak",
           "pool-outstanding",
           "allocations-setup", "allocations-growth", "allocations-steady",
           "allocations-small", "allocations-medium", "allocations-large", "allocations-huge",
           "messages-posted"]
PROPERTIES = ["window", "analyses", "analysis-mode", "multi-channel", "partial-block",
              "alignment-threshold", "discont-wait", "overflow-policy", "max-memory",
              "adaptive", "min-frequency", "max-frequency",
              "reference-frequency", "clarity-threshold", "silence-threshold", "bands",
              "peak-ttl", "peak-falloff",
              "track-lag", "notes", "audio-level-meta", "post-messages", "interval", "buffer-debug", "status", "metrics"]


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, env=environment(),
                          timeout=TIMEOUT, check=False)


def launch(description, *options):
    return run("gst-launch-1.0", *options, *description.split())


def messages(output):
    """Returns the fields of each message `audioblocks` as text: each value with its type, up to a comma."""
    lines = [line for line in output.splitlines() if "(element): audioblocks," in line]
    return [dict(re.findall(r"([a-z-]+)=(\([A-Za-z0-9]+\)[^,;]*)", line)) for line in lines]


def number(value):
    return float(re.search(r"-?[0-9][0-9.e+-]*$", value).group())


@unittest.skipUnless(shutil.which("gst-inspect-1.0"), "no gst-inspect-1.0")
class Inspect(ToolTest):
    def test_prints_the_whole_face_without_a_warning(self):
        result = run("gst-inspect-1.0", "audioblocks")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertNotRegex(result.stdout, "(?i)warning|critical")
        for name in PROPERTIES:
            self.assertRegex(result.stdout, rf"(?m)^  {name} +: ")
        for name in STATUS + METRICS:
            self.assertRegex(result.stdout, rf"(?m)^ +{name}: ")
        for name in ["block-analyzed", "overflow", "reset", "get-block-info"]:
            self.assertIn(f'"{name}"', result.stdout)

    def test_shows_the_names_of_flags_and_their_default(self):
        text = run("gst-inspect-1.0", "audioblocks").stdout
        flags = re.search(r'"GstAudioBlocksAnalyses" Default: 0x00000007, "pitch\+spectrum\+level"\n'
                         r"((?: +\(0x\d+\): .*\n)+)", text)
        self.assertEqual(re.findall(r"\): (\w+) ", flags[1]), ["none", "level", "spectrum", "pitch"])

    def test_the_source_offers_the_sizes_of_the_profile(self):
        sizes = ", ".join(f"(int){size}" for size in range(256, 2049, 128))
        expected = "block-samples: 1024" if IS_PRODUCTION else f"block-samples: {{ {sizes} }}"
        self.assertIn(expected, run("gst-inspect-1.0", "audioblocks").stdout)


@unittest.skipUnless(shutil.which("gst-launch-1.0"), "no gst-launch-1.0")
class Launch(ToolTest):
    def test_a_message_a_block_with_every_field(self):
        result = launch("audiotestsrc freq=440 num-buffers=100 ! audioblocks interval=0 ! fakesink",
                        "-m")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        blocks = messages(result.stdout)
        self.assertEqual(len(blocks), 100)
        for index, block in enumerate(blocks):
            self.assertEqual(set(block), set(POSITION + LEVEL + PITCH + SPECTRUM))
            self.assertEqual(block["block-index"], f"(guint64){index}")
            self.assertEqual(block["note"], "(string)A4")
            self.assertAlmostEqual(number(block["frequency"]), 440, delta=0.3)

    def test_analyses_by_name(self):
        for analyses, fields in (("level", LEVEL), ("none+pitch", PITCH),
                                 ("level+spectrum", LEVEL + SPECTRUM)):
            self.assertEqual(set(self.messages_of(analyses)[0]), set(POSITION + fields), analyses)

    def test_without_analyses_there_are_no_messages(self):
        for analyses in ("none", "0"):
            self.assertEqual(self.messages_of(analyses), [])

    def messages_of(self, analyses):
        result = launch(f"audiotestsrc num-buffers=5 ! audioblocks interval=0 analyses={analyses}"
                        " ! fakesink", "-m")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return messages(result.stdout)

    def test_ten_messages_a_second_by_default(self):
        result = launch("audiotestsrc num-buffers=100 samplesperbuffer=441 ! audioblocks ! fakesink",
                        "-m")
        self.assertEqual(len(messages(result.stdout)), 10)

    def test_a_block_of_each_size(self):
        for size in [1024] if IS_PRODUCTION else range(256, 2049, 128):
            result = launch(f"audiotestsrc num-buffers=10 ! audioblocks interval=0 ! "
                            f"audio/x-raw,block-samples={size} ! fakesink", "-m")
            self.assertEqual(result.returncode, 0, result.stderr)
            for block in messages(result.stdout):
                self.assertEqual(block["block-samples"], f"(int){size}")

    def test_linking_refuses_a_size_that_cannot_be(self):
        for size in [1000, 128, 2176] + ([512] if IS_PRODUCTION else []):
            for between in ["", "queue !", "tee !", "identity !", "audioconvert !"]:
                result = launch(f"audiotestsrc num-buffers=10 ! audioblocks ! {between} "
                                f"audio/x-raw,block-samples={size} ! fakesink")
                self.assertNotEqual(result.returncode, 0)
                self.assertRegex(result.stderr, rf"can't handle caps .*block-samples=\(int\){size}")

    def test_a_size_that_linking_lets_pass_is_refused_once_and_by_name(self):
        # The resampler links with any size, because it could change the rate.
        # Sometimes gst-launch-1.0 continues to wait after an error during preroll.
        result = run("timeout", "30", "gst-launch-1.0", "audiotestsrc", "num-buffers=10", "!",
                     "audioblocks", "!", "audioresample", "!", "audio/x-raw,block-samples=300",
                     "!", "fakesink")
        self.assertNotEqual(result.returncode, 0)
        allowed = "1024 alone" if IS_PRODUCTION else "256 to 2048 in steps of 128"
        errors = re.findall(rf"asks for blocks of 300 samples .*Allowed are {allowed}", result.stderr)
        self.assertEqual(len(errors), 1, result.stderr)

    def test_a_wav_file_keeps_its_samples(self):
        command = "audiotestsrc num-buffers=50 samplesperbuffer=1000 ! audio/x-raw,format=S16LE ! " \
                  "{}filesink location={}"
        self.assertEqual(launch(command.format("", "in.raw")).returncode, 0)
        blocks = "audioblocks partial-block=short ! "
        self.assertEqual(launch(command.format(blocks, "out.raw")).returncode, 0)
        with open("in.raw", "rb") as before, open("out.raw", "rb") as after:
            self.assertEqual(before.read(), after.read())


if __name__ == "__main__":
    unittest.main()
