#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""How low gst-audioblocks-1.0 hears: it takes blocks that reach the instrument's or the preset's
lowest pitch, and says so where there are none.
"""

import json
import re
import subprocess
import unittest

from tool_support import IS_PRODUCTION, TIMEOUT, TOOL, ToolTest, environment, json_rows, run, sine, write_wav

LONG = 1024 if IS_PRODUCTION else 2048


def begun_session(*arguments, lines):
    """Returns that many lines of a session, and what it wrote to standard error."""
    with subprocess.Popen([TOOL, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=environment()) as process:
        output = [process.stdout.readline().decode() for _ in range(lines)]
        process.stdout.close()
        return output, process.stderr.read().decode()


def tone(name, frequency, rate):
    write_wav(name, [sine(frequency, 8 * 2048, rate=rate)], rate=rate)


def sizes(output):
    return {row["block-samples"] for row in json_rows(output)}


class Instruments(ToolTest):
    def test_a_bass_is_in_tune(self):
        output, errors = begun_session("--test-tone=55", "--instrument=bass", lines=8)
        if IS_PRODUCTION:
            self.assertRegex(errors, r"\Agst-audioblocks-1\.0: 55 Hz: the lowest string of --instrument bass"
                             r" has 41\.2 Hz, but blocks of 1024 samples at 48000 Hz reach down to 56\.3 Hz;")
            return
        self.assertEqual(errors, "")
        # Behind the header and the row in which the tone begins.
        for line in output[2:]:
            found = re.search(r"A1 +([+-][\d.]+) +(\d+\.\d+) .* 3 A1 +([+-][\d.]+)$", line)
            self.assertIsNotNone(found, line)
            self.assertAlmostEqual(float(found[1]), 0, delta=3)
            self.assertAlmostEqual(float(found[3]), 0, delta=3)

    @unittest.skipIf(IS_PRODUCTION, "one block size")
    def test_a_size_that_is_given_is_taken(self):
        _, errors = begun_session("--test-tone=55", "--instrument=bass", "--block-samples=1024",
                                  lines=2)
        self.assertIn("the lowest string of --instrument bass has 41.2 Hz, but blocks of 1024", errors)

    def test_others_keep_blocks_of_1024(self):
        for instrument in ("guitar", "cello", "violin"):
            commands = subprocess.run([TOOL, "--test-tone=440", f"--instrument={instrument}"],
                                      input=b"buffer-status\nquit\n", capture_output=True,
                                      env=environment(), timeout=TIMEOUT, check=True)
            self.assertRegex(commands.stdout.decode(), r"(?m)^  block-samples +1024$")
            self.assertEqual(commands.stderr, b"")


class Presets(ToolTest):
    def test_blocks_are_as_long_as_the_preset_and_the_rate_need(self):
        for preset, rate, is_low in (("bass", 48000, True), ("bass", 22050, False),
                                     ("guitar", 48000, False), ("guitar", 96000, True)):
            with self.subTest(preset=preset, rate=rate):
                tone("a.wav", 110, rate)
                result = run("--json", f"--preset={preset}", "a.wav")
                self.assertEqual(result.returncode, 0)
                self.assertEqual(sizes(result.stdout), {LONG if is_low else 1024})
                self.assertEqual(b"min-frequency is" in result.stderr, is_low and IS_PRODUCTION)

    @unittest.skipIf(IS_PRODUCTION, "one block size")
    def test_each_file_by_its_own_rate(self):
        tone("a.wav", 41.2, 48000)
        tone("b.wav", 41.2, 22050)
        for jobs in ("1", "2"):
            summaries = json_rows(self.run_well("--summary=json", "--preset=bass", f"--jobs={jobs}",
                                                "a.wav", "b.wav"))
            self.assertEqual([summary["block-samples"] for summary in summaries], [2048, 1024])
            self.assertEqual([summary["note"] for summary in summaries], ["E1", "E1"])

    def test_a_limit_that_is_set_counts_like_the_presets(self):
        tone("a.wav", 440, 48000)
        for limits, size in ((("--set=min-frequency=50",), LONG), (("--set=min-frequency=57",), 1024),
                             (("--preset=bass", "--set=min-frequency=57"), 1024)):
            with self.subTest(limits=limits):
                self.assertEqual(sizes(run("--json", *limits, "a.wav").stdout), {size})

    @unittest.skipIf(IS_PRODUCTION, "one block size")
    def test_little_memory_still_means_shorter_blocks(self):
        tone("a.wav", 440, 48000)
        usual = run("--json", "--preset=bass", "--set=max-memory=150000", "a.wav")
        self.assertEqual(usual.returncode, 0)
        self.assertLess(max(sizes(usual.stdout)), 2048)
        self.assertIn(b"do not fit into max-memory", usual.stderr)


class Warnings(ToolTest):
    def test_of_each_file_in_order(self):
        for name in ("a.wav", "b.wav", "c.wav"):
            tone(name, 440, 48000)
        for jobs in ("1", "3"):
            result = run("--csv", "--preset=bass", "--block-samples=1024", f"--jobs={jobs}",
                         "a.wav", "b.wav", "c.wav")
            self.assertEqual(result.returncode, 0)
            lines = result.stderr.decode().splitlines()
            self.assertEqual(len(lines), 3)
            for name, line in zip("abc", lines):
                self.assertTrue(line.startswith(
                    f"gst-audioblocks-1.0: {name}.wav: min-frequency is 29 Hz, but blocks of 1024 samples"
                    " at 48000 Hz reach down to 56.3 Hz. "), line)

    def test_after_a_command(self):
        with subprocess.Popen([TOOL, "--json", "--test-tone=440"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
            process.stdin.write(b"set min-frequency 20\n")
            process.stdin.flush()
            self.assertIn(b"gst-audioblocks-1.0: 440 Hz: min-frequency is 20 Hz, but blocks of 1024",
                          process.stderr.readline())
            process.stdin.write(b"quit\n")
            process.stdin.close()
            answers = [json.loads(line) for line in process.stdout]
            self.assertEqual(process.wait(TIMEOUT), 0)
        self.assertIn("min-frequency is 20", [row.get("text") for row in answers])


if __name__ == "__main__":
    unittest.main()
