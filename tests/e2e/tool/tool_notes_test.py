#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Notes of gst-audioblocks-1.0: --notes, --midi, --labels, --pitchtier, and the tracked pitch."""

import array
import fcntl
import math
import os
import pathlib
import random
import re
import resource
import signal
import struct
import subprocess
import termios
import time
import unittest

from gst_support import Gst, GstTest, field_types, run_pipeline
from tool_support import (
    RATE,
    TIMEOUT,
    TOOL,
    ToolTest,
    csv_rows,
    environment,
    json_rows,
    launch,
    run,
    sine,
    wait_until,
    write_wav,
)
from tool_terminal import Terminal

try:
    import mido
except ImportError:
    mido = None

HAS_MIDI = os.environ.get("AUDIOBLOCKS_MIDI") == "yes"
NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
COLUMNS = "start_s,end_s,note,midi_note,frequency_hz,cents,level_db,clarity"
# Start and end in seconds, MIDI number; the fourth repeats the third.
MELODY = ((0.2, 0.6, 60), (0.7, 1.1, 62), (1.2, 1.6, 64), (1.7, 2.1, 64), (2.2, 2.6, 67), (2.7, 3.3, 57))
LENGTH = 4.0
# As in the usual scores of transcription.
ONSET = 0.05


def frequency_of(midi):
    return 440 * 2 ** ((midi - 69) / 12)


