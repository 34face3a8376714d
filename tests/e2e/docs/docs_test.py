#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The documentation works: its commands run, its programs compile, its links have targets.

The first line of a fenced block selects its test. The blocks of a page run in order, in one directory
that contains song.flac, a.wav, b.wav and docs/.

    ```sh               a script: it runs, and must succeed
    ```sh needs=NAME    the same, skipped without that program
    ```sh array         the same, as a task of a job array: Slurm's variables are set; on a cluster
                        of its own it is tested by tests/e2e/recipes/slurm_test.py
    ```sh device        needs a sound card, or other plugins: its pipelines are only parsed
    ```sh other         not for a test, such as an installation: only its syntax is checked
    ```python           a program: it runs, and must succeed
    ```python device    only compiled
    ```c, ```cpp        compiled
    ```yaml kubernetes  tested by tests/e2e/recipes/kubernetes_test.py
    ```text             not tested
"""

import ast
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import unittest

from fenced_blocks import PAGES, SOURCE, fenced_blocks
from gst_support import GLib, Gst, GstTest
from tool_support import IS_PRODUCTION, TIMEOUT, TOOL, environment, launch, sine, write_wav

COMPILERS = {"c": ["cc", "-std=c99", "-D_GNU_SOURCE", "-x", "c"], "cpp": ["c++", "-std=c++17", "-x", "c++"]}
ELEMENT = SOURCE / "gst" / "element" / "gstaudioblocks.cpp"
ARRAY = {"SLURM_ARRAY_TASK_ID": "1"}


def for_profile(text):
    """Replaces every block size by the only one of the production profile, in that profile."""
    return re.sub(r"(block-samples[= ])\d+", r"\g<1>1024", text) if IS_PRODUCTION else text


def pipelines(script):
    """Yields the arguments of each gst-launch-1.0 in a script, without the options."""
    for line in script.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if words and words[0] == "gst-launch-1.0":
            yield [word for word in words[1:] if not word.startswith("-")]


class Shown(GstTest):
    """Runs the fenced blocks."""

    def setUp(self):
        super().setUp()
        for name in ("a.wav", "b.wav"):
            write_wav(name, [sine(220, 48000)])
        write_wav("tone.wav", [sine(262, 48000) + sine(330, 48000)])
        launch("filesrc location=tone.wav ! wavparse ! audioconvert ! flacenc ! "
               "filesink location=song.flac")
        pathlib.Path("docs").symlink_to(SOURCE / "docs")
        programs = pathlib.Path("programs")
        programs.mkdir()
        if shutil.which(TOOL):
            (programs / "gst-audioblocks-1.0").symlink_to(shutil.which(TOOL))
        (programs / "python3").symlink_to(sys.executable)
        self.env = environment(PATH=f"{programs.absolute()}:{os.environ['PATH']}", **ARRAY)

    def expect_success(self, *command, text=""):
        result = subprocess.run(command, input=text, capture_output=True, text=True, env=self.env,
                                timeout=TIMEOUT, check=False)
        self.assertEqual(result.returncode, 0, f"{text}\n{result.stdout}\n{result.stderr}")
        return result

    def run_script(self, text):
        result = self.expect_success("bash", "-euo", "pipefail", "-c", for_profile(text))
        self.assertNotIn("erroneous pipeline", result.stderr)

    def parse_pipelines(self, text):
        found = list(pipelines(text))
        self.assertTrue(found, f"no pipeline in\n{text}")
        for words in found:
            try:
                Gst.parse_launchv(words)
            except GLib.Error as error:
                missing = error.matches(Gst.ParseError.quark(), Gst.ParseError.NO_SUCH_ELEMENT)
                if not missing or "audioblocks" in error.message:
                    raise

    def check_syntax(self, text):
        self.expect_success("bash", "-n", text=text)

    def compile(self, language, text):
        compiler = COMPILERS[language]
        if not shutil.which(compiler[0]) or not shutil.which("pkg-config"):
            return
        flags = subprocess.run(["pkg-config", "--cflags", "gstreamer-1.0"], capture_output=True,
                               text=True, check=True).stdout.split()
        self.expect_success(*compiler, "-Wall", "-Werror", "-Wno-unused-function", "-fsyntax-only",
                            f"-I{SOURCE}", *flags, "-", text=text)

    def handle(self, words, text):
        kind = words[0]
        way = words[1] if len(words) > 1 else ""
        if kind == "sh" and (way in ("", "array") or way.startswith("needs=")):
            if not way.startswith("needs=") or shutil.which(way.removeprefix("needs=")):
                self.run_script(text)
        elif kind == "sh" and way == "device":
            self.check_syntax(text)
            self.parse_pipelines(for_profile(text))
        elif kind == "sh" and way == "other":
            self.check_syntax(text)
        elif kind == "python" and way == "":
            self.expect_success(sys.executable, "-c", for_profile(text))
        elif kind == "python" and way == "device":
            ast.parse(text)
        elif kind in COMPILERS and way == "":
            self.compile(kind, text)
        else:
            self.assertIn((kind, way), [("text", ""), ("yaml", "kubernetes")])

    def test_every_block_of_every_page_works(self):
        for page in PAGES:
            for line, words, text in fenced_blocks(page):
                with self.subTest(page=page.name, line=line):
                    self.assertTrue(words, "a fenced block must say what it is")
                    self.handle(words, text)

    def test_the_note_loggers_write_the_notes(self):
        for _, _, text in fenced_blocks(SOURCE / "docs" / "recipes.md"):
            if "> notes.csv" in text or "> live.csv" in text:
                self.run_script(text)
        notes = [line.split(",") for line in pathlib.Path("notes.csv").read_text().splitlines()]
        self.assertEqual([row[2] for row in notes], ["note", "C4", "E4"])
        # One second of each note, to within two blocks.
        for row, start in zip(notes[1:], (0, 1)):
            self.assertAlmostEqual(float(row[0]), start, delta=0.05)
            self.assertAlmostEqual(float(row[1]), start + 1, delta=0.05)
        # One note of 100 buffers, 2.3 s.
        live, = pathlib.Path("live.csv").read_text().splitlines()
        start, length, note = live.split(",")
        self.assertAlmostEqual(float(start), 0, delta=0.05)
        self.assertAlmostEqual(float(length), 102400 / 44100, delta=0.05)
        self.assertEqual(note, "C4")

    def test_the_launch_lines_of_the_element_work(self):
        section = re.search(r"/\*\*\n \* SECTION:(.*?)\*/", ELEMENT.read_text(), re.DOTALL).group(1)
        text = re.sub(r"(?m)^ \* ?", "", section)
        lines = [" ".join(part.split()) for part in re.findall(r"\|\[\n(.*?)\]\|", text, re.DOTALL)]
        self.assertGreater(len(lines), 1)
        for line in lines:
            with self.subTest(line=line):
                self.assertTrue(line.startswith("gst-launch-1.0 "))
                self.run_script(line)


class Pages(unittest.TestCase):
    def test_no_pipeline_hides_from_the_test(self):
        for page in PAGES:
            outside = re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
            hidden = re.findall(r"(?m)^    .*gst-(?:launch|audioblocks)-1\.0.*", outside)
            self.assertEqual(hidden, [], page.name)

    def test_links_lead_somewhere(self):
        for page in PAGES:
            text = page.read_text()
            for target in re.findall(r"\]\(([^)\s]+)\)", text):
                if "://" in target:
                    continue
                path, _, anchor = target.partition("#")
                linked = (page.parent / path) if path else page
                self.assertTrue(linked.exists(), f"{page.name}: {target}")
                if anchor:
                    headings = re.findall(r"(?m)^#+ (.+)$", linked.read_text())
                    slugs = [re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings]
                    self.assertIn(anchor, slugs, f"{page.name}: {target}")


if __name__ == "__main__":
    unittest.main()
