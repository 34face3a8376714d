#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where gst-audioblocks-1.0 writes: pipes that close, disks that are full, terminals, locales."""

import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import threading
import unittest

from tool_support import TIMEOUT, TOOL, ToolTest, environment, launch, run, sine, write_wav


def write_long(path, buffers=3000):
    launch(f"audiotestsrc num-buffers={buffers} ! audio/x-raw,rate=48000,format=S16LE ! wavenc"
           f" ! filesink location={path}")


class Pipes(ToolTest):
    def test_a_reader_that_leaves_ends_it_quietly(self):
        write_long("a.wav")
        for form in ("--csv", "--json"):
            with self.subTest(form=form):
                with subprocess.Popen([TOOL, form, "a.wav", "a.wav"], stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, env=environment()) as process:
                    process.stdout.readline()
                    process.stdout.close()
                    self.assertEqual(process.stderr.read(), b"")
                    self.assertEqual(process.wait(TIMEOUT), 0)

    def test_full_disk(self):
        if not pathlib.Path("/dev/full").exists():
            self.skipTest("no /dev/full")
        write_long("a.wav", 100)
        for arguments in (("--csv", "a.wav"), ("--json", "a.wav"), ("a.wav",), ("--help",),
                          ("--version",)):
            with self.subTest(arguments=arguments), open("/dev/full", "wb") as full:
                result = run(*arguments, stdout=full)
                self.assert_one_line(result.stderr, "standard output: ")
                self.assertEqual(result.returncode, 1)

    def test_closed_standard_output(self):
        write_long("a.wav", 100)
        result = subprocess.run(["sh", "-c", '"$0" --csv a.wav >&-', TOOL], capture_output=True,
                                env=environment(), timeout=TIMEOUT, check=False)
        self.assert_one_line(result.stderr, "standard output: ")
        self.assertEqual(result.returncode, 1)

    def test_closed_standard_error(self):
        write_long("a.wav", 100)
        result = subprocess.run(["sh", "-c", '"$0" --csv missing.wav a.wav 2>&-', TOOL],
                                capture_output=True, env=environment(), timeout=TIMEOUT, check=False)
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout.count(b"\na.wav,"), 100)


class Locale(ToolTest):
    def test_decimal_points_where_the_locale_has_commas(self):
        if not shutil.which("localedef") or subprocess.run(
                ["localedef", "-i", "de_DE", "-f", "UTF-8", "./de_DE.UTF-8"], capture_output=True,
                check=False).returncode != 0:
            self.skipTest("no German locale can be made")
        write_wav("a.wav", [sine(440, 3000)])
        german = environment(LC_ALL="de_DE.UTF-8", LOCPATH=str(self.directory))
        check = subprocess.run(["locale", "decimal_point"], capture_output=True, env=german, check=True)
        self.assertEqual(check.stdout.strip(), b",")
        for form in ("--csv", "--json"):
            with self.subTest(form=form):
                self.assertEqual(self.run_well(form, "a.wav", env=german), self.run_well(form, "a.wav"))
        setting = ("--csv", "--set", "clarity-threshold=0.25", "a.wav")
        self.assertEqual(self.run_well(*setting, env=german), self.run_well(*setting))
        self.assertIn(b"440.0", self.run_well("a.wav", env=german))