def name_of(midi):
    return NAMES[midi % 12] + str(midi // 12 - 1)


def add_note(samples, start, end, midi, amplitude=0.4, rate=RATE):
    """A plucked string: four decaying harmonics, attack of 4 ms, release of 20 ms."""
    first = round(start * rate)
    for i in range(round((end - start) * rate)):
        seconds = i / rate
        envelope = (min(seconds / 0.004, 1, (end - start - seconds) / 0.02) * math.exp(-2 * seconds))
        phase = 2 * math.pi * frequency_of(midi) * seconds
        samples[first + i] += amplitude * envelope * sum(
            math.sin(k * phase) / k**1.5 for k in range(1, 5)) / 1.6


def melody_samples(melody=MELODY, length=LENGTH, rate=RATE):
    samples = [0.0] * round(length * rate)
    for note in melody:
        add_note(samples, *note, rate=rate)
    return samples


SAMPLES = melody_samples()


def note_rows(output):
    return csv_rows(output)


def times(rows):
    return [(float(row["start_s"]), float(row["end_s"])) for row in rows]


class NotesTest(ToolTest):
    """In a directory with the melody and a second of silence."""

    def setUp(self):
        super().setUp()
        write_wav("melody.wav", [SAMPLES])
        write_wav("silence.wav", [[0.0] * RATE])

    def notes(self, *arguments, **options):
        return note_rows(self.run_well("--notes", *arguments, **options))

    def assert_melody(self, notes, shift=0.0):
        """`notes`: (start, end, MIDI number) each."""
        self.assertEqual([note[2] for note in notes], [note[2] for note in MELODY])
        for (start, end, _), (wanted, wanted_end, _) in zip(notes, MELODY):
            self.assertAlmostEqual(start, wanted + shift, delta=ONSET)
            self.assertAlmostEqual(end, wanted_end + shift, delta=0.1)


class OnStandardOutput(NotesTest):
    def test_the_notes_of_a_melody(self):
        rows = self.notes("melody.wav")
        self.assert_melody([(*time_, int(row["midi_note"])) for time_, row in zip(times(rows), rows)])
        for row, (_, _, midi) in zip(rows, MELODY):
            self.assertEqual(row["note"], name_of(midi))
            cents = 1200 * math.log2(float(row["frequency_hz"]) / frequency_of(midi))
            self.assertAlmostEqual(cents, 0, delta=5)
            self.assertAlmostEqual(float(row["cents"]), cents, delta=0.6)
            self.assertTrue(-30 < float(row["level_db"]) < -6, row)
            self.assertGreater(float(row["clarity"]), 0.9)

    def test_columns_and_digits(self):
        output = self.run_well("--notes", "--csv", "melody.wav").decode()
        self.assertEqual(output, self.run_well("--notes", "melody.wav").decode())
        head, *lines = output.splitlines()
        self.assertEqual(head, COLUMNS)
        self.assertEqual(len(lines), len(MELODY))
        pattern = (r"\d+\.\d{6},\d+\.\d{6},[A-G]#?-?\d+,\d+,\d+\.\d{3},-?\d+\.\d{2},-?\d+\.\d{3},"
                   r"[01]\.\d{4}")
        for line in lines:
            self.assertRegex(line, rf"\A{pattern}\Z")

    def test_as_json(self):
        rows = self.notes("melody.wav")
        objects = json_rows(self.run_well("--notes", "--json", "melody.wav"))
        self.assertEqual(len(objects), len(MELODY))
        for row, note in zip(rows, objects):
            self.assertEqual(list(note), COLUMNS.split(","))
            self.assertEqual((row["note"], int(row["midi_note"])), (note["note"], note["midi_note"]))
            for name in ("start_s", "end_s", "frequency_hz", "cents", "level_db", "clarity"):
                self.assertAlmostEqual(float(row[name]), note[name], delta=0.01)

    def test_level_is_that_of_the_sound(self):
        # A sine of amplitude 0.5: 10·log10(0.125).
        write_wav("a.wav", [sine(440, RATE)])
        (row,) = self.notes("a.wav")
        self.assertAlmostEqual(float(row["level_db"]), -9.03, delta=0.2)

    def test_a_note_up_to_the_end_of_the_file(self):
        write_wav("a.wav", [[0.0] * 24_000 + sine(440, 24_000)])
        ((start, end),) = times(self.notes("a.wav"))
        self.assertAlmostEqual(start, 0.5, delta=0.025)
        self.assertAlmostEqual(end, 1.0, delta=0.003)

    def test_several_files_in_their_order(self):
        for jobs in ("1", "3"):
            with self.subTest(jobs=jobs):
                output = self.run_well("--notes", "--jobs", jobs, "melody.wav", "silence.wav",
                                       "melody.wav")
                self.assertEqual(output.decode().splitlines()[0], "file," + COLUMNS)
                rows = note_rows(output)
                self.assertEqual([row["file"] for row in rows], ["melody.wav"] * 2 * len(MELODY))
                self.assertEqual(times(rows), 2 * times(self.notes("melody.wav")))
                objects = json_rows(self.run_well("--notes", "--json", "--jobs", jobs, "melody.wav",
                                                  "silence.wav"))
                self.assertEqual([note["file"] for note in objects], ["melody.wav"] * len(MELODY))

    def test_from_a_pipe_and_raw(self):
        wav = pathlib.Path("melody.wav").read_bytes()
        for data, arguments in ((wav, ()), (wav[44:], ("--raw", "S16LE"))):
            with self.subTest(arguments=arguments):
                result = subprocess.run([TOOL, "--notes", *arguments, "-"], input=data,
                                        capture_output=True, check=False, env=environment(),
                                        timeout=TIMEOUT)
                self.assertEqual((result.returncode, result.stderr), (0, b""))
                self.assertEqual(times(note_rows(result.stdout)), times(self.notes("melody.wav")))

    def test_of_a_session(self):
        source = "filesrc location=melody.wav ! wavparse"
        self.assertEqual(self.notes("--pipeline", source), self.notes("melody.wav"))
        output = self.run_well("--notes", "--json", "--pipeline", source)
        self.assertEqual(len(json_rows(output)), len(MELODY))

    def test_of_a_live_session(self):
        write_wav("a.wav", [[0.0] * 12_000 + sine(440, 24_000) + [0.0] * 12_000])
        (row,) = self.notes("--pipeline", "filesrc location=a.wav ! wavparse ! identity sync=true"
                            " ! audioconvert")
        self.assertEqual(row["note"], "A4")

    def test_a_session_that_is_ended_in_a_note_has_it(self):
        process = subprocess.Popen([TOOL, "--notes", "--labels", "a.txt", "--test-tone", "440"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=environment())
        time.sleep(1.5)
        output, errors = process.communicate(b"quit\n", timeout=TIMEOUT)
        self.assertEqual(process.returncode, 0)
        (row,) = note_rows(output)
        self.assertEqual(row["note"], "A4")
        self.assertGreater(float(row["end_s"]), float(row["start_s"]) + 0.5)
        self.assertEqual(errors, b"")
        start, end, name = pathlib.Path("a.txt").read_text(encoding="utf-8").split()
        self.assertEqual((start, end, name), (row["start_s"], row["end_s"], "A4"))

    def test_none_in_silence_and_noise(self):
        generator = random.Random(1)
        write_wav("noise.wav", [[generator.uniform(-0.5, 0.5) for _ in range(5 * RATE)]])
        for name in ("silence.wav", "noise.wav"):
            self.assertEqual(self.run_well("--notes", name).decode(), COLUMNS + "\n")

    def test_of_nan(self):
        write_wav("a.wav", [[math.nan] * RATE], sample_format="F32")
        self.assertEqual(self.notes("a.wav"), [])

    def test_a_cut_file_has_the_notes_before_the_cut(self):
        launch("filesrc location=melody.wav ! wavparse ! flacenc ! filesink location=whole.flac")
        data = pathlib.Path("whole.flac").read_bytes()
        pathlib.Path("cut.flac").write_bytes(data[:len(data) // 2])
        result = run("--notes", "cut.flac")
        self.assertEqual(result.returncode, 1)
        rows = note_rows(result.stdout)
        self.assertTrue(0 < len(rows) < len(MELODY), rows)
        self.assertEqual(times(rows)[0], times(self.notes("whole.flac"))[0])

    def test_of_a_chained_file_one_after_the_other(self):
        for name, frequency in (("a", 440), ("b", 880)):
            launch(f"audiotestsrc num-buffers=60 freq={frequency} ! audio/x-raw,rate=44100"
                   f" ! audioconvert ! vorbisenc ! oggmux ! filesink location={name}.ogg")
        chained = pathlib.Path("a.ogg").read_bytes() + pathlib.Path("b.ogg").read_bytes()
        pathlib.Path("chained.ogg").write_bytes(chained)
        rows = self.notes("chained.ogg")
        self.assertEqual([row["note"] for row in rows], ["A4", "A5"])
        # 60 blocks of 1024 samples.
        for (start, end), begin in zip(times(rows), (0, 1.393)):
            self.assertAlmostEqual(start, begin, delta=0.03)
            self.assertAlmostEqual(end, begin + 1.393, delta=0.03)

    def test_a_signal_ends_the_open_note(self):
        data = pathlib.Path("melody.wav").read_bytes()[44:44 + 2 * round(2.4 * RATE)]
        process = subprocess.Popen([TOOL, "--csv", "--labels", "a.txt", "--raw", "S16LE", "-"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=environment())
        process.stdin.write(data)
        process.stdin.flush()
        # All is read, and the input goes on; then some time to analyse it.
        wait_until(lambda: struct.unpack("i", fcntl.ioctl(process.stdin, termios.FIONREAD, b"0000"))[0] == 0)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        # Not communicate(), which would end the input.
        process.wait(TIMEOUT)
        rows = csv_rows(process.stdout.read())
        self.assertEqual(process.returncode, 130)
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()
        lines = pathlib.Path("a.txt").read_text(encoding="utf-8").splitlines()
        self.assertEqual([line.split("\t")[2] for line in lines], ["C4", "D4", "E4", "E4", "G4"])
        self.assertAlmostEqual(float(lines[-1].split("\t")[1]), float(rows[-1]["time_s"]), delta=0.03)

    def test_wrong_usage(self):
        for start, *arguments in (
                ("--notes and --summary exclude each other;", "--notes", "--summary=json"),
                ("--interval spaces out rows of blocks,", "--notes", "--interval=100"),
                ("--notes needs the pitch;", "--notes", "--set=analyses=level"),
                ("--pitchtier needs the pitch;", "--pitchtier=a", "--set=analyses=level+spectrum"),
        ):
            with self.subTest(arguments=arguments):
                self.assert_fails(2, start, *arguments, "melody.wav")

    def test_memory_does_not_grow_with_the_input(self):
        if "ASAN_OPTIONS" in os.environ:
            self.skipTest("AddressSanitizer keeps what is freed")
        few, memory = self.notes_and_memory(minutes=3)
        # On a busy machine, the bounded queues can happen to be full in one run and not in another.
        (many, after_hours), (_, again) = (self.notes_and_memory(minutes=180) for _ in range(2))
        self.assertGreater(many, 50 * few)
        self.assertLess(min(after_hours, again), memory + 1024)
        # Notes that are kept would show: labels are.
        self.assertGreater(self.notes_and_memory(180, "--labels", "a.txt")[1], memory + 1024)

    def notes_and_memory(self, minutes, *options):
        """Two notes a second, at a rate of 8 kHz to be quick; returns how many were found, and KiB."""
        rate = 8000
        tone = [0.4 * math.sin(2 * math.pi * 440 * i / rate) * min(1, i / 40, (2000 - i) / 200)
                for i in range(2000)]
        ten_seconds = array.array("h", [round(32767 * v) for v in tone + [0.0] * 2000]).tobytes() * 20
        with open("notes.csv", "wb") as output, subprocess.Popen(
                [TOOL, "--notes", *options, "--raw", "S16LE", "--rate", str(rate), "-"],
                stdin=subprocess.PIPE, stdout=output, env=environment()) as process:
            for _ in range(6 * minutes):
                process.stdin.write(ten_seconds)
            # The pipe holds a few seconds of it, no more.
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
            process.stdin.close()
        self.assertEqual(process.returncode, 0)
        peak = int(re.search(r"VmHWM:\s*(\d+) kB", status)[1])
        return len(pathlib.Path("notes.csv").read_bytes().splitlines()) - 1, peak


class Exported(NotesTest):
    """--midi, --labels and --pitchtier."""

    def labels(self, path="a.txt"):
        lines = [line.split("\t") for line in pathlib.Path(path).read_text().splitlines()]
        return [(float(start), float(end), name) for start, end, name in lines]

    def test_labels(self):
        self.run_well("--labels", "a.txt", "melody.wav")
        labels = self.labels()
        self.assertEqual([name for _, _, name in labels], [name_of(midi) for _, _, midi in MELODY])
        self.assertEqual([(start, end) for start, end, _ in labels], times(self.notes("melody.wav")))

    def pitch_tier(self, path="a.PitchTier"):
        """Returns the end and the points, read as Praat does: numbers after equals signs."""
        text = pathlib.Path(path).read_text()
        head = re.match(r'File type = "ooTextFile"\nObject class = "PitchTier"\n\n'
                        r"xmin = 0 \nxmax = ([\d.]+) \npoints: size = (\d+) \n", text)
        self.assertIsNotNone(head, text[:200])
        points = re.findall(r"points \[(\d+)\]:\n    number = ([\d.]+) \n    value = ([\d.]+) \n",
                            text[head.end():])
        self.assertEqual([int(number) for number, _, _ in points], list(range(1, int(head[2]) + 1)))
        self.assertEqual("".join(re.split(r"points \[\d+\]:\n.*\n.*\n", text[head.end():])), "")
        return float(head[1]), [(float(seconds), float(value)) for _, seconds, value in points]

    def test_pitch_tier(self):
        output = self.run_well("--csv", "--pitchtier", "a.PitchTier", "melody.wav")
        end, points = self.pitch_tier()
        self.assertEqual(end, LENGTH)
        voiced = [row for row in csv_rows(output) if row["voiced"] == "1"]
        self.assertGreater(len(voiced), 50)
        self.assertEqual(points, [(float(row["time_s"]), float(row["frequency_hz"]))
                                  for row in voiced])

    @unittest.skipUnless(HAS_MIDI and mido, "built without libsmf, or mido is missing")
    def test_midi(self):
        self.run_well("--midi", "a.mid", "melody.wav")
        song = mido.MidiFile("a.mid")
        self.assertEqual((song.type, len(song.tracks), song.ticks_per_beat), (0, 1, 480))
        self.assertEqual([message.tempo for message in song.tracks[0] if message.type == "set_tempo"],
                         [500_000])
        self.assertAlmostEqual(song.length, LENGTH, delta=0.002)
        tick, on, notes = 0, {}, []
        for message in song.tracks[0]:
            tick += message.time
            if message.type == "note_on":
                self.assertNotIn(message.note, on)
                on[message.note] = (tick, message.velocity)
            elif message.type == "note_off":
                notes.append((*on.pop(message.note), tick, message.note))
        self.assertEqual(on, {})
        rows = self.notes("melody.wav")
        self.assertEqual(len(notes), len(rows))
        for (start, velocity, end, midi), row in zip(notes, rows):
            self.assertEqual((start, end), tuple(round(float(row[name]) * 960)
                                                 for name in ("start_s", "end_s")))
            self.assertEqual(midi, int(row["midi_note"]))
            self.assertEqual(velocity, round(127 * 10 ** (float(row["level_db"]) / 40)))
        self.assert_melody([(start / 960, end / 960, midi) for start, _, end, midi in notes])

    @unittest.skipUnless(HAS_MIDI and mido, "built without libsmf, or mido is missing")
    def test_midi_without_a_note(self):
        result = run("--midi", "a.mid", "silence.wav")
        self.assertEqual(result.returncode, 0)
        self.assert_one_line(result.stderr, "silence.wav: no note was found; a.mid has none\n"[:-1])
        song = mido.MidiFile("a.mid")
        self.assertEqual([message.type for message in song.tracks[0]], ["set_tempo", "end_of_track"])
        self.assertAlmostEqual(song.length, 1, delta=0.002)

    @unittest.skipIf(HAS_MIDI, "built with libsmf")
    def test_midi_that_this_build_cannot_write(self):
        self.assert_fails(2, "--midi needs libsmf,", "--midi", "a.mid", "melody.wav")

    def test_labels_and_pitch_tier_of_silence(self):
        for option, path, start in (("--labels", "a.txt", "no note was found; a.txt has none"),
                                    ("--pitchtier", "a.PitchTier", "no pitch was found; a.PitchTier has none")):
            result = run(option, path, "silence.wav")
            self.assertEqual(result.returncode, 0)
            self.assert_one_line(result.stderr, f"silence.wav: {start}")
        self.assertEqual(pathlib.Path("a.txt").read_bytes(), b"")
        self.assertEqual(self.pitch_tier(), (1.0, []))

    def options(self):
        return ("--labels", "--pitchtier", *(("--midi",) if HAS_MIDI else ()))

    def test_all_beside_each_other_and_any_output(self):
        options = [text for option in ("--plot", *self.options())
                   for text in (option, "plot.svg" if option == "--plot" else option[2:])]
        for form in ("--csv", "--json", "--notes", "--summary=json"):
            self.assertEqual(self.run_well(form, *options, "melody.wav"),
                             self.run_well(form, "melody.wav"))
        self.assertEqual(len(self.labels("labels")), len(MELODY))
        self.assertGreater(len(self.pitch_tier("pitchtier")[1]), 50)

    def test_of_a_session(self):
        self.run_well("--csv", "--labels", "session.txt", "--pipeline",
                      "filesrc location=melody.wav ! wavparse")
        self.run_well("--labels", "file.txt", "melody.wav")
        self.assertEqual(self.labels("session.txt"), self.labels("file.txt"))

    def test_the_pitch_tier_of_a_session_is_of_each_block_unless_it_tracks(self):
        source = ("--pipeline", "filesrc location=melody.wav ! wavparse")
        output = self.run_well("--csv", "--set=track-lag=8", "--pitchtier", "a.PitchTier", *source)
        self.run_well("--pitchtier", "b.PitchTier", "melody.wav")
        self.assertEqual(self.pitch_tier("a.PitchTier"), self.pitch_tier("b.PitchTier"))
        self.assertEqual(csv_rows(output), self.csv("melody.wav"))

    def test_paths_that_cannot_be_written_are_known_before_the_analysis(self):
        for option in self.options():
            with self.subTest(option=option):
                output = self.assert_fails(
                    1, f"{option} no/a: cannot be written, there is no folder no; create it,", option,
                    "no/a", "melody.wav")
                self.assertEqual(output, b"")
                self.assert_fails(1, f"{option} .: cannot be written (Is a directory);", option, ".",
                                  "--test-tone", "440")

    def test_a_full_disk_leaves_the_old_file_alone(self):
        # A limit on the size of files takes the disk's part.
        for option in self.options():
            with self.subTest(option=option):
                pathlib.Path("old").write_bytes(b"old")
                before = sorted(os.listdir())
                result = subprocess.run(
                    [TOOL, option, "old", "melody.wav"], capture_output=True, timeout=TIMEOUT,
                    # libsmf logs what it cannot write as critical; the tool hides that.
                    check=False, env=environment(G_DEBUG=None), stdin=subprocess.DEVNULL,
                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (30, 30)))
                errors = [line for line in result.stderr.splitlines(True)
                          if not line.startswith(b"libgcov")]
                self.assertIn(b"old cannot be", b"".join(errors))
                self.assertEqual(len(errors), 1, errors)
                self.assertEqual(result.returncode, 1)
                self.assertEqual(pathlib.Path("old").read_bytes(), b"old")
                self.assertEqual(sorted(os.listdir()), before)

    def test_a_full_device(self):
        if not pathlib.Path("/dev/full").exists():
            self.skipTest("no /dev/full")
        for option in self.options():
            self.assert_fails(1, "melody.wav: /dev/full cannot be written (No space left on device);",
                              option, "/dev/full", "melody.wav")

    def test_one_that_cannot_be_written_leaves_the_others(self):
        if not pathlib.Path("/dev/full").exists():
            self.skipTest("no /dev/full")
        os.symlink("/dev/full", "full.svg")
        self.assert_fails(1, "melody.wav: full.svg cannot be written (No space left on device);",
                          "--plot", "full.svg", "--labels", "a.txt", "melody.wav")
        self.assertEqual(len(self.labels()), len(MELODY))

    def test_are_for_one_input_and_one_file_each(self):
        os.mkdir("music")
        for name in ("music/a.wav", "music/b.wav"):
            write_wav(name, [sine(440, 1024)])
        for option in self.options():
            with self.subTest(option=option):
                self.assert_fails(2, f"{option} is for one input; give each of the 2 files in a run of"
                                  " its own", option, "a", "melody.wav", "silence.wav")
                self.assert_fails(2, f"{option}: is for one file;", option, "a", "music")
        for option in ("--plot", *self.options()):
            self.assert_fails(2, f"{option} names no file; name one", f"{option}=", "melody.wav")
        before = pathlib.Path("melody.wav").read_bytes()
        self.assert_fails(2, "--labels ./melody.wav: is an input, too;", "--labels", "./melody.wav",
                          "melody.wav")
        self.assertEqual(pathlib.Path("melody.wav").read_bytes(), before)
        self.assert_fails(2, "--labels and --pitchtier both name a;", "--labels", "a", "--pitchtier",
                          "a", "melody.wav")
        self.assertFalse(pathlib.Path("a").exists())

    def test_a_reader_that_goes_leaves_the_old_file(self):
        write_wav("long.wav", [sine(440, 48000 * 120)])
        pathlib.Path("a.txt").write_text("old", encoding="ascii")
        subprocess.run(["sh", "-c", '"$0" --csv --labels a.txt long.wav | head -1', TOOL],
                       stdout=subprocess.DEVNULL, env=environment(), timeout=TIMEOUT, check=True)
        self.assertEqual(pathlib.Path("a.txt").read_text(encoding="ascii"), "old")

    def test_a_file_without_audio_gives_none(self):
        pathlib.Path("text.wav").write_bytes(b"no sound" * 1000)
        before = sorted(os.listdir())
        for option in self.options():
            self.assert_fails(1, "text.wav: ", option, "a", "text.wav")
        self.assertEqual(sorted(os.listdir()), before)

    def test_a_cut_file_gives_what_came(self):
        data = pathlib.Path("melody.wav").read_bytes()
        pathlib.Path("cut.wav").write_bytes(data[:len(data) // 2])
        self.assert_fails(1, "cut.wav: stops after 2.000 s", "--labels", "a.txt", "cut.wav")
        self.assertEqual([name for _, _, name in self.labels()], ["C4", "D4", "E4", "E4"])


class Summaries(NotesTest):
    def test_melody_is_the_notes(self):
        (summary,) = json_rows(self.run_well("--summary=json", "melody.wav"))
        self.assertEqual(summary["melody"], [row["note"] for row in self.notes("melody.wav")])
        text = self.run_well("melody.wav").decode()
        self.assertRegex(text, r"(?m)^  in order +C4 D4 E4 E4 G4 A3$")

    def test_melody_ends_after_24_notes(self):
        melody = [(i * 0.25, i * 0.25 + 0.2, 60 + i % 5) for i in range(30)]
        write_wav("long.wav", [melody_samples(melody, 8, 16_000)], 16_000)
        (summary,) = json_rows(self.run_well("--summary=json", "long.wav"))
        self.assertEqual(len(summary["melody"]), 24)
        self.assertRegex(self.run_well("long.wav").decode(), r"(?m)^  in order .* …$")

    def test_level_alone_needs_no_notes(self):
        self.run_well("--set=analyses=level", "melody.wav")


class OnATerminal(NotesTest):
    def test_a_line_for_each_note_when_it_ends(self):
        with Terminal("--pipeline", "filesrc location=melody.wav ! wavparse ! identity sync=true"
                      " ! audioconvert") as terminal:
            terminal.wait_for(r"   time s   length s   note   cents   frequency Hz   level dB   clarity\r\n")
            for start, _, midi in MELODY:
                line = terminal.wait_for(r"(\d\.\d{3}) +0\.\d{3}   (\S+) +[+-]\d+\.\d +[\d.]+ +-[\d.]+ +[\d.]+\r\n")
                self.assertAlmostEqual(float(line[1]), start, delta=ONSET)
                self.assertEqual(line[2], name_of(midi))
            terminal.wait_for(r"  in order +C4 D4 E4 E4 G4 A3")
            self.assertEqual(terminal.wait(), 0)


class Untracked(GstTest):
    """With `track-lag=0` rows have what is in the metas of the blocks, in every digit, and `peak-decay`."""

    def test_rows_are_the_metas(self):
        write_wav("melody.wav", [SAMPLES])
        pipeline = Gst.parse_launch("filesrc location=melody.wav ! wavparse ! audioblocks name=element"
                                    " ! fakesink name=sink signal-handoffs=true")
        element, blocks = pipeline.get_by_name("element"), []
        pipeline.get_by_name("sink").connect(
            "handoff", lambda sink, buffer, pad: blocks.append(element.emit("get-block-info", buffer)))
        run_pipeline(pipeline)
        metas = [{name: block.get_value(name) for name in field_types(block)} for block in blocks]
        self.assertEqual(len(metas), math.ceil(len(SAMPLES) / 1024))
        rows = self.json("--set=track-lag=0", "melody.wav")
        for row in rows:
            self.assertGreaterEqual(row.pop("peak-decay"), row["peak"])
        self.assertEqual(rows, metas)
        self.assertEqual([list(row) for row in rows], [list(meta) for meta in metas])
        self.assertNotEqual(self.json("melody.wav"), metas)


class Tracked(NotesTest):
    """Rows have the tracked pitch, with `track-lag=0` each block's own."""

    def setUp(self):
        super().setUp()
        # A low note whose second harmonic is by far the strongest at times: octave errors.
        samples = [0.0] * RATE
        for i in range(RATE):
            phase = 2 * math.pi * 110 * i / RATE
            first = 0.02 if 12_288 <= i < 13_312 else 0.3
            samples[i] = first * math.sin(phase) + 0.3 * math.sin(2 * phase)
        write_wav("octave.wav", [samples])

    def test_the_longest_lag_is_the_default(self):
        for form in ("--csv", "--json"):
            self.assertEqual(self.run_well(form, "melody.wav"),
                             self.run_well(form, "--set=track-lag=8", "melody.wav"))

    def test_octave_errors_vanish(self):
        own = [row["note"] for row in self.csv("--set=track-lag=0", "octave.wav")]
        self.assertIn("A3", own)
        tracked = [row["note"] for row in self.csv("octave.wav")]
        self.assertEqual(set(tracked), {"A2"})
        self.assertEqual(len(own), len(tracked))

    def test_all_but_the_pitch_is_each_blocks_own(self):
        own = self.json("--set=track-lag=0", "melody.wav")
        tracked = self.json("melody.wav")
        self.assertEqual([list(block) for block in own], [list(block) for block in tracked])
        pitch = ("frequency", "voiced", "midi-note", "note", "cents")
        for before, after in zip(own, tracked):
            for name in pitch:
                del before[name], after[name]
            self.assertEqual(before, after)
        self.assertNotIn("lag", tracked[0])


if __name__ == "__main__":
    unittest.main()
