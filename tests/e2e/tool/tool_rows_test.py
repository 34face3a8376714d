#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Rows of gst-audioblocks-1.0: complete, in order, exact, the same as CSV and as JSON."""

import json
import math
import os
import pathlib
import re
import subprocess
import unittest

from tool_support import (
    COLUMNS,
    IS_PRODUCTION,
    RATE,
    TIMEOUT,
    TOOL,
    ToolTest,
    csv_rows,
    environment,
    has_elements,
    launch,
    run,
    sine,
    square,
    write_wav,
)

NOTES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


class Completeness(ToolTest):
    def check_positions(self, rows, samples, block_samples, rate=RATE):
        count = math.ceil(samples / block_samples)
        self.assertEqual([int(row["block_index"]) for row in rows], list(range(count)))
        starts = [i * block_samples for i in range(count)]
        self.assertEqual([int(row["start_sample"]) for row in rows], starts)
        stamps = [start * 1_000_000_000 // rate for start in starts]
        self.assertEqual([int(row["timestamp_ns"]) for row in rows], stamps)

    def test_header_names_the_columns(self):
        write_wav("a.wav", [sine(440, 100)])
        output = self.run_well("--csv", "a.wav").decode()
        self.assertEqual(output.splitlines()[0], COLUMNS)

    def test_every_length_gives_every_block(self):
        for samples in (1, 127, 1023, 1024, 1025, 10 * 1024, 10 * 1024 + 1):
            with self.subTest(samples=samples):
                write_wav("a.wav", [sine(440, samples)])
                self.check_positions(self.csv("a.wav"), samples, 1024)

    @unittest.skipIf(IS_PRODUCTION, "one block size")
    def test_every_block_size_gives_every_block(self):
        write_wav("a.wav", [sine(440, 5000)])
        for block_samples in range(256, 2049, 128):
            with self.subTest(block_samples=block_samples):
                rows = self.csv("--block-samples", str(block_samples), "a.wav")
                self.check_positions(rows, 5000, block_samples)

    def test_no_rate_is_resampled(self):
        for rate in (8000, 11025, 44100, 96000, 192000):
            with self.subTest(rate=rate):
                write_wav("a.wav", [sine(1000, 5000, rate)], rate)
                self.check_positions(self.csv("a.wav"), 5000, 1024, rate)
                self.assertEqual({row["rate"] for row in self.json("a.wav")}, {rate})

    def test_long_file_is_complete(self):
        launch("audiotestsrc num-buffers=3000 ! audio/x-raw,rate=48000,format=S16LE"
               " ! wavenc ! filesink location=a.wav")
        self.check_positions(self.csv("a.wav"), 3000 * 1024, 1024)

    def test_flac(self):
        launch("audiotestsrc num-buffers=50 samplesperbuffer=1000 ! audio/x-raw,rate=44100"
               " ! flacenc ! filesink location=a.flac")
        self.check_positions(self.csv("a.flac"), 50_000, 1024, 44100)

    def test_ogg(self):
        launch("audiotestsrc num-buffers=50 samplesperbuffer=1000 ! audio/x-raw,rate=44100"
               " ! audioconvert ! vorbisenc ! oggmux ! filesink location=a.ogg")
        self.check_positions(self.csv("a.ogg"), 50_000, 1024, 44100)

    def test_chained_ogg_counts_on(self):
        for name, frequency in (("a", 440), ("b", 880)):
            launch(f"audiotestsrc num-buffers=20 freq={frequency} ! audio/x-raw,rate=44100"
                   f" ! audioconvert ! vorbisenc ! oggmux ! filesink location={name}.ogg")
        chained = pathlib.Path("a.ogg").read_bytes() + pathlib.Path("b.ogg").read_bytes()
        pathlib.Path("chained.ogg").write_bytes(chained)
        rows = self.csv("chained.ogg")
        self.assertEqual([int(row["block_index"]) for row in rows], list(range(40)))
        self.assertEqual([int(row["start_sample"]) for row in rows],
                         [i * 1024 for i in range(40)])
        self.assertEqual((rows[10]["note"], rows[30]["note"]), ("A4", "A5"))

    def test_first_audio_stream_of_a_film(self):
        if not has_elements("theoraenc", "vorbisenc", "flacenc", "matroskamux"):
            self.skipTest("encoders are missing")
        launch("videotestsrc num-buffers=30 ! theoraenc ! mux."
               " audiotestsrc num-buffers=40 freq=440 ! audioconvert ! flacenc ! mux."
               " audiotestsrc num-buffers=40 freq=880 ! audioconvert ! vorbisenc ! mux."
               " matroskamux name=mux ! filesink location=film.mkv")
        self.assertEqual(self.csv("film.mkv")[20]["note"], "A4")

    def test_columns_that_are_asked_for(self):
        write_wav("a.wav", [sine(1000, 5000)])
        names = ["time_s", "centroid_hz", "peak_frequency_hz", "peak_magnitude_db", "note"]
        rows = self.csv("--columns", ",".join(names), "a.wav")
        self.assertEqual(list(rows[0]), names)
        for row, block in zip(rows, self.json("a.wav"), strict=True):
            self.assertAlmostEqual(float(row["centroid_hz"]), block["centroid"], delta=0.001)
            self.assertAlmostEqual(float(row["peak_frequency_hz"]), block["peak-frequency"], delta=0.001)
            self.assertAlmostEqual(float(row["peak_magnitude_db"]), block["peak-magnitude"], delta=0.001)
        # The cells of what was not analysed are empty, those of several files are named.
        rows = self.csv("--columns=centroid_hz,rms_db", "--set=analyses=level", "a.wav", "./a.wav")
        self.assertEqual(list(rows[0]), ["file", "centroid_hz", "rms_db"])
        self.assertEqual({row["centroid_hz"] for row in rows}, {""})
        for wrong in ("", "rms", "note,", "note,,cents"):
            self.assert_fails(2, f"--columns {wrong} names a column that there is not; choose from "
                              "block_index,", "--csv", "--columns", wrong, "a.wav")
        self.assert_fails(2, "--columns are those of --csv; ", "--columns", "note", "a.wav")

    def test_uri(self):
        path = write_wav(self.directory / "a b.wav", [sine(440, 3000)])
        self.assertEqual(self.csv(path.as_uri()), self.csv(path))


    def test_pipe(self):
        write_wav("a.wav", [sine(440, 30_000)])
        with open("a.wav", "rb") as wav, subprocess.Popen(["cat"], stdin=wav,
                                                          stdout=subprocess.PIPE) as cat:
            result = subprocess.run([TOOL, "--csv", "/dev/stdin"], stdin=cat.stdout, check=False,
                                    capture_output=True, env=environment(), timeout=TIMEOUT)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        self.assertEqual(csv_rows(result.stdout), self.csv("a.wav"))


class Values(ToolTest):
    def test_level_of_a_square(self):
        write_wav("a.wav", [square(0.5, 4096)])
        for row in self.csv("a.wav"):
            self.assertEqual((row["rms_db"], row["peak_db"]), ("-6.021", "-6.021"))

    def test_level_of_a_full_sine(self):
        write_wav("a.wav", [sine(1000, 4800, amplitude=1.0)], sample_format="F32")
        for row in self.csv("a.wav"):
            self.assertAlmostEqual(float(row["rms_db"]), -3.01, delta=0.05)
            self.assertAlmostEqual(float(row["peak_db"]), 0.0, delta=0.01)

    def test_level_of_the_partial_block_is_of_its_samples(self):
        write_wav("a.wav", [square(0.5, 1024 + 128)])
        self.assertEqual(self.csv("a.wav")[1]["rms_db"], "-6.021")

    def test_silence(self):
        write_wav("a.wav", [[0.0] * 2048])
        for row in self.csv("a.wav"):
            self.assertEqual(list(row.values())[3:-1],
                             ["-700.000", "-700.000", "0.000", "0.0000", "0", "", "0.00"])

    def test_pitch_of_tones(self):
        for frequency in (110.0, 220.0, 261.63, 440.0, 1000.0, 2093.0):
            with self.subTest(frequency=frequency):
                write_wav("a.wav", [sine(frequency, 8 * 1024)])
                midi = 69 + 12 * math.log2(frequency / 440)
                name = NOTES[round(midi) % 12] + str(round(midi) // 12 - 1)
                for row in self.csv("a.wav"):
                    self.assertAlmostEqual(float(row["frequency_hz"]), frequency,
                                           delta=frequency * 0.002)
                    self.assertGreater(float(row["clarity"]), 0.9)
                    self.assertEqual((row["voiced"], row["note"]), ("1", name))
                    self.assertAlmostEqual(float(row["cents"]), 100 * (midi - round(midi)), delta=4)

    def test_time_is_the_middle_of_the_valid_samples(self):
        write_wav("a.wav", [sine(440, 1500)])
        # 512 of 48000 samples; then 1024 and half of the 476 that are left.
        self.assertEqual([row["time_s"] for row in self.csv("a.wav")], ["0.010667", "0.026292"])
        write_wav("b.wav", [sine(440, 2048, 8000)], 8000)
        self.assertEqual([row["time_s"] for row in self.csv("b.wav")], ["0.064000", "0.192000"])

    def test_a_pitch_outside_the_notes_of_midi_has_no_note(self):
        write_wav("a.wav", [sine(15_000, 2048)])
        for row in self.csv("a.wav"):
            self.assertAlmostEqual(float(row["frequency_hz"]), 15_000, delta=10)
            self.assertEqual((row["voiced"], row["note"], row["cents"]), ("1", "", "0.00"))
        for block in self.json("a.wav"):
            self.assertEqual((block["voiced"], block["midi-note"], block["note"], block["cents"]),
                             (True, -1, "", 0.0))

    def test_formats_with_the_same_samples_agree(self):
        samples = square(0.25, 3000)
        outputs = set()
        for sample_format in ("U8", "S16", "S24", "S32", "F32", "F64"):
            write_wav("a.wav", [samples], sample_format=sample_format)
            outputs.add(self.run_well("--csv", "a.wav"))
        self.assertEqual(len(outputs), 1)

    def test_digits_are_fixed(self):
        write_wav("a.wav", [sine(440, 5000)])
        pattern = (r"\d+,\d+,\d+,-?\d+\.\d{3},-?\d+\.\d{3},\d+\.\d{3},\d\.\d{4},[01],"
                   r"(|[A-G]#?-?\d+),-?\d+\.\d{2},\d+\.\d{6}")
        for line in self.run_well("--csv", "a.wav").decode().splitlines()[1:]:
            self.assertTrue(re.fullmatch(pattern, line), line)


class Json(ToolTest):
    def test_equals_csv(self):
        write_wav("a.wav", [sine(440, 10_000)])
        csv = self.csv("a.wav")
        json = self.json("a.wav")
        self.assertEqual(len(csv), len(json))
        for row, block in zip(csv, json):
            self.assertEqual(int(row["block_index"]), block["block-index"])
            self.assertEqual(int(row["start_sample"]), block["start-sample"])
            self.assertEqual(int(row["timestamp_ns"]), block["timestamp"])
            self.assertEqual(float(row["rms_db"]), round(block["rms"], 3))
            self.assertEqual(float(row["peak_db"]), round(block["peak"], 3))
            self.assertEqual(float(row["frequency_hz"]), round(block["frequency"], 3))
            self.assertEqual(float(row["clarity"]), round(block["clarity"], 4))
            self.assertEqual(row["voiced"], "1" if block["voiced"] else "0")
            self.assertEqual(row["note"], block["note"])
            self.assertEqual(float(row["cents"]), round(block["cents"], 2))

    def test_names_and_types(self):
        write_wav("a.wav", [sine(440, 1024)])
        expected = {
            int: ("timestamp stream-time running-time duration block-index start-sample "
                  "block-samples valid-samples gap-samples rate channels midi-note"),
            bool: "analyzed voiced discont",
            float: "rms peak peak-decay frequency clarity cents peak-frequency peak-magnitude centroid",
            str: "note",
        }
        names = {name: kind for kind, list_ in expected.items() for name in list_.split()}
        (block,) = self.json("a.wav")
        self.assertEqual({name: type(value) for name, value in block.items()}, names)

    def test_the_peak_that_falls(self):
        write_wav("a.wav", [square(0.5, 1024) + square(0.125, 100 * 1024)], 10_240)
        options = ("--set", "peak-ttl=200000000", "--set", "peak-falloff=20")
        decays = [block["peak-decay"] for block in self.json(*options, "a.wav")]
        for number, decay in enumerate(decays):
            expected = max(-6.0206 - 2 * max(0, number - 2), -18.0618)
            self.assertAlmostEqual(decay, expected, delta=0.001)

    def test_valid_samples_of_the_partial_block(self):
        write_wav("a.wav", [sine(440, 1500)])
        self.assertEqual([block["valid-samples"] for block in self.json("a.wav")], [1024, 476])


class SeveralFiles(ToolTest):
    def test_first_column_names_the_file_and_counts_start_again(self):
        write_wav("a.wav", [sine(440, 2000)])
        write_wav("b.wav", [sine(880, 1000)])
        output = self.run_well("--csv", "a.wav", "b.wav")
        self.assertEqual(output.decode().splitlines()[0], "file," + COLUMNS)
        self.assertEqual([(row["file"], row["block_index"], row["start_sample"])
                          for row in csv_rows(output)],
                         [("a.wav", "0", "0"), ("a.wav", "1", "1024"), ("b.wav", "0", "0")])

    def test_names_are_quoted_where_needed(self):
        names = ["a,b.wav", 'say "a".wav', "line\nend.wav", "plain name.wav", "träumerei.wav"]
        for name in names:
            write_wav(name, [sine(440, 100)])
        output = self.run_well("--csv", *names)
        self.assertEqual([row["file"] for row in csv_rows(output)], names)
        self.assertIn(b'"say ""a"".wav",0', output)
        self.assertIn(b"\nplain name.wav,0", output)

    def test_json_names_the_file(self):
        names = ["a.wav", 'say "a".wav']
        for name in names:
            write_wav(name, [sine(440, 100)])
        self.assertEqual([block["file"] for block in self.json(*names)], names)

    def test_one_file_has_no_file_member(self):
        write_wav("a.wav", [sine(440, 100)])
        self.assertNotIn("file", self.json("a.wav")[0])


def read_back(text):
    r"""The bytes of a name: \xNN is the byte NN."""
    return re.sub(rb"\\x([0-9a-f]{2})", lambda escape: bytes([int(escape[1], 16)]), text.encode())


class Names(ToolTest):
    """Names that are not UTF-8, or hold control characters, in every output."""

    NAMES = (b"caf\xe8.wav", b"caf\xe9.wav", b"caf\xc3\xa9.wav", b"cut \xc3.wav", rb"a\xe9.wav", rb"b\x5cxe9.wav",
             rb"back\slash.wav", b"c1 \xc2\x9b31m.wav", b"next \xc2\x85 line.wav", b"esc \x1b[31m.wav",
             b"del \x7f.wav", b"separator \xe2\x80\xa8.wav", b"new\nline.wav", b"surrogate \xed\xa0\x80.wav")
    # Everything that a terminal may obey, as a character of UTF-8.
    CONTROLS = "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]"

    def setUp(self):
        super().setUp()
        for name in self.NAMES:
            write_wav(os.fsdecode(name), [sine(440, 100)])

    def check(self, output, names):
        self.assertIsNone(re.search(self.CONTROLS, output.decode()), output)
        self.assertEqual([read_back(name) for name in names], list(self.NAMES))

    def run_all(self, *arguments):
        return self.run_well(*arguments, *map(os.fsdecode, self.NAMES))

    def test_csv(self):
        output = self.run_all("--csv")
        self.check(output, [row["file"] for row in csv_rows(output)])

    def test_json(self):
        for form in ("--json", "--summary=json"):
            output = self.run_all(form)
            rows = [json.loads(line) for line in output.decode().splitlines()]
            self.check(output, [row["file"] for row in rows])
        # What is text stays as it is.
        self.assertIn("next \x85 line.wav", [row["file"] for row in rows])

    def test_text(self):
        output = self.run_all()
        self.check(output, re.findall(r"^(.*)\n  duration", output.decode(), re.MULTILINE))

    def test_errors(self):
        result = run("--csv", *(os.fsdecode(name + b".not") for name in self.NAMES))
        start = "gst-audioblocks-1.0: "
        self.check(result.stderr, [line[len(start):].split(".not: ")[0]
                                   for line in result.stderr.decode().splitlines()])


if __name__ == "__main__":
    unittest.main()
