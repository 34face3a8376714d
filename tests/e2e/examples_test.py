#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The examples of docs/ run, and print what they promise."""

import os
import pathlib
import re
import subprocess
import sys
import unittest

from tool_support import (
    IS_PRODUCTION,
    TIMEOUT,
    TOOL,
    ToolTest,
    environment,
    has_elements,
    sine,
    write_wav,
)

EXAMPLES = pathlib.Path(
    os.environ.get("AUDIOBLOCKS_EXAMPLES", pathlib.Path(__file__).parents[2] / "docs" / "examples")
)


@unittest.skipIf(IS_PRODUCTION, "the example asks for blocks of 512")
class ReadBlocks(ToolTest):
    def setUp(self):
        super().setUp()
        found = subprocess.run([sys.executable, "-c", "import gi; gi.require_version('Gst', '1.0')"],
                               capture_output=True, check=False)
        if found.returncode != 0:
            self.skipTest("no GObject introspection for this Python")

    def run_example(self, *arguments):
        return subprocess.run([sys.executable, EXAMPLES / "read_blocks.py", *arguments],
                              capture_output=True, env=environment(), timeout=TIMEOUT, check=False)

    def test_prints_blocks_messages_status_metrics_and_reset(self):
        result = self.run_example()
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        text = result.stdout.decode()
        self.assertRegex(text, r"\n +1 +512 +0\.0107 .* 220\.\d\d +\d\.\d{3}  A3 +no\n")
        self.assertRegex(text, r"get-block-info:\n  block-index +5\n  frequency +2(20\.0|19\.9)")
        self.assertRegex(text, r"\n +0\.\d{3} +A3 +[+-]0\.\d +-\d\.\d\d +-\d\.\d\d\n")
        self.assertRegex(text, r"\n  block-samples +512\n")
        self.assertRegex(text, r"\n  blocks +\d{3,} +0\n")
        self.assertIn("\n  block-index 0, discont\n", text)

    def test_reads_a_file(self):
        write_wav("a.wav", [sine(440, 100_000)])
        result = self.run_example("a.wav")
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        self.assertIn(" A4 ", result.stdout.decode())

    def test_a_missing_file_ends_it(self):
        result = self.run_example("missing.wav")
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stderr.decode(), r"\Aread_blocks\.py: .+\n\Z")


class Demo(ToolTest):
    def setUp(self):
        super().setUp()
        self.sample = write_wav(self.directory / "bass.wav", [sine(65.406, 96_000)])

    def run_demo(self, **variables):
        env = environment(AUDIOBLOCKS_TOOL=TOOL, **variables)
        return subprocess.run([EXAMPLES / "demo.sh"], capture_output=True, env=env, cwd="/",
                              timeout=TIMEOUT, check=False)

    def test_hears_the_bass_note(self):
        result = self.run_demo(SAMPLE=str(self.sample), SOUNDFONT="/missing")
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        text = result.stdout.decode()
        self.assertRegex(text, r"  pitch +C2 [+-]\d\.\d cents, 65\.")
        # Two seconds, a message each 0.6 s.
        messages = re.findall(r"^ +\d\.\d{3}   ([A-G]#?\d)  ", text, re.MULTILINE)
        self.assertEqual(messages, ["C2", "C2", "C2"])

    def test_hears_the_bass_sample(self):
        if not pathlib.Path("/usr/share/sonic-pi/samples/bass_voxy_c.flac").exists():
            self.skipTest("sonic-pi-samples is missing")
        result = self.run_demo(SOUNDFONT="/missing")
        self.assertRegex(result.stdout.decode(), r"  pitch +C2 [+-]\d\.\d cents, 65\.")

    def test_hears_every_note_of_the_scale_in_order(self):
        soundfont = "/usr/share/sounds/sf2/TimGM6mb.sf2"
        if not pathlib.Path(soundfont).exists() or not has_elements("fluiddec", "midiparse"):
            self.skipTest("timgm6mb-soundfont or fluiddec is missing")
        result = self.run_demo(SAMPLE=str(self.sample), SOUNDFONT=soundfont)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        text = result.stdout.decode()
        self.assertIn(
            "Heard for 93 ms and longer:  E2 F2 G2 A2 B2 C3 D3 E3 F3 G3 A3 B3 C4\n"
            "All of them, in order.\n",
            text,
        )

    def test_a_missing_sample_is_told(self):
        result = self.run_demo(SAMPLE="/missing.flac")
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stderr.decode(), r"\Ademo: no /missing\.flac; .+\n\Z")


if __name__ == "__main__":
    unittest.main()
