#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Bad input to gst-audioblocks-1.0: one clear line, exit status 1, no hang, the other files done."""

import array
import json
import os
import pathlib
import random
import re
import signal
import socket
import struct
import subprocess
import threading
import time
import unittest

from tool_support import (
    COLUMNS,
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
    wait_for_handler,
    write_wav,
)


def write_flac(path, buffers=100):
    """Noise, so that the file is long enough to be cut."""
    launch(f"audiotestsrc wave=pink-noise num-buffers={buffers} ! audio/x-raw,rate={RATE}"
           f",format=S16LE ! flacenc ! filesink location={path}")


class NothingDecodes(ToolTest):
    def check(self, name, text, columns=COLUMNS):
        """The line names the file and says so; there is a header and no row."""
        output = self.assert_fails(1, f"{name}: {text}", "--csv", name)
        self.assertEqual(output.decode(), columns + "\n")

    def test_missing_file(self):
        self.check("missing.wav", "no such file;")

    def test_missing_file_by_uri(self):
        self.check((self.directory / "missing.wav").as_uri(), "no such file;")

    def test_empty_file(self):
        pathlib.Path("empty.wav").touch()
        self.check("empty.wav", "is empty (0 bytes);")

    def test_directory(self):
        pathlib.Path("folder").mkdir()
        self.check("folder", "is a directory;", "file," + COLUMNS)

    def test_text(self):
        pathlib.Path("text.wav").write_text("hello, this is no sound\n" * 100, encoding="ascii")
        self.check("text.wav", "is not an audio file (")

    def test_noise_bytes(self):
        pathlib.Path("noise.wav").write_bytes(random.Random(1).randbytes(30_000))
        self.check("noise.wav", "is not an audio file (")

    def test_header_cut_off(self):
        write_wav("a.wav", [sine(440, 1000)])
        os.truncate("a.wav", 20)
        self.check("a.wav", "is not an audio file (")

    def test_picture(self):
        if not has_elements("pngenc"):
            self.skipTest("pngenc is missing")
        launch("videotestsrc num-buffers=1 ! pngenc ! filesink location=a.png")
        self.check("a.png", "has no audio stream;")

    def test_film_without_sound(self):
        if not has_elements("theoraenc"):
            self.skipTest("theoraenc is missing")
        launch("videotestsrc num-buffers=10 ! theoraenc ! oggmux ! filesink location=a.ogv")
        self.check("a.ogv", "has no audio stream;")

    def test_no_samples(self):
        write_wav("a.wav", [[]])
        self.check("a.wav", "holds no audio samples;")

    def test_unknown_protocol(self):
        self.check("nosuch://host/file", "is at an address that cannot be opened here (")

    def test_an_element_that_fails_to_start_without_a_word(self):
        if not has_elements("testsrcbin"):
            self.skipTest("testsrcbin is missing")
        self.check("testbin://audio,can-activate-push=false",
                   "cannot be started (an element gives no reason);")

    def test_line_end_in_the_name_stays_one_line(self):
        output = self.assert_fails(1, "no\\x0afile.wav: no such file;", "--csv", "no\nfile.wav")
        self.assertEqual(output.decode(), COLUMNS + "\n")

    def test_missing_decoder(self):
        write_flac("a.flac")
        env = environment(GST_PLUGIN_FEATURE_RANK="flacdec:NONE,avdec_flac:NONE")
        self.assert_fails(1, "a.flac: needs a decoder that is not installed (Free Lossless",
                          "--csv", "a.flac", env=env)

    def test_unreadable_file(self):
        write_wav("a.wav", [sine(440, 1000)])
        os.chmod("a.wav", 0)
        self.assert_fails(1, "a.wav: is not readable;", "--csv", "a.wav",
                          **self.options_without_rights())

    def test_summary_prints_nothing(self):
        self.assertEqual(self.assert_fails(1, "missing.wav: ", "missing.wav"), b"")

    def test_json_prints_nothing(self):
        self.assertEqual(self.assert_fails(1, "missing.wav: ", "--json", "missing.wav"), b"")


