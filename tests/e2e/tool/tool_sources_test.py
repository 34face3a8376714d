#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What gst-audioblocks-1.0 listens to: devices, tones, pipelines, standard input; and how it ends."""

import array
import json
import os
import pathlib
import signal
import subprocess
import time
import unittest

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
    wait_for_full_pipe,
    wait_for_handler,
    write_wav,
)


def quit_after(commands, *arguments, env=None):
    """Runs the tool with these commands."""
    return subprocess.run([TOOL, *arguments], input=commands.encode(), env=env or environment(),
                          capture_output=True, timeout=TIMEOUT, check=False)


class Tones(ToolTest):
    def test_every_block_from_the_first_on(self):
        with subprocess.Popen([TOOL, "--csv", "--test-tone", "440"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=environment()) as process:
            lines = [process.stdout.readline() for _ in range(41)]
            process.stdout.close()
            self.assertEqual(process.stderr.read(), b"")
            self.assertEqual(process.wait(TIMEOUT), 0)
        rows = csv_rows(b"".join(lines))
        self.assertEqual([int(row["block_index"]) for row in rows], list(range(40)))
        self.assertEqual({row["note"] for row in rows[1:]}, {"A4"})

    def test_wrong_frequencies(self):
        for text in ("x", "0", "-440", "nan", "30000", "440Hz", ""):
            with self.subTest(text=text):
                self.assertEqual(self.assert_fails(2, f"--test-tone {text} is not a frequency",
                                                   f"--test-tone={text}"), b"")

    def test_interval(self):
        output = quit_after("", "--json", "--interval", "100", "--pipeline",
                            "audiotestsrc num-buffers=96 samplesperbuffer=1000"
                            " ! audio/x-raw,rate=48000 ! identity").stdout
        rows = json_rows(output)
        # Two seconds: the blocks in which each tenth ends.
        self.assertEqual([row["block-index"] for row in rows],
                         [-(-4800 * n // 1024) - 1 for n in range(1, 21)])

    def test_rows_for_people(self):
        output = quit_after("", "--pipeline", "audiotestsrc num-buffers=100").stdout.decode()
        lines = output.splitlines()
        self.assertEqual(lines[0].split(), "time s note cents frequency Hz clarity rms dB".split())
        self.assertRegex(lines[1], r"\A +0\.0\d\d   A4 +[+-]0\.\d +440\.\d\d +\d\.\d{3} +-\d\.\d\Z")

    def test_rows_for_people_without_a_note(self):
        output = quit_after("", "--pipeline", "audiotestsrc freq=15000 num-buffers=100").stdout.decode()
        self.assertRegex(output.splitlines()[1], r"\A +0\.0\d\d   - +1[45]\d{3}\.\d\d +\d\.\d{3} +-\d\.\d\Z")


class Pipelines(ToolTest):
    def test_a_source_that_is_not_live_is_complete(self):
        """Also for a reader that lets it wait: pipe and queue hold far less than all rows."""
        launch("audiotestsrc num-buffers=6000 ! audio/x-raw,rate=48000,format=S16LE ! wavenc"
               " ! filesink location=a.wav")
        with subprocess.Popen([TOOL, "--csv", "--set=track-lag=8", "--pipeline",
                               "filesrc location=a.wav ! decodebin"],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=environment()) as process:
            wait_for_full_pipe(process.stdout)
            output, errors = process.communicate(timeout=TIMEOUT)
        self.assertEqual((process.returncode, errors), (0, b""))
        self.assertEqual(csv_rows(output), self.csv("a.wav"))

    def test_what_is_no_pipeline(self):
        for text in ("nosuchelement", "audiotestsrc !", "!", "", "audiotestsrc bogus=1"):
            with self.subTest(text=text):
                self.assertEqual(self.assert_fails(1, f"{text}: is not a pipeline that ends in audio ("
                                                   if text else "", f"--pipeline={text}"), b"")

    def test_what_is_no_audio(self):
        result = quit_after("", "--pipeline", "videotestsrc num-buffers=5")
        self.assertEqual(result.returncode, 1)
        self.assert_one_line(result.stderr, "videotestsrc num-buffers=5: ")

    def test_a_file_that_is_missing(self):
        self.assert_fails(1, "filesrc location=none ! decodebin: cannot be read (", "--pipeline",
                          "filesrc location=none ! decodebin")

    def test_an_element_that_fails_to_start_without_a_word(self):
        source = "audiotestsrc can-activate-push=false"
        self.assert_fails(1, f"{source}: cannot be started (an element gives no reason);",
                          "--pipeline", source)


class StandardInput(ToolTest):
    def feed(self, data, *arguments):
        """As a pipe, in small pieces."""
        with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as cat, \
                subprocess.Popen([TOOL, "--csv", *arguments, "-"], stdin=cat.stdout,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 env=environment()) as tool:
            cat.stdout.close()
            cat.communicate(data)
            output, errors = tool.communicate(timeout=TIMEOUT)
        return tool.returncode, csv_rows(output), errors

    def test_encoded(self):
        launch(f"audiotestsrc num-buffers=50 ! audio/x-raw,rate={RATE} ! flacenc"
               " ! filesink location=a.flac")
        self.assertEqual(self.feed(pathlib.Path("a.flac").read_bytes()), (0, self.csv("a.flac"), b""))

    def test_raw(self):
        tone = sine(440, 10_000, rate=44100)
        write_wav("a.wav", [tone, [0.0] * 10_000], rate=44100, sample_format="F32")
        samples = array.array("f", [value for pair in tone for value in (pair, 0.0)]).tobytes()
        self.assertEqual(self.feed(samples, "--raw", "F32LE", "--rate", "44100", "--channels", "2"),
                         (0, self.csv("a.wav"), b""))

    def test_nothing(self):
        status, rows, errors = self.feed(b"")
        self.assertEqual((status, rows), (1, []))
        self.assert_one_line(errors, "-: ")

    def test_noise(self):
        status, rows, errors = self.feed(b"no sound at all\n" * 1000)
        self.assertEqual((status, rows), (1, []))
        self.assert_one_line(errors, "-: is not an audio file (")

    def test_wrong_usage(self):
        for start, *arguments in (("--raw S17 is not a sample format;", "--raw", "S17", "-"),
                                  ("--raw describes standard input;", "--raw", "U8", "a.wav"),
                                  ("--rate and --channels describe raw", "--rate", "8000", "-"),
                                  ("--rate 0 is not a whole", "--raw", "U8", "--rate", "0", "-"),
                                  ("--channels 65 is not a whole", "--raw", "U8", "--channels", "65", "-"),
                                  ("- is given more than once;", "-", "-"),
                                  ("files, --device, --test-tone and", "-", "--test-tone", "440")):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.assert_fails(2, start, *arguments), b"")


class Signals(ToolTest):
    # Seconds to hear something in: the next, where the machine is too busy for one.
    PAUSES = (1, 4, 16, 64)

    def end_by(self, number, *arguments, pause=0):
        """The status, what was written and what was said after the signal, which comes after that
        many seconds or, with none, after the first line; nothing half-written.
        """
        with subprocess.Popen([TOOL, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=environment()) as process:
            first = b"" if pause else process.stdout.readline()
            time.sleep(pause)
            process.send_signal(number)
            output, errors = process.communicate(timeout=TIMEOUT)
        output = first + output
        self.assertTrue(output == b"" or output.endswith(b"\n"))
        return process.returncode, output, errors

    def test_a_session(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number):
                status, output, errors = self.end_by(number, "--json", "--test-tone", "440")
                self.assertEqual((status, errors), (128 + number, b""))
                for line in output.splitlines():
                    json.loads(line)

    def test_a_session_tells_its_summary(self):
        for form, words in (("text", b"440 Hz\n  duration"), ("json", b'{"file":"440 Hz"')):
            with self.subTest(form=form):
                for pause in self.PAUSES:
                    status, output, errors = self.end_by(signal.SIGINT, "--summary", form,
                                                         "--test-tone", "440", pause=pause)
                    if output:
                        break
                self.assertEqual((status, errors), (130, b""))
                self.assertIn(words, output)

    def test_a_file_is_told_so_far(self):
        """Of a pipe that brings half a file and then nothing."""
        write_wav("a.wav", [sine(440, 100_000)])
        data = pathlib.Path("a.wav").read_bytes()
        for form, number in (("--csv", signal.SIGINT), ("--summary=json", signal.SIGTERM),
                             ("--summary=text", signal.SIGINT), ("--jobs=2", signal.SIGTERM)):
            with self.subTest(form=form):
                for pause in self.PAUSES:
                    status, output, errors = self.end_begun_file(form, number, data[:120_000], pause)
                    if b"ended by a signal after 1." in errors:
                        break
                self.assertEqual(status, 128 + number)
                self.assert_one_line(errors, "slow.wav: ended by a signal after 1.")
                self.assertTrue(output.endswith(b"\n"))
                self.assertIn(b"A4", output)

    def end_begun_file(self, form, number, data, pause):
        """The status, what was written and what was said, of a pipe that brings `data` and is ended
        that many seconds later.
        """
        os.mkfifo("slow.wav")
        feeder = os.open("slow.wav", os.O_RDWR)
        try:
            with subprocess.Popen([TOOL, form, "slow.wav"], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  env=environment()) as process:
                # A pipe takes no more than 64 kB unless somebody reads.
                os.write(feeder, data)
                time.sleep(pause)
                process.send_signal(number)
                output, errors = process.communicate(timeout=TIMEOUT)
        finally:
            os.close(feeder)
            os.unlink("slow.wav")
        return process.returncode, output, errors

    def test_a_pipe_that_nobody_writes_to(self):
        os.mkfifo("pipe.wav")
        with subprocess.Popen([TOOL, "--csv", "pipe.wav"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=environment()) as process:
            wait_for_handler(process, signal.SIGINT)
            time.sleep(1)  # in which it opens the pipe, and waits there
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=TIMEOUT)
        self.assertEqual(process.returncode, 130)
        self.assert_one_line(errors, "pipe.wav: ended by a signal before any data came;")

    def test_a_reader_that_takes_nothing_does_not_hold_it_up(self):
        with subprocess.Popen([TOOL, "--json", "--pipeline", "audiotestsrc"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=environment()) as process:
            wait_for_full_pipe(process.stdout)
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(TIMEOUT), 143)


class Pipes(ToolTest):
    def test_full_disk(self):
        if not pathlib.Path("/dev/full").exists():
            self.skipTest("no /dev/full")
        for form in ("--csv", "--json"):
            with self.subTest(form=form), open("/dev/full", "wb") as full:
                result = run(form, "--test-tone", "440", stdout=full)
                self.assert_one_line(result.stderr, "standard output: No space left on device;")
                self.assertEqual(result.returncode, 1)


if __name__ == "__main__":
    unittest.main()
