#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The examples of docs/ run, and print what they promise."""

import json
import os
import pathlib
import re
import shlex
import shutil
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
    run,
    sine,
    square,
    write_wav,
)

EXAMPLES = pathlib.Path(
    os.environ.get("AUDIOBLOCKS_EXAMPLES", pathlib.Path(__file__).parents[3] / "docs" / "examples")
)
BUILT = pathlib.Path(os.environ.get("AUDIOBLOCKS_EXAMPLES_BUILT", "."))
HAS_GI = subprocess.run([sys.executable, "-c", "import gi; gi.require_version('Gst', '1.0')"],
                        capture_output=True, check=False).returncode == 0


class ExampleTest(ToolTest):
    """Runs an example: `command` alone, or with arguments."""

    command = []

    def run_example(self, *arguments):
        return subprocess.run([*self.command, *arguments], capture_output=True, env=environment(),
                              timeout=TIMEOUT, check=False)

    def lines_of(self, *arguments):
        """Returns its lines; it must succeed without messages."""
        result = self.run_example(*arguments)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        return result.stdout.decode().splitlines()

    def assert_missing_file_ends_it(self, name):
        result = self.run_example("missing.wav")
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stderr.decode(), rf"\A{re.escape(name)}: missing\.wav: .+\n\Z")


class LevelMeter(ExampleTest):
    command = [BUILT / "level_meter"]

    def test_draws_a_line_each_100_ms(self):
        lines = self.lines_of()
        # 94 buffers of 1024 samples: 2.005 s.
        self.assertEqual(len(lines), 20)
        # A sine of amplitude 0.5: rms -9.03 dB, so 16 or 17 characters of 3 dB above -60, and the mark of the
        # peak, -6.02 dB, on the 18th.
        bar = r"\[#{16}[# ]\|  \]   -9\.\d dB, peak   -6\.\d"
        for line in lines:
            self.assertRegex(line, rf"^ +\d\.\d{{3}} s  ch 0 {bar}  ch 1 {bar}$")

    def test_the_mark_of_the_peak_stays_and_falls(self):
        loud, quiet = square(1.0 / 4, 4800), [value / 1000 for value in square(1.0, 148_800)]
        write_wav("a.wav", [loud + quiet])
        marks = [line.index("|") - line.index("[") - 1 for line in self.lines_of("a.wav")]
        # -12.04 dB for 0.3 s, then 10 dB a second down to -60.
        self.assertEqual(marks[:4], [15, 15, 15, 15])
        self.assertEqual(marks, sorted(marks, reverse=True))
        self.assertEqual(marks[-1], 6)

    def test_measures_a_file(self):
        write_wav("a b.wav", [square(1.0 / 8, 48_000), square(1.0 / 64, 48_000)])
        lines = self.lines_of("a b.wav")
        self.assertEqual(len(lines), 10)
        self.assertIn("-18.1 dB, peak  -18.1", lines[0])
        self.assertIn("-36.1 dB, peak  -36.1", lines[0])

    def test_a_missing_file_ends_it(self):
        self.assert_missing_file_ends_it("level_meter")


class NotePrinter(ExampleTest):
    command = [BUILT / "note_printer"]

    def test_prints_the_three_tones(self):
        notes = [line.split() for line in self.lines_of()]
        self.assertEqual([words[4] for words in notes], ["A3", "E4", "A4"])
        for words, start, frequency in zip(notes, (0.0, 0.464, 0.929), (220, 330, 440)):
            self.assertAlmostEqual(float(words[0]), start, delta=0.03)
            self.assertAlmostEqual(float(words[2]), 0.464, delta=0.04)
            self.assertAlmostEqual(float(words[5]), frequency, delta=0.5)

    def test_prints_the_notes_of_a_file(self):
        write_wav("a b.wav", [sine(262, 24_000) + [0.0] * 12_000 + sine(330, 24_000)])
        self.assertEqual([line.split()[4] for line in self.lines_of("a b.wav")], ["C4", "E4"])

    def test_a_missing_file_ends_it(self):
        self.assert_missing_file_ends_it("note_printer")


@unittest.skipUnless(HAS_GI, "no GObject introspection for this Python")
class NotePrinterInPython(ExampleTest):
    command = [sys.executable, EXAMPLES / "note_printer.py"]

    def test_prints_beginnings_and_ends(self):
        write_wav("a.wav", [sine(262, 24_000) + [0.0] * 12_000 + sine(330, 24_000)])
        notes = [line.split() for line in self.lines_of("a.wav")]
        self.assertEqual([words[2:4] for words in notes],
                         [["on", "C4"], ["off", "C4"], ["on", "E4"], ["off", "E4"]])
        # At 48 kHz: 0.5 s of C4, 0.25 s of silence, 0.5 s of E4.
        for words, time in zip(notes, (0.0, 0.5, 0.75, 1.25)):
            self.assertAlmostEqual(float(words[0]), time, delta=0.04)

    def test_a_missing_file_ends_it(self):
        self.assert_missing_file_ends_it("note_printer.py")