class Terminal(ToolTest):
    def run_slowly(self, **variables):
        """Runs the tool with standard error on a terminal and a file of which the second half comes
        when something is shown, or after 1.6 s; what the terminal got.
        """
        write_long("a.wav", 200)
        data = pathlib.Path("a.wav").read_bytes()
        os.mkfifo("slow.wav")

        def feed():
            with open("slow.wav", "wb") as fifo:
                fifo.write(data[: len(data) // 2])
                fifo.flush()
                may_show_nothing = variables.get("TERM") == "dumb"
                select.select([master], [], [], 1.6 if may_show_nothing else TIMEOUT)
                fifo.write(data[len(data) // 2 :])

        master, slave = pty.openpty()
        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        with subprocess.Popen([TOOL, "slow.wav"], stdout=subprocess.PIPE, stderr=slave,
                              env=environment(**{"TERM": "xterm", **variables})) as process:
            os.close(slave)
            output, _ = process.communicate(timeout=TIMEOUT)
            self.assertEqual(process.returncode, 0)
        feeder.join(TIMEOUT)
        shown = b""
        try:
            while chunk := os.read(master, 4096):
                shown += chunk
        except OSError:
            pass  # the other end is closed
        os.close(master)
        self.assertIn(b"blocks of", output)
        return shown

    def test_progress_is_shown_and_wiped(self):
        shown = self.run_slowly()
        self.assertRegex(shown, rb"\A\r\x1b\[Kslow\.wav +\d+ (%|s) +\d+(\.\d)?x real time")
        self.assertTrue(shown.endswith(b"\r\x1b[K"), shown)

    def test_no_progress_on_a_terminal_that_cannot_wipe(self):
        self.assertEqual(self.run_slowly(TERM="dumb"), b"")


class Summary(ToolTest):
    def scale(self, path="scale.wav"):
        """C4 for 0.6 s, D4 for 0.3 s, silence for 0.1 s."""
        silence = [0.0] * 4800
        write_wav(path, [sine(261.626, 28_800) + sine(293.665, 14_400) + silence])

    def test_counts_one_block(self):
        write_wav("a.wav", [sine(440, 1024)])
        self.assertIn("(1024 samples, 1 block of 1024)\n", self.run_well("a.wav").decode())

    def test_says_what_was_heard(self):
        self.scale()
        text = self.run_well("scale.wav").decode()
        self.assertRegex(text, r"\Ascale\.wav\n  duration +1\.000 s \(48000 samples, 47 blocks of 1024\)\n")
        self.assertIn("48000 Hz, S16LE, mono\n", text)
        # 0.5² / 2 in nine tenths of the time.
        self.assertRegex(text, r"  level +-9\.5 dBFS rms, -6\.0 dBFS peak\n")
        self.assertRegex(text, r"  voiced +(89|90|91) % of the time")
        self.assertRegex(text, r"  pitch +C4 [+-]0\.\d cents, 261\.\d\d Hz")
        self.assertRegex(text, r"  in order +C4 D4\n")
        self.assertRegex(text, r"\n  C4 +261\.\d\d Hz +[+-]0 +0\.\d+ s +6[5678] % +(59|60|61) %  ")
        self.assertRegex(text, r"\n  D4 +29[34]\.\d\d Hz +[+-][01] +0\.\d+ s +3[234] % +(29|30|31) %  ")

    def test_says_no_pitch_if_none_dominates(self):
        write_wav("a.wav", [sum((sine(frequency, 9600) for frequency in (262, 294, 330, 349, 392)), [])])
        text = self.run_well("a.wav").decode()
        self.assertRegex(text, r"\n  pitch +changes, none has more than half of the voiced time\n")

    def test_fits_80_columns(self):
        self.scale("a name.wav")
        launch("audiotestsrc wave=ticks num-buffers=200 ! audio/x-raw,channels=2 ! flacenc"
               " ! filesink location=b.flac")
        for line in self.run_well("a name.wav", "b.flac").decode().splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_is_ascii_where_the_locale_is(self):
        self.scale()
        plain = self.run_well("scale.wav", env=environment(LC_ALL="C"))
        self.assertTrue(plain.isascii())
        self.assertIn(b"####", plain)
        self.assertIn("█", self.run_well("scale.wav").decode())

    def test_silence(self):
        write_wav("a.wav", [[0.0] * 3000])
        text = self.run_well("a.wav", env=environment(LC_ALL="C")).decode()
        self.assertRegex(text, r"  level +-inf dBFS rms, -inf dBFS peak\n  pitch +none heard\n\Z")

    def test_files_are_parted_by_an_empty_line(self):
        self.scale("a.wav")
        self.scale("b.wav")
        text = self.run_well("a.wav", "b.wav").decode()
        self.assertEqual(len(re.findall(r"^\S", text, re.MULTILINE)), 2)
        self.assertIn("\n\nb.wav\n", text)

    def test_without_the_pitch_analysis(self):
        self.scale()
        text = self.run_well("--set", "analyses=level", "scale.wav").decode()
        self.assertIn("level", text)
        self.assertNotIn("pitch", text)


if __name__ == "__main__":
    unittest.main()
