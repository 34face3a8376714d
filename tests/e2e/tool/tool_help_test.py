#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""--help, the manual page and the completion of gst-audioblocks-1.0 have the same options."""

import os
import pathlib
import re
import shutil
import subprocess
import unittest

from tool_support import TIMEOUT, TOOL, ToolTest, environment, run

# The files that the build makes.
DATA = pathlib.Path(os.environ.get("AUDIOBLOCKS_DATA", "build/data")).resolve()
PAGE = DATA / "gst-audioblocks-1.0.1"
COMPLETION = DATA / "gst-audioblocks-1.0"
BASH_COMPLETION = pathlib.Path("/usr/share/bash-completion/bash_completion")


def options_of_the_help():
    text = run("--help").stdout.decode()
    return set(re.findall(r"^ +(?:-\w, )?(--[a-z-]+)", text, re.MULTILINE))


class Help(ToolTest):
    def test_in_groups_that_fit_a_page(self):
        text = self.run_well("--help").decode()
        headings = re.findall(r"^(\w+)[^\n]*:\n  ", text, re.MULTILINE)
        self.assertEqual(headings[:4], ["Input", "Analysis", "Output", "Other"])
        for line in text.splitlines():
            self.assertLessEqual(len(line), 100, line)

    def test_options_of_gstreamer(self):
        self.assertIn(b"--gst-debug-level", self.run_well("--help-gst"))
        self.run_well("--gst-debug-level=1", "--version")


class Manual(ToolTest):
    def test_has_every_option_and_no_other(self):
        page = PAGE.read_text(encoding="utf-8")
        items = re.findall(r"^\.It (?:Fl \w , )?Fl (-[a-z-]+)", page, re.MULTILINE)
        self.assertEqual({"-" + name for name in items}, options_of_the_help())
        self.assertEqual(len(items), len(set(items)))

    def test_has_every_command_and_no_other(self):
        result = subprocess.run([TOOL, "--test-tone", "440"], input=b"help\nquit\n", env=environment(),
                                capture_output=True, timeout=TIMEOUT, check=True)
        listed = re.findall(r"^  [A-Za-z? ]  ([a-z-]+) .*$", result.stdout.decode(), re.MULTILINE)
        page = PAGE.read_text(encoding="utf-8").split(".Sh COMMANDS")[1].split(".Sh ")[0]
        self.assertEqual(re.findall(r"^\.It Cm ([a-z-]+)", page, re.MULTILINE), listed)

    def test_is_well_formed(self):
        if not shutil.which("mandoc"):
            self.skipTest("mandoc is missing")
        result = subprocess.run(["mandoc", "-T", "utf8", "-W", "warning", PAGE], capture_output=True,
                                check=False)
        self.assertEqual((result.returncode, result.stderr), (0, b""))


class Completion(ToolTest):
    def complete(self, *words, tool=TOOL):
        """What bash offers for the last of the words."""
        script = (f"source {BASH_COMPLETION}; source {COMPLETION}; COMP_WORDS=(\"$@\");"
                  " COMP_CWORD=$(($# - 1)); COMP_LINE=\"$*\"; COMP_POINT=${#COMP_LINE};"
                  " _gst_audioblocks_1_0 \"$1\" \"${COMP_WORDS[COMP_CWORD]}\""
                  " \"${COMP_WORDS[COMP_CWORD - 1]}\" 2>/dev/null; printf '%s\\n' \"${COMPREPLY[@]}\"")
        result = subprocess.run(["bash", "-c", script, "bash", tool, *words], capture_output=True,
                                env=environment(), timeout=TIMEOUT, check=True)
        return result.stdout.decode().split()

    def setUp(self):
        super().setUp()
        if not BASH_COMPLETION.exists():
            self.skipTest("bash-completion is missing")

    def test_offers_every_option_and_no_other(self):
        self.assertEqual({option.rstrip("=") for option in self.complete("--")},
                         options_of_the_help())

    def test_offers_values(self):
        self.assertEqual(self.complete("--instrument", "vi"), ["viola", "violin"])
        self.assertEqual(self.complete("--summary", ""), ["text", "json"])

    def test_the_instruments_are_those_of_the_tool(self):
        refusal = run("--instrument", "kazoo", "a.wav").stderr.decode()
        names = refusal.split("choose from ")[1].strip().split(", ")
        self.assertEqual(self.complete("--instrument", ""), names)
        page = PAGE.read_text(encoding="utf-8").split(".It Fl -instrument")[1].split(".It")[0]
        self.assertEqual(re.search(r"^\.Cm (banjo.*) \.$", page, re.MULTILINE)[1].split(" , "), names)

    def test_offers_presets_which_the_page_has_too(self):
        refusal = run("--preset", "kazoo", "a.wav").stderr.decode()
        names = refusal.split("choose from ")[1].strip().split(", ")
        self.assertEqual(self.complete("--preset", ""), names)
        self.assertEqual(self.complete("--preset", "v"), ["violin", "voice"])
        page = PAGE.read_text(encoding="utf-8").split(".It Fl -preset")[1].split(".It")[0]
        self.assertEqual(re.search(r"^\.Cm (.*) ,$", page, re.MULTILINE)[1].split(" , "), names)

    def test_offers_properties(self):
        self.assertIn("clarity-threshold=", self.complete("--set", "clar"))

    def test_offers_devices_and_runs_nothing_that_they_are_called(self):
        names = ["alsa_input.usb", "$(touch${IFS}run)"]
        pathlib.Path("devices").write_text("".join(f"  Device  {name}\n" for name in names),
                                           encoding="utf-8")
        pathlib.Path("tool").write_text("#!/bin/sh\ncat devices\n", encoding="utf-8")
        pathlib.Path("tool").chmod(0o755)
        self.assertEqual(self.complete("--device=", tool="./tool"), names)
        self.assertEqual(self.complete("--device=al", tool="./tool"), names[:1])
        self.assertFalse(pathlib.Path("run").exists())

    def test_offers_files_of_the_kind_that_an_option_writes(self):
        names = {"--plot": "song.svg", "--midi": "song.mid", "--labels": "song.txt",
                 "--pitchtier": "song.PitchTier"}
        for name in ("song.flac", *names.values()):
            pathlib.Path(name).touch()
        for option, name in names.items():
            self.assertEqual(self.complete(option, "so"), [name])

    def test_offers_files(self):
        pathlib.Path("song.flac").touch()
        self.assertEqual(self.complete("so"), ["song.flac"])


if __name__ == "__main__":
    unittest.main()
