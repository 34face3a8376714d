#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Pictures of gst-audioblocks-1.0: what they show, and that they are there whole or not at all."""

import itertools
import os
import pathlib
import re
import resource
import subprocess
import unittest
import xml.etree.ElementTree

from tool_support import TIMEOUT, TOOL, ToolTest, environment, launch, run, sine, write_wav

WIDTH, HEIGHT = 1280, 800


class Picture:
    """The pixels of a PNG."""

    def __init__(self, path):
        launch(f"filesrc location={path} ! pngdec ! videoconvert ! video/x-raw,format=RGB"
               " ! filesink location=pixels")
        self.pixels = pathlib.Path("pixels").read_bytes()
        self.stride = len(self.pixels) // HEIGHT

    def at(self, x, y):
        start = y * self.stride + 3 * x
        return tuple(self.pixels[start:start + 3])

    def rows_with(self, wanted, x, top, bottom):
        return [y for y in range(top, bottom) if wanted(*self.at(x, y))]


def fonts_and_glyphs(path):
    """The lines of text in an SVG: the font of each, and a list of names of glyphs. It does not say
    which letters they are.
    """
    found = re.findall(r'href="#glyph-?(\d+)-(\d+)" x="[^"]*" y="([^"]*)"',
                       pathlib.Path(path).read_text(encoding="utf-8"))
    return [(font, [glyph for _, glyph, _ in line])
            for (font, _), line in itertools.groupby(found, lambda use: (use[0], use[2]))]


def glyph_lines(path):
    return [glyphs for _, glyphs in fonts_and_glyphs(path)]


def lines_like(text, path):
    """The lines in the font of the first one that may be this text."""
    lines = fonts_and_glyphs(path)
    font = next(font for font, glyphs in lines if spelling(glyphs) == spelling(text))
    return [glyphs for own, glyphs in lines if own == font]


def spelling(letters):
    """Which of the letters are the same."""
    return tuple(letters.index(letter) for letter in letters)


def is_red(red, green, blue):
    return red > 150 and green < 110 and blue < 110


def is_bar(*colour):
    return colour == (0xDD, 0xD7, 0xF2)


def is_blue(red, green, blue):
    return blue > 130 and red < 110


class Contents(ToolTest):
    def setUp(self):
        super().setUp()
        # A4 for a second, silence for one, A5 for one.
        write_wav("a.wav", [sine(440, 48_000) + [0.0] * 48_000 + sine(880, 48_000, amplitude=0.25)])

    def column(self, seconds):
        return round(72 + (WIDTH - 72 - 28) * seconds / 3)

    def test_png(self):
        output = self.run_well("--plot", "a.png", "a.wav")
        self.assertTrue(output.startswith(b"a.wav\n  duration"))
        picture = Picture("a.png")
        low = picture.rows_with(is_red, self.column(0.5), 238, 608)
        none = picture.rows_with(is_red, self.column(1.5), 238, 608)
        high = picture.rows_with(is_red, self.column(2.5), 238, 608)
        self.assertEqual(none, [])
        self.assertTrue(low and high)
        # An octave and a margin of a semitone and a half fill the panel's height.
        self.assertGreater(min(low) - max(high), 250)
        bars = [picture.rows_with(is_bar, self.column(t), 238, 608) for t in (0.5, 1.5, 2.5)]
        # Each above and below its pitch.
        for bar, pitch in ((bars[0], low), (bars[2], high)):
            self.assertTrue(min(bar) < min(pitch) and max(pitch) < max(bar), (bar, pitch))
        self.assertEqual(bars[1], [])
        loud, silent, soft = (len(picture.rows_with(is_blue, self.column(t), 77, 205))
                              for t in (0.5, 1.5, 2.5))
        # Amplitudes of 0.5, 0 and 0.25 in a panel of 130 points for −0.5 to 0.5.
        self.assertAlmostEqual(loud, 128, delta=4)
        self.assertLessEqual(silent, 2)
        self.assertAlmostEqual(soft, 65, delta=4)

    def test_has_the_names_of_the_notes(self):
        write_wav("silent.wav", [[0.0] * 48_000])
        lines = {}
        for name in ("a", "silent"):
            self.run_well("--plot", f"{name}.svg", f"{name}.wav")
            lines[name] = lines_like("Waveform", f"{name}.svg")
        # Beside the three headings in their font.
        self.assertEqual([len(line) for line in lines["silent"]], [8, 5, 5])
        first, second = lines["a"][2:4]
        self.assertEqual([len(line) for line in lines["a"]], [8, 5, 2, 2, 5])
        self.assertEqual(first[0], second[0], "both are an A")
        self.assertNotEqual(first[1], second[1], "of two octaves")

    def test_svg(self):
        self.run_well("--plot", "a.svg", "a.wav")
        root = xml.etree.ElementTree.parse("a.svg").getroot()
        self.assertTrue(root.tag.endswith("}svg"))
        self.assertLess(os.path.getsize("a.svg"), 2_000_000)

    def test_says_whether_the_waveform_is_a_mix(self):
        tone = sine(440, 4800)
        write_wav("b.wav", [tone, tone])
        for name, remark, not_so in (("a", "one channel", "the mix of the channels"),
                                     ("b", "the mix of the channels", "one channel")):
            with self.subTest(name=name):
                self.run_well("--plot", f"{name}.svg", f"{name}.wav")
                shown = {spelling(line) for line in glyph_lines(f"{name}.svg")}
                self.assertIn(spelling(remark), shown)
                self.assertNotIn(spelling(not_so), shown)

    def test_of_what_is_heard_beside_rows(self):
        self.assertEqual(self.run_well("--csv", "--plot", "a.png", "a.wav"),
                         self.run_well("--csv", "a.wav"))
        self.assertEqual(pathlib.Path("a.png").read_bytes()[:4], b"\x89PNG")

    def test_of_a_session(self):
        self.run_well("--csv", "--set=track-lag=8", "--plot", "a.png", "--pipeline",
                      "filesrc location=a.wav ! wavparse")
        self.run_well("--plot", "b.png", "a.wav")
        first, second = Picture("a.png"), Picture("b.png")
        # But for the title they are the same.
        self.assertEqual(first.pixels[50 * first.stride:], second.pixels[50 * second.stride:])

    def test_of_silence_and_of_one_sample(self):
        for samples in ([0.0] * 5000, [0.5]):
            write_wav("b.wav", [samples])
            self.run_well("--plot", "b.png", "b.wav")
            self.assertEqual(pathlib.Path("b.png").read_bytes()[:4], b"\x89PNG")

    def test_of_many_channels_and_of_a_long_file(self):
        launch("audiotestsrc num-buffers=30000 freq=440 ! audio/x-raw,rate=8000,channels=2,format=S16LE"
               " ! wavenc ! filesink location=long.wav")
        self.run_well("--plot", "long.png", "long.wav")
        picture = Picture("long.png")
        for x in (80, 640, 1240):
            self.assertTrue(picture.rows_with(is_red, x, 238, 608), x)
            self.assertTrue(picture.rows_with(is_blue, x, 77, 205), x)