class NoteList(ExampleTest):
    command = [BUILT / "note_list"]

    def test_lists_the_three_tones(self):
        lines = self.lines_of()[1:]
        notes = [line.split() for line in lines]
        self.assertEqual([words[4] for words in notes], ["A2", "E3", "A3"])
        for words, start, frequency in zip(notes, (0.0, 0.464, 0.929), (110, 165, 220)):
            self.assertAlmostEqual(float(words[0]), start, delta=0.03)
            self.assertAlmostEqual(float(words[2]), 0.464, delta=0.03)
            self.assertAlmostEqual(float(words[5]), frequency, delta=0.5)

    def test_lists_the_notes_of_a_file_without_what_is_short(self):
        write_wav("a.wav", [sine(262, 48_000) + sine(880, 1500) + [0.0] * 24_000 + sine(330, 48_000)])
        lines = self.lines_of("a.wav")[1:]
        self.assertEqual([line.split()[4] for line in lines], ["C4", "E4"])

    def test_a_missing_file_ends_it(self):
        self.assert_missing_file_ends_it("note_list")


@unittest.skipUnless(HAS_GI, "no GObject introspection for this Python")
class Tuner(ExampleTest):
    command = [sys.executable, EXAMPLES / "tuner.py"]

    def test_shows_the_nearest_string_and_how_far(self):
        # Ten cents above the A string, and then as far below the D string.
        up = 2 ** (10 / 1200)
        write_wav("a.wav", [sine(110.0 * up, 48_000) + sine(146.83 / up, 48_000)])
        lines = self.lines_of("a.wav")
        self.assertGreater(len(lines), 15)
        for line, name, cents in ((lines[0], "A2", 10), (lines[-1], "D3", -10)):
            self.assertTrue(line.startswith(f"{name}  "), line)
            self.assertAlmostEqual(float(line.split()[2]), cents, delta=2)
            scale = line.split()[1]
            self.assertEqual(len(scale), 41)
            self.assertEqual(scale.index("▲"), 20 + 4 * cents // 10)

    def test_says_so_far_from_every_string(self):
        write_wav("a.wav", [sine(660, 48_000)])
        self.assertIn("  far above  ", self.lines_of("a.wav")[-1])

    def test_a_missing_file_ends_it(self):
        self.assert_missing_file_ends_it("tuner.py")


@unittest.skipUnless(shutil.which("gjs"), "no gjs: install Debian's package gjs")
class BlockInfo(ExampleTest):
    command = ["gjs", "-m", EXAMPLES / "block_info.js"]

    def test_prints_each_block_as_json(self):
        blocks = [json.loads(line) for line in self.lines_of()]
        # 40 buffers of 1024 samples.
        self.assertEqual([block["block-index"] for block in blocks], list(range(40)))
        for block in blocks:
            self.assertAlmostEqual(block["frequency"], 330, delta=0.5)
            self.assertEqual((block["note"], block["voiced"], block["rate"]), ("E4", True, 44100))

    def test_reads_a_file(self):
        write_wav("a.wav", [sine(440, 10_000)])
        self.assertEqual(json.loads(self.lines_of("a.wav")[0])["note"], "A4")

    def test_a_missing_file_ends_it(self):
        self.assert_missing_file_ends_it("block_info.js")


@unittest.skipIf(IS_PRODUCTION, "the example asks for blocks of 512")
@unittest.skipUnless(HAS_GI, "no GObject introspection for this Python")
class ReadBlocks(ExampleTest):
    command = [sys.executable, EXAMPLES / "read_blocks.py"]

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
        self.assert_missing_file_ends_it("read_blocks.py")


class Demo(ToolTest):
    def setUp(self):
        super().setUp()
        self.sample = write_wav(self.directory / "bass.wav", [sine(65.406, 96_000)])

    def run_demo(self, **variables):
        env = environment(AUDIOBLOCKS_TOOL=TOOL, RESULTS=str(self.directory / "results"), **variables)
        return subprocess.run([EXAMPLES / "demo.sh"], capture_output=True, env=env, cwd="/",
                              timeout=TIMEOUT, check=False)

    def test_hears_the_bass_note(self):
        result = self.run_demo(SAMPLE=str(self.sample), SOUNDFONT="/missing")
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        text = result.stdout.decode()
        self.assertRegex(text, r"  pitch +C2 [+-]\d\.\d cents, 65\.")
        # Two seconds, one message per 0.6 s.
        messages = re.findall(r"^ +\d\.\d{3}   ([A-G]#?\d)  ", text, re.MULTILINE)
        self.assertEqual(messages, ["C2", "C2", "C2"])

    def test_ends_with_a_picture_and_tells_where(self):
        result = self.run_demo(SAMPLE=str(self.sample), SOUNDFONT="/missing")
        plot = self.directory / "results" / "demo.png"
        self.assertEqual(result.stdout.decode().splitlines()[-1], str(plot))
        self.assertEqual(plot.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")

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
            "Heard:   E2 F2 G2 A2 B2 C3 D3 E3 F3 G3 A3 B3 C4\n"
            "All of them, in order.\n",
            text,
        )
        self.assert_printed_commands_work(text)

    def assert_printed_commands_work(self, text):
        """Each command that was printed prints the same again, typed in another folder."""
        commands = re.findall(r"^\$ gst-audioblocks-1\.0 (.*)$", text, re.MULTILINE)
        self.assertEqual(len(commands), 5)
        for arguments in commands:
            with self.subTest(arguments):
                result = run(*shlex.split(arguments))
                self.assertEqual((result.returncode, result.stderr), (0, b""))
                if not arguments.startswith(("--csv", "--plot")):
                    self.assertIn(result.stdout.decode().rstrip(), text)

    def test_a_missing_sample_is_reported(self):
        result = self.run_demo(SAMPLE="/missing.flac")
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stderr.decode(), r"\Ademo: no /missing\.flac; .+\n\Z")


if __name__ == "__main__":
    unittest.main()