class BeginningDecodes(ToolTest):
    def rows_of_both(self, whole, part):
        """The part is reported, even if what it has decodes without an error."""
        result = run("--csv", part)
        self.assertEqual(result.returncode, 1)
        self.assert_one_line(result.stderr, f"{part}: ")
        self.assertRegex(result.stderr, rb": stops after |: has only ")
        return csv_rows(self.run_well("--csv", whole)), csv_rows(result.stdout)

    def check_cut(self, name, fraction=0.6):
        """The rows of the first part are those of the whole file; a last, partial one may differ."""
        data = pathlib.Path(name).read_bytes()
        pathlib.Path("cut").write_bytes(data[: int(len(data) * fraction)])
        whole, cut = self.rows_of_both(name, "cut")
        self.assertGreater(len(cut), len(whole) // 3)
        self.assertLess(len(cut), len(whole))
        self.assertEqual(cut[:-1], whole[: len(cut) - 1])

    def test_cut_wav(self):
        write_wav("a.wav", [sine(440, 50_000)])
        self.check_cut("a.wav")

    def test_cut_flac(self):
        write_flac("a.flac")
        self.check_cut("a.flac")

    def test_cut_ogg(self):
        launch("audiotestsrc wave=pink-noise num-buffers=200 ! audioconvert ! vorbisenc ! oggmux"
               " ! filesink location=a.ogg")
        self.check_cut("a.ogg")

    def test_garbage_in_the_middle(self):
        write_flac("a.flac")
        data = bytearray(pathlib.Path("a.flac").read_bytes())
        data[len(data) // 2 : len(data) // 2 + 5000] = b"\x55" * 5000
        pathlib.Path("bad.flac").write_bytes(data)
        whole, bad = self.rows_of_both("a.flac", "bad.flac")
        self.assertEqual(bad[:30], whole[:30])
        self.assertEqual([int(row["block_index"]) for row in bad], list(range(len(bad))))

    def test_second_part_without_audio(self):
        if not has_elements("theoraenc", "vorbisenc"):
            self.skipTest("encoders are missing")
        launch("audiotestsrc num-buffers=20 ! audioconvert ! vorbisenc ! oggmux"
               " ! filesink location=a.ogg")
        launch("videotestsrc num-buffers=10 ! theoraenc ! oggmux ! filesink location=v.ogg")
        chained = pathlib.Path("a.ogg").read_bytes() + pathlib.Path("v.ogg").read_bytes()
        pathlib.Path("chained.ogg").write_bytes(chained)
        output = self.assert_fails(1, "chained.ogg: stops after 0.464 s: ", "--csv", "chained.ogg")
        self.assertEqual(csv_rows(output), self.csv("a.ogg"))

    def test_connection_that_breaks(self):
        if not has_elements("souphttpsrc"):
            self.skipTest("souphttpsrc is missing")
        write_flac("a.flac", 200)
        data = pathlib.Path("a.flac").read_bytes()
        with BreakingServer(data, len(data) // 2) as server:
            output = self.assert_fails(1, f"{server.uri}: stops after ", "--csv", server.uri)
        rows = csv_rows(output)
        self.assertGreater(len(rows), 50)
        self.assertEqual(rows[:-1], self.csv("a.flac")[: len(rows) - 1])


SOUND = "audiotestsrc wave=pink-noise num-buffers=480 samplesperbuffer=500 ! audio/x-raw,rate=48000"
# Whole files of 5 s: the encoder and the container of each. Where a container announces its length, it is in
# front, so that it is left if the end is cut off.
WHOLE = {
    "flac": ("flacenc",),
    "wv": ("wavpackenc",),
    "mp3": ("lamemp3enc target=quality", "xingmux"),
    "mka": ("vorbisenc", "matroskamux"),
    "webm": ("opusenc", "webmmux"),
    "m4a": ("voaacenc", "mp4mux faststart=true"),
    "flv": ("voaacenc", "flvmux"),
    "ogg": ("vorbisenc", "oggmux"),
    "opus": ("opusenc", "oggmux"),
    "wav": ("wavenc",),
    "alaw.wav": ("alawenc", "wavenc"),
    "aiff": ("audio/x-raw,format=S16BE", "aiffmux"),
}
# The elements that decode them, where it is not those of the plugin that encodes.
DECODERS = {"mp3": "mpg123audiodec", "m4a": "faad", "flv": "faad", "aiff": "aiffparse"}


class Incomplete(ToolTest):
    """Files that hold less than they announce: told, and what came is analysed. Whole ones are not
    accused.
    """

    def whole_files(self):
        for kind, elements in WHOLE.items():
            names = [element.split()[0] for element in elements if "/" not in element]
            if has_elements(*names, DECODERS.get(kind, names[0])):
                launch(f"{SOUND},channels=1 ! audioconvert ! {' ! '.join(elements)} ! filesink location=a.{kind}")
                yield f"a.{kind}"

    def summary(self, name, status=0, **options):
        result = run("--summary=json", name, **options)
        self.assertEqual(result.returncode, status, result.stderr)
        if status == 0:
            self.assertEqual(result.stderr, b"")
        (summary,) = [json.loads(line) for line in result.stdout.splitlines()]
        return summary, result.stderr

    def check_missing(self, name, came, announced, tolerance):
        summary, errors = self.summary(name, 1)
        self.assertIs(summary["complete"], False)
        self.assertAlmostEqual(summary["seconds"], came, delta=tolerance)
        self.assert_one_line(errors, f"{name}: stops after ")
        told = re.search(rb"stops after (\d+\.\d{3}) s of the (\d+\.\d{3}) s that it announces; ", errors)
        self.assertAlmostEqual(float(told[1]), summary["seconds"], delta=0.001)
        self.assertAlmostEqual(float(told[2]), announced, delta=0.1)

    def test_whole_files_are_complete(self):
        for name in self.whole_files():
            with self.subTest(name=name):
                self.assertIs(self.summary(name)[0]["complete"], True)

    @unittest.skipUnless(has_elements("aiffparse"), "no aiffparse")
    def test_aiff_of_any_order_ends(self):
        """Where the demuxer's thread was faster than decodebin, one run of 20 to 100 never ended."""
        samples = array.array("h", [round(8000 * value) for value in sine(440, 4800)])
        samples.byteswap()
        common = b"COMM" + struct.pack(">IhIh", 18, 1, len(samples), 16) + b"\x40\x0e\xbb\x80" + bytes(6)
        def sound(offset):
            return (b"SSND" + struct.pack(">III", 8 + offset + 2 * len(samples), offset, 0)
                    + bytes(offset) + samples.tobytes())

        for chunks in (common + sound(0), common + sound(16), sound(0) + common):
            pathlib.Path("a.aiff").write_bytes(
                b"FORM" + struct.pack(">I", 4 + len(chunks)) + b"AIFF" + chunks)
            for turn in range(6):
                with self.subTest(begins=chunks[:4], size=len(chunks), turn=turn):
                    summary, _ = self.summary("a.aiff")
                    self.assertEqual((summary["complete"], summary["samples"]), (True, 4800))

    def test_files_that_were_cut_off(self):
        for name in self.whole_files():
            data = pathlib.Path(name).read_bytes()
            cut = "cut-" + name
            pathlib.Path(cut).write_bytes(data[: len(data) * 6 // 10])
            with self.subTest(name=name):
                if name in ("a.ogg", "a.opus"):
                    summary, errors = self.summary(cut, 1)
                    self.assertIs(summary["complete"], False)
                    self.assert_one_line(errors, f"{cut}: stops after {summary['seconds']:.3f} s, inside a page of Ogg;")
                else:
                    self.check_missing(cut, 3.0, 5.0, 0.6)

    def test_a_flac_without_its_last_frame(self):
        write_flac("a.flac")
        # The last 1000 bytes are less than a frame of noise.
        size = os.path.getsize("a.flac")
        os.truncate("a.flac", size - 1000)
        summary, errors = self.summary("a.flac", 1)
        self.assertIs(summary["complete"], False)
        self.assert_one_line(errors, "a.flac: stops after ")

    def test_garbage_in_a_flac(self):
        write_flac("a.flac")
        data = bytearray(pathlib.Path("a.flac").read_bytes())
        data[len(data) // 2 : len(data) // 2 + 5000] = b"\x55" * 5000
        pathlib.Path("a.flac").write_bytes(data)
        summary, errors = self.summary("a.flac", 1)
        self.assertIs(summary["complete"], False)
        self.assertLess(summary["seconds"], 100 * 1024 / RATE)
        self.assert_one_line(errors, "a.flac: ")
        self.assertRegex(errors, rb"(stops after|has only) \d+\.\d{3} s of the 2\.133 s that it announces; ")

    def wav_with(self, size, samples):
        """A WAV file whose header announces so many bytes."""
        write_wav("a.wav", [sine(440, samples)])
        data = pathlib.Path("a.wav").read_bytes()
        at = data.index(b"data") + 4
        pathlib.Path("a.wav").write_bytes(data[:at] + struct.pack("<I", size) + data[at + 4 :])

    def test_a_wav_that_promises_5_s_and_holds_11_ms(self):
        self.wav_with(480_000, 512)
        self.check_missing("a.wav", 512 / RATE, 5.0, 1e-6)
        text = run("a.wav").stdout.decode()
        self.assertRegex(text, r"\n  duration +0\.011 s .*\n  complete +no\n")

    def test_lengths_that_mean_unknown(self):
        # What ffmpeg, sox and arecord write into a pipe, and none.
        for size in (0, 0xFFFFFFFF, 0x7FFFF000, 0x7FFFFFFF, 0x80000000):
            with self.subTest(size=size):
                self.wav_with(size, 5000)
                summary, _ = self.summary("a.wav")
                self.assertEqual((summary["complete"], summary["samples"]), (True, 5000))

    def test_from_a_pipe(self):
        for name in self.whole_files():
            data = pathlib.Path(name).read_bytes()
            for is_whole, sent in ((True, data), (False, data[: len(data) * 6 // 10])):
                if not is_whole and name in ("a.ogg", "a.opus"):
                    continue  # their end is not looked at in a pipe
                with self.subTest(name=name, is_whole=is_whole):
                    result = subprocess.run([TOOL, "--summary=json", "-"], input=sent, capture_output=True,
                                            env=environment(), timeout=TIMEOUT, check=False)
                    self.assertEqual(result.returncode, 0 if is_whole else 1, result.stderr)
                    self.assertIs(json.loads(result.stdout)["complete"], is_whole)

    def test_streams_that_announce_nothing(self):
        streams = {"a.flac": "flacenc ! fdsink", "a.webm": "opusenc ! webmmux streamable=true ! fdsink",
                   "a.mp3": "lamemp3enc target=quality ! fdsink", "a.aac": "voaacenc ! audio/mpeg,stream-format=adts ! fdsink"}
        for name, elements in streams.items():
            names = [element.split()[0] for element in elements.split(" ! ") if "/" not in element]
            if not has_elements(*names, "faad"):
                continue
            # fdsink, behind which nobody can seek to write a length into the header.
            with open(name, "wb") as file, subprocess.Popen(
                    ["gst-launch-1.0", "-q", *f"{SOUND} ! audioconvert ! {elements}".split()],
                    stdout=subprocess.PIPE, env=environment()) as process:
                file.write(process.stdout.read())
            # Of what is no sound there is no estimate, either.
            junk = b"" if name.endswith("webm") else bytes(300_000)
            pathlib.Path(name).write_bytes(pathlib.Path(name).read_bytes() + junk)
            with self.subTest(name=name):
                self.assertIs(self.summary(name)[0]["complete"], True)

    def test_a_film_whose_sound_ends_early(self):
        if not has_elements("theoraenc", "vorbisenc", "matroskamux", "oggmux"):
            self.skipTest("encoders are missing")
        for mux in ("matroskamux", "oggmux"):
            launch(f"{mux} name=mux ! filesink location=film videotestsrc num-buffers=300 ! theoraenc"
                   f" ! queue ! mux. {SOUND} ! audioconvert ! vorbisenc ! queue ! mux.")
            with self.subTest(mux=mux):
                self.assertIs(self.summary("film")[0]["complete"], True)
                size = os.path.getsize("film")
                os.truncate("film", size * 6 // 10)
                self.assertIs(self.summary("film", 1)[0]["complete"], False)

    def test_a_chained_file(self):
        parts = b""
        for _ in range(2):
            launch(f"{SOUND} ! audioconvert ! vorbisenc ! oggmux ! filesink location=a.ogg")
            parts += pathlib.Path("a.ogg").read_bytes()
        pathlib.Path("b.ogg").write_bytes(parts)
        summary, _ = self.summary("b.ogg")
        self.assertEqual((summary["complete"], summary["samples"]), (True, 480_000))

    def test_in_a_session(self):
        write_flac("a.flac", 200)
        data = pathlib.Path("a.flac").read_bytes()
        pathlib.Path("cut.flac").write_bytes(data[: len(data) // 2])
        for name, status in (("a.flac", 0), ("cut.flac", 1)):
            result = run("--summary=json", "--pipeline", f"filesrc location={name} ! decodebin")
            self.assertEqual(result.returncode, status)
            self.assertIs(json.loads(result.stdout)["complete"], status == 0)
        self.wav_with(480_000, 5000)
        result = run("--summary=json", "--pipeline", "filesrc location=a.wav ! wavparse")
        self.assertEqual(result.returncode, 1)
        self.assertIs(json.loads(result.stdout)["complete"], False)

    def test_interrupted(self):
        os.mkfifo("slow.wav")
        write_wav("a.wav", [sine(440, 100_000)])
        data = pathlib.Path("a.wav").read_bytes()
        with subprocess.Popen([TOOL, "--summary=json", "slow.wav"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=environment()) as process:
            with open("slow.wav", "wb") as fifo:
                fifo.write(data[:150_000])
                fifo.flush()
                wait_for_handler(process, signal.SIGINT)
                time.sleep(1)  # for what was sent
                process.send_signal(signal.SIGINT)
                output, errors = process.communicate(timeout=TIMEOUT)
        self.assertEqual(process.returncode, 130)
        self.assert_one_line(errors, "slow.wav: ended by a signal after ")
        self.assertIs(json.loads(output)["complete"], False)

    def test_an_error(self):
        if not has_elements("theoraenc", "vorbisenc"):
            self.skipTest("encoders are missing")
        launch(f"{SOUND} ! audioconvert ! vorbisenc ! oggmux ! filesink location=a.ogg")
        launch("videotestsrc num-buffers=10 ! theoraenc ! oggmux ! filesink location=v.ogg")
        pathlib.Path("c.ogg").write_bytes(pathlib.Path("a.ogg").read_bytes()
                                          + pathlib.Path("v.ogg").read_bytes())
        summary, errors = self.summary("c.ogg", 1)
        self.assertIs(summary["complete"], False)
        self.assert_one_line(errors, "c.ogg: stops after ")


class BreakingServer:
    """Promises `data` over HTTP, sends its first bytes, and hangs up; then on every try."""

    def __init__(self, data, sent):
        self.data = data
        self.sent = sent
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.uri = f"http://127.0.0.1:{self.listener.getsockname()[1]}/a.flac"
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def serve(self):
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(self.data)}\r\n\r\n".encode()
        answer = head + self.data[: self.sent]
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                connection.sendall(answer)
                if answer:
                    time.sleep(8)  # so that what was sent is decoded, also on a busy machine
            answer = b""

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exception):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()


class OtherFiles(ToolTest):
    def test_they_are_done_all_the_same(self):
        write_wav("a.wav", [sine(440, 2048)])
        write_wav("b.wav", [sine(440, 2048)])
        pathlib.Path("bad.wav").write_bytes(b"no sound" * 1000)
        result = run("--csv", "a.wav", "bad.wav", "missing.wav", "b.wav")
        self.assertEqual(result.returncode, 1)
        lines = result.stderr.decode().splitlines()
        self.assertEqual([line.split(":")[1] for line in lines], [" bad.wav", " missing.wav"])
        self.assertEqual([row["file"] for row in csv_rows(result.stdout)],
                         ["a.wav", "a.wav", "b.wav", "b.wav"])


if __name__ == "__main__":
    unittest.main()
