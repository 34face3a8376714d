#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""gst-audioblocks-1.0 on many files: side by side, folders, intervals, summaries for programs."""

import json
import os
import pathlib
import random
import subprocess
import unittest

from tool_support import (
    TIMEOUT,
    TOOL,
    ToolTest,
    csv_rows,
    environment,
    json_rows,
    launch,
    plain,
    run,
    sine,
    square,
    tables,
    write_wav,
)

FAILING_READ = os.environ.get("AUDIOBLOCKS_FAILING_READ", "failing_read.so")
FORMS = ("--csv", "--json", "--summary=text", "--summary=json")


class Jobs(ToolTest):
    def setUp(self):
        super().setUp()
        # The first is the longest, so the others wait for it.
        self.names = [f"{index}.wav" for index in range(12)]
        for index, name in enumerate(self.names):
            write_wav(name, [sine(220 + 20 * index, 200_000 if index == 0 else 3000 + index)])

    def test_the_same_in_the_same_order(self):
        for form in FORMS:
            with self.subTest(form=form):
                alone = self.run_well(form, *self.names)
                for jobs in ("2", "256"):
                    self.assertEqual(self.run_well(form, "--jobs", jobs, *self.names), alone)

    def test_bad_files_are_told_and_the_others_done(self):
        pathlib.Path("bad.wav").write_bytes(b"no sound" * 1000)
        names = [self.names[0], "missing.wav", self.names[1], "bad.wav", self.names[2]]
        result = run("--csv", "--jobs", "3", *names)
        self.assertEqual(result.returncode, 1)
        self.assertEqual([line.split(":")[1] for line in result.stderr.decode().splitlines()],
                         [" missing.wav", " bad.wav"])
        self.assertEqual(list(dict.fromkeys(row["file"] for row in csv_rows(result.stdout))),
                         self.names[:3])

    def test_no_room_for_what_waits(self):
        output = self.assert_fails(1, "0.wav: its results cannot be kept in a temporary file (",
                                   "--csv", "--jobs", "2", "0.wav",
                                   env=environment(TMPDIR="/nowhere"))
        self.assertEqual(output.count(b"\n"), 1)

    def test_results_that_cannot_be_read_back(self):
        whole = self.run_well("--csv", *self.names).splitlines(True)
        # What a sanitizer preloads must come first.
        preload = f"{os.environ.get('LD_PRELOAD', '')} {FAILING_READ}"
        result = run("--csv", "--jobs", "2", *self.names, env=environment(LD_PRELOAD=preload))
        self.assertEqual(result.returncode, 1)
        told = result.stderr.decode().splitlines()
        self.assertEqual(len(told), len(self.names), told)
        for name, line in zip(self.names, told):
            self.assertRegex(line, rf": {name}: its results cannot be read back from a temporary file"
                                   r" \(Input/output error\); \S")
        # What is there is rows, whole and in order: of the first file some, of the others all.
        rows = result.stdout.splitlines(True)
        missing = len(whole) - len(rows)
        self.assertGreater(missing, 0)
        first = [line.startswith(b"0.wav,") for line in rows].count(True)
        self.assertGreater(first, 0)
        self.assertEqual(rows, whole[: 1 + first] + whole[1 + first + missing :])

    def test_a_full_disk(self):
        if not pathlib.Path("/dev/full").exists():
            self.skipTest("no /dev/full")
        with open("/dev/full", "wb") as full:
            result = run("--csv", "--jobs", "2", *self.names, stdout=full)
        self.assert_one_line(result.stderr, "standard output: ")
        self.assertEqual(result.returncode, 1)

    def test_wrong_numbers(self):
        for text in ("0", "-1", "257", "x", "1.5", ""):
            with self.subTest(text=text):
                self.assert_fails(2, f"--jobs {text} is not a whole number from 1 to 256;",
                                  f"--jobs={text}", "0.wav")


