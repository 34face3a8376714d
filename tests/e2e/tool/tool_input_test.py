#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Bad input to gst-audioblocks-1.0: one clear line, exit status 1, no hang, the other files done."""

import os
import pathlib
import random
import socket
import threading
import time
import unittest

from tool_support import (
    COLUMNS,
    RATE,
    ToolTest,
    csv_rows,
    environment,
    has_elements,
    launch,
    run,
    sine,
    write_wav,
)


def write_flac(path, buffers=100):
    """Noise, so that the file is long enough to be cut."""
    launch(f"audiotestsrc wave=pink-noise num-buffers={buffers} ! audio/x-raw,rate={RATE}"
           f",format=S16LE ! flacenc ! filesink location={path}")


class NothingDecodes(ToolTest):
    def check(self, name, text):
        """The line names the file and says so; there is a header and no row."""
        output = self.assert_fails(1, f"{name}: {text}", "--csv", name)
        self.assertEqual(output.decode(), COLUMNS + "\n")

    def test_missing_file(self):
        self.check("missing.wav", "no such file;")

    def test_missing_file_by_uri(self):
        self.check((self.directory / "missing.wav").as_uri(), "no such file;")

    def test_empty_file(self):
        pathlib.Path("empty.wav").touch()
        self.check("empty.wav", "is empty (0 bytes);")

    def test_directory(self):
        pathlib.Path("folder").mkdir()
        self.check("folder", "is a directory;")

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
        result = run("--csv", part)
        if result.returncode == 0:
            self.assertEqual(result.stderr, b"")
        else:
            self.assertEqual(result.returncode, 1)
            self.assert_one_line(result.stderr, f"{part}: stops after ")
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