class Files(ToolTest):
    def setUp(self):
        super().setUp()
        write_wav("a.wav", [sine(440, 48_000)])

    def check_leaves(self, *names):
        self.assertEqual(sorted(os.listdir()), sorted(("a.wav", *names)))

    def check_refuses(self, start, path, **options):
        """Before anything is heard: of a file, and of a session that would never end."""
        for source in (("a.wav",), ("--test-tone", "440")):
            with self.subTest(source=source):
                self.assertEqual(self.assert_fails(1, f"--plot {path}: {start}", "--plot", path, *source,
                                                   **options), b"")

    def test_a_folder_that_is_missing(self):
        for folder in ("none", "no/ne", "/nowhere"):
            self.check_refuses(f"cannot be written, there is no folder {folder}; create it,",
                               f"{folder}/a.png")
        self.check_leaves()

    def test_a_folder_that_is_a_file(self):
        self.check_refuses("cannot be written, the folder a.wav accepts no file (Not a directory);",
                           "a.wav/a.png")

    def test_a_folder_that_may_not_be_written(self):
        os.mkdir("mine", mode=0o555)
        self.check_refuses("cannot be written, the folder mine accepts no file (Permission denied);",
                           "mine/a.png", **self.options_without_rights())

    def test_a_folder_of_that_name(self):
        os.mkdir("a.png")
        self.check_refuses("cannot be written (Is a directory);", "a.png")

    def test_a_full_disk_leaves_the_old_picture_alone(self):
        pathlib.Path("a.png").write_bytes(b"old")
        # A limit on the size of files takes the disk's part.
        result = subprocess.run(
            [TOOL, "--plot", "a.png", "a.wav"], capture_output=True, timeout=TIMEOUT, check=False,
            env=environment(), stdin=subprocess.DEVNULL,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)))
        # In a build that measures coverage that cannot be written, either.
        errors = [line for line in result.stderr.splitlines(True) if not line.startswith(b"libgcov")]
        self.assert_one_line(b"".join(errors), "a.wav: a.png cannot be written (File too large);")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(pathlib.Path("a.png").read_bytes(), b"old")
        self.check_leaves("a.png")

    def test_a_link_stays_one(self):
        pathlib.Path("link.svg").symlink_to("real.svg")
        pathlib.Path("real.svg").write_text("old", encoding="utf-8")
        self.run_well("--plot", "link.svg", "a.wav")
        self.assertTrue(pathlib.Path("link.svg").is_symlink())
        self.assertIn("<svg", pathlib.Path("real.svg").read_text(encoding="utf-8"))

    def test_a_full_device(self):
        if not pathlib.Path("/dev/full").exists():
            self.skipTest("no /dev/full")
        os.symlink("/dev/full", "full.svg")
        self.assert_fails(1, "a.wav: full.svg cannot be written (No space left on device);", "--plot",
                          "full.svg", "a.wav")
        self.check_leaves("full.svg")

    def test_a_file_without_audio_gives_no_picture(self):
        pathlib.Path("b.wav").write_bytes(b"no sound" * 1000)
        self.assert_fails(1, "b.wav: ", "--plot", "b.png", "b.wav")
        self.check_leaves("b.wav")

    def test_wrong_usage(self):
        for start, *arguments in (("--plot a.jpg ends in neither .png nor .svg;", "a.jpg", "a.wav"),
                                  ("--plot is for one input;", "a.png", "a.wav", "a.wav")):
            with self.subTest(arguments=arguments):
                self.assert_fails(2, start, "--plot", *arguments)
        os.mkdir("music")
        for name in ("music/a.wav", "music/b.wav"):
            write_wav(name, [sine(440, 1024)])
        self.assertEqual(run("--plot", "a.png", "music").returncode, 2)


if __name__ == "__main__":
    unittest.main()