class Folders(ToolTest):
    def test_all_audio_files_sorted_and_nothing_else(self):
        for name in ("music/b.wav", "music/a.wav", "music/deep/down/c.WAV"):
            pathlib.Path(name).parent.mkdir(parents=True, exist_ok=True)
            write_wav(name, [sine(440, 1024)])
        pathlib.Path("music/cover.jpg").write_bytes(b"a picture")
        pathlib.Path("music/notes.txt").write_text("text", encoding="ascii")
        os.symlink("..", "music/deep/up")
        rows = self.csv("music")
        self.assertEqual([row["file"] for row in rows],
                         ["music/a.wav", "music/b.wav", "music/deep/down/c.WAV"])

    def test_a_folder_among_files(self):
        pathlib.Path("music").mkdir()
        for name in ("z.wav", "music/a.wav"):
            write_wav(name, [sine(440, 1024)])
        self.assertEqual([row["file"] for row in self.csv("z.wav", "music")], ["z.wav", "music/a.wav"])

    def test_a_folder_without_audio(self):
        pathlib.Path("empty").mkdir()
        pathlib.Path("empty/readme").touch()
        self.assert_fails(1, "empty: is a directory; ", "--csv", "empty")


class Vanishing(ToolTest):
    def test_a_file_that_goes_before_its_turn(self):
        os.mkdir("music")
        os.mkfifo("slow.wav")
        write_wav("a.wav", [sine(440, 3000)])
        write_wav("music/b.wav", [sine(440, 3000)])
        with subprocess.Popen([TOOL, "--csv", "slow.wav", "music"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=environment()) as process:
            # Opening it waits until the tool has come so far: its folders are listed by then.
            with open("slow.wav", "wb") as fifo:
                os.unlink("music/b.wav")
                fifo.write(pathlib.Path("a.wav").read_bytes())
            output, errors = process.communicate(timeout=TIMEOUT)
        self.assertEqual(process.returncode, 1)
        self.assert_one_line(errors, "music/b.wav: no such file;")
        self.assertEqual([row["file"] for row in csv_rows(output)], ["slow.wav"] * 3)

    def test_a_file_that_shrinks_meanwhile(self):
        launch("audiotestsrc num-buffers=20000 ! audio/x-raw,rate=48000,format=S16LE ! wavenc"
               " ! filesink location=a.wav")
        with subprocess.Popen([TOOL, "--csv", "a.wav"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=environment()) as process:
            process.stdout.readline()
            os.truncate("a.wav", 100_000)
            output, errors = process.communicate(timeout=TIMEOUT)
        self.assertTrue(output.endswith(b"\n"))
        if process.returncode != 0:
            self.assert_one_line(errors, "a.wav: ")


class Interval(ToolTest):
    def test_the_first_block_that_ends_at_or_after_each(self):
        write_wav("a.wav", [sine(440, 102_400)])
        # An interval of 256 ms is 12288 samples, or 12 blocks.
        rows = self.csv("--interval", "256", "a.wav")
        self.assertEqual([int(row["block_index"]) for row in rows], list(range(11, 100, 12)))
        self.assertEqual([block["block-index"] for block in self.json("--interval", "256", "a.wav")],
                         list(range(11, 100, 12)))

    def test_the_peak_is_the_highest_since_the_last(self):
        # One loud block, the third of eight.
        write_wav("a.wav", [square(0.1, 2048) + square(0.5, 1024) + square(0.1, 5120)])
        for rows, name in ((self.csv("--interval", "85.3", "a.wav"), "peak_db"),
                           (self.json("--interval", "85.3", "a.wav"), "peak")):
            self.assertEqual([round(float(row[name]), 2) for row in rows], [-6.02, -20.0])

    def test_0_is_every_block(self):
        write_wav("a.wav", [sine(440, 5000)])
        self.assertEqual(self.csv("--interval", "0", "a.wav"), self.csv("a.wav"))

    def test_wrong_intervals(self):
        for text in ("-1", "x", "nan", "", "1e12"):
            with self.subTest(text=text):
                self.assert_fails(2, f"--interval {text} is not a number of milliseconds",
                                  f"--interval={text}", "a.wav")


def json_types(value, name=""):
    """The names and the types of an object's members, in the documentation's words. Those of an array of
    objects follow it, as name[].member.
    """
    types = {}
    for key, member in value.items():
        types[name + key] = {str: "string", int: "integer", float: "number", list: "array of strings",
                             bool: "boolean"}[type(member)]
        if isinstance(member, list) and isinstance(member[0], dict):
            types[name + key] = "array of objects"
            types |= json_types(member[0], f"{name}{key}[].")
    return types


class SummaryAsJson(ToolTest):
    def test_says_what_was_heard(self):
        write_wav("a.wav", [sine(261.626, 28_800) + sine(293.665, 14_400) + [0.0] * 4800])
        (summary,) = json_rows(self.run_well("--summary", "json", "a.wav"))
        self.assertEqual((summary["file"], summary["samples"], summary["blocks"]),
                         ("a.wav", 48_000, 47))
        self.assertEqual((summary["rate"], summary["channels"], summary["format"]),
                         (48_000, 1, "S16LE"))
        # 0.5² / 2 in nine tenths of the time.
        self.assertAlmostEqual(summary["rms"], -9.49, delta=0.02)
        self.assertAlmostEqual(summary["peak"], -6.02, delta=0.02)
        self.assertEqual((summary["note"], summary["melody"]), ("C4", ["C4", "D4"]))
        self.assertAlmostEqual(summary["frequency"], 261.6, delta=0.3)
        notes = {use["note"]: use["seconds"] for use in summary["notes"]}
        self.assertAlmostEqual(notes["C4"], 0.6, delta=0.04)
        self.assertAlmostEqual(notes["D4"], 0.3, delta=0.04)
        self.assertAlmostEqual(summary["voiced-seconds"], 0.9, delta=0.02)

    def test_seconds_are_samples_divided_by_the_rate(self):
        for samples, rate in ((48_000, 48_000), (100_001, 44_100), (70_000, 8_000)):
            write_wav("a.wav", [sine(440, samples, rate)], rate)
            (summary,) = json_rows(self.run_well("--summary", "json", "a.wav"))
            self.assertEqual(summary["seconds"], samples / rate)
            # Every block is voiced and has this note.
            self.assertEqual(summary["voiced-seconds"], samples / rate)
            self.assertEqual([use["seconds"] for use in summary["notes"]], [samples / rate])

    def test_seconds_of_parts_with_different_rates(self):
        for name, rate in (("a", 44_100), ("b", 48_000)):
            launch(f"audiotestsrc num-buffers=20 ! audio/x-raw,rate={rate} ! audioconvert ! vorbisenc"
                   f" ! oggmux ! filesink location={name}.ogg")
        pathlib.Path("c.ogg").write_bytes(pathlib.Path("a.ogg").read_bytes()
                                          + pathlib.Path("b.ogg").read_bytes())
        (summary,) = json_rows(self.run_well("--summary", "json", "c.ogg"))
        self.assertEqual(summary["samples"], 40 * 1024)
        self.assertAlmostEqual(summary["seconds"], 20_480 / 44_100 + 20_480 / 48_000, places=8)

    def main_pitch(self, *parts):
        """The pitch of a file in which each of these frequencies is heard for so many blocks."""
        write_wav("a.wav", [sum((sine(frequency, blocks * 1024, amplitude=amplitude)
                                 for frequency, blocks, amplitude in parts), [])])
        (summary,) = json_rows(self.run_well("--summary", "json", "a.wav"))
        return summary["frequency"], summary["note"], summary["cents"], summary

    def test_a_pitch_that_dominates(self):
        frequency, note, cents, _ = self.main_pitch((261.626, 30, 0.5), (440, 20, 0.5))
        self.assertAlmostEqual(frequency, 261.6, delta=0.3)
        self.assertEqual(note, "C4")
        self.assertAlmostEqual(cents, 0, delta=2)

    def test_a_pitch_between_two_notes_dominates_too(self):
        # 50 cents above A4: its blocks are A4 and A#4 by turns.
        frequency, _, cents, _ = self.main_pitch((452.893, 50, 0.5))
        self.assertAlmostEqual(frequency, 452.9, delta=0.3)
        self.assertAlmostEqual(abs(cents), 49, delta=1.1)

    def test_no_pitch_if_none_dominates(self):
        self.assertEqual(self.main_pitch((261.626, 20, 0.5), (440, 22, 0.5), (587.33, 4, 0.5))[:3],
                         (0.0, "", 0.0))

    def test_time_counts_and_clarity_does_not(self):
        """The longer of two notes is in the noise, as hoarse voices are."""
        random_values = random.Random(1)
        write_wav("a.wav", [[value + random_values.gauss(0, 0.18) for value in sine(440, 30 * 1024)]
                            + sine(261.626, 25 * 1024)], sample_format="F32")
        (summary,) = json_rows(self.run_well("--summary", "json", "--set", "clarity-threshold=0.3",
                                             "a.wav"))
        self.assertEqual(summary["notes"][0]["note"], "A4")
        self.assertEqual(summary["note"], "A4")

    def test_pitches_outside_the_notes_of_midi(self):
        frequency, note, cents, summary = self.main_pitch((15_000, 30, 0.5), (440, 10, 0.5))
        self.assertAlmostEqual(frequency, 15_000, delta=10)
        self.assertEqual((note, cents), ("", 0.0))
        self.assertEqual([use["note"] for use in summary["notes"]], ["A4"])
        self.assertAlmostEqual(summary["voiced-seconds"], 40 * 1024 / 48_000, delta=0.03)
        text = self.run_well("a.wav").decode()
        self.assertRegex(text, r"\n  pitch +1\d{4}\.\d\d Hz \(7\d % of the voiced time\)\n")
        self.assertRegex(text, r"\n  outside C-1 to G9 +0\.6\d\d s +7\d % ")
        for line in text.splitlines():
            self.assertLessEqual(len(line), 80, line)

    def described(self, *conditions):
        """The keys that the documentation has under these conditions, in its order, with their types."""
        ((_, rows),) = tables("tool.md")["key"]
        return {plain(row[0]): row[1] for row in rows if row[3] in conditions}

    def check_keys(self, output, *conditions):
        """This summary of one voiced input has what is described: no less, no more, in that order."""
        (summary,) = json_rows(output)
        self.assertEqual(list(json_types(summary).items()), list(self.described(*conditions).items()))

    def test_keys_and_types_are_those_of_the_documentation(self):
        form = ("--summary", "json")
        write_wav("a.wav", [sine(440, 48_000)])
        everything = ("always", "if tagged", "level", "pitch")
        self.check_keys(self.run_well(*form, "a.wav"), *everything)
        self.check_keys(self.run_well(*form, "--pipeline", "audiotestsrc num-buffers=50"),
                        "always", "level", "pitch")
        for analysis in ("level", "pitch"):
            self.check_keys(self.run_well(*form, "--set", f"analyses={analysis}", "a.wav"),
                            "always", "if tagged", analysis)
        # And no condition that is not tried here.
        ((_, rows),) = tables("tool.md")["key"]
        self.assertEqual({row[3] for row in rows}, set(everything))

    def test_where_no_pitch_was_heard(self):
        write_wav("a.wav", [[0.0] * 5000])
        (summary,) = json_rows(self.run_well("--summary", "json", "a.wav"))
        self.assertEqual([summary[key] for key in ("voiced-seconds", "frequency", "note", "cents",
                                                   "melody", "notes", "rms", "peak")],
                         [0.0, 0.0, "", 0.0, [], [], -700.0, -700.0])

    def test_one_object_a_file(self):
        for name in ("a.wav", "b.wav"):
            write_wav(name, [sine(440, 3000)])
        lines = self.run_well("--summary=json", "a.wav", "b.wav").decode().splitlines()
        self.assertEqual([json.loads(line)["file"] for line in lines], ["a.wav", "b.wav"])

    def test_other_forms_are_refused(self):
        self.assert_fails(2, "--summary xml is not known;", "--summary", "xml", "a.wav")
        self.assert_fails(2, "--summary and --csv or --json", "--csv", "--summary", "json", "a.wav")


if __name__ == "__main__":
    unittest.main()
