#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The element pitchscope in gst-inspect-1.0 and gst-launch-1.0: pictures and videos, headless."""

import os
import pathlib
import re
import shutil
import struct
import subprocess
import unittest

from tool_support import TIMEOUT, ToolTest, environment

PROPERTIES = ["time-span", "min-frequency", "max-frequency", "reference-frequency",
              "clarity-threshold", "silence-threshold"]


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, env=environment(),
                          timeout=TIMEOUT, check=False)


def launch(description, *options):
    return run("gst-launch-1.0", *options, *description.split())


def frames_in(path):
    """Returns the number of frames in a video file."""
    result = launch(f"filesrc location={path} ! decodebin ! fakesink silent=false", "-v")
    return result.stdout.count("chain   ***")


@unittest.skipUnless(shutil.which("gst-inspect-1.0"), "no gst-inspect-1.0")
class Inspect(ToolTest):
    def test_prints_the_whole_face_without_a_warning(self):
        result = run("gst-inspect-1.0", "pitchscope")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertNotRegex(result.stdout, "(?i)warning|critical")
        self.assertRegex(result.stdout, r"Klass +Visualization\n")
        for name in PROPERTIES:
            self.assertRegex(result.stdout, rf"(?m)^  {name} +: ")


@unittest.skipUnless(shutil.which("gst-launch-1.0"), "no gst-launch-1.0")
class Launch(ToolTest):
    SOURCE = "audiotestsrc num-buffers=87 samplesperbuffer=1014 freq=440"  # 2.0004 s of 44.1 kHz

    def test_writes_pictures(self):
        result = launch(f"{self.SOURCE} ! pitchscope ! video/x-raw,width=1280,height=720,"
                        "framerate=5/1 ! videoconvert ! pngenc ! multifilesink location=%d.png")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        pictures = sorted(pathlib.Path().glob("*.png"))
        self.assertEqual(len(pictures), 11)
        for picture in pictures:
            data = picture.read_bytes()
            self.assertEqual(data[:8], b"\x89PNG\r\n\x1a\n")
            self.assertEqual(struct.unpack(">II", data[16:24]), (1280, 720))
        # The trace grows.
        self.assertNotEqual(pictures[0].read_bytes(), pictures[1].read_bytes())

    def test_writes_webm_and_mp4(self):
        video = "video/x-raw,width=320,height=240,framerate=25/1"
        for name, encoder in [("a.webm", "vp8enc deadline=1 ! webmmux"),
                              ("a.mp4", "openh264enc ! h264parse ! mp4mux")]:
            result = launch(f"{self.SOURCE} ! pitchscope ! {video} ! videoconvert ! {encoder} ! "
                            f"filesink location={name}")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(frames_in(name), 51)

    def test_refuses_a_format_by_name(self):
        for caps in ["framerate=0/1", "width=9000", "format=GRAY8"]:
            result = launch(f"{self.SOURCE} ! pitchscope ! video/x-raw,{caps} ! fakesink")
            self.assertNotEqual(result.returncode, 0)
            self.assertIn(caps.split("=")[0], result.stderr)

    def test_the_lines_of_its_documentation_run(self):
        source = pathlib.Path(os.environ["AUDIOBLOCKS_SOURCE"], "gst/pitchscope/gstpitchscope.cpp")
        text = re.sub(r"\n \* ?", "\n", source.read_text(encoding="utf-8"))
        lines = re.findall(r"\|\[\n(.*?)\n\]\|", text, re.DOTALL)
        self.assertEqual(len(lines), 2)
        for line in lines:
            # Tests run without a screen.
            command = line.replace("autovideosink", "fakesink").split()
            result = run(*command)
            self.assertEqual((result.returncode, result.stderr), (0, ""), line)
        self.assertEqual(len(list(pathlib.Path().glob("scope-*.png"))), 24)


if __name__ == "__main__":
    unittest.main()
