#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""gst-audioblocks-1.0 on thousands of short files."""

import os
import pathlib
import pty
import re
import subprocess
import unittest

from tool_support import TIMEOUT, TOOL, ToolTest, environment, sine, wait_until, write_wav


class ManyTest(ToolTest):
    def setUp(self):
        super().setUp()
        write_wav("a.wav", [sine(300, 2000)])
        os.mkdir("many")
        for index in range(1000):
            os.symlink("../a.wav", f"many/{index}.wav")

    def files(self, count):
        return [f"many/{index}.wav" for index in range(count)]


class Memory(ManyTest):
    def kilobytes_at(self, process, fifo):
        """The tool's own memory when it has come to this pipe, which is then done."""
        def is_open():
            try:
                writer.append(os.open(fifo, os.O_WRONLY | os.O_NONBLOCK))
            except OSError:
                self.assertIsNone(process.poll())
            return writer

        writer = []
        wait_until(is_open)
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        with open(writer[0], "wb") as pipe:
            os.set_blocking(writer[0], True)
            pipe.write(pathlib.Path("a.wav").read_bytes())
        return int(re.search(r"RssAnon:\s*(\d+) kB", status)[1])

    def test_stays_flat(self):
        files = self.files(1000)
        for fifo in ("early", "late"):
            os.mkfifo(fifo)
        for arguments in ((), ("--output-dir", "out"), ("--output-dir", "out2", "--jobs", "2")):
            with self.subTest(arguments=arguments), subprocess.Popen(
                    [TOOL, "--csv", *arguments, *files[:300], "early", *files[300:], "late"],
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment()) as process:
                early = self.kilobytes_at(process, "early")
                late = self.kilobytes_at(process, "late")
                self.assertEqual(process.wait(TIMEOUT), 0)
                # The heap itself takes a few hundred files to settle, more with two jobs on a busy machine.
                # A pipeline that is left behind has tens of kilobytes.
                self.assertLess(late - early, 10 * 700)


class Progress(ManyTest):
    def shown(self, *command):
        """What the tool writes to a terminal on standard error."""
        master, slave = pty.openpty()
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=slave, env=environment(TERM="xterm")) as process:
            os.close(slave)
            shown = b""
            try:
                while piece := os.read(master, 4096):
                    shown += piece
            except OSError:
                pass  # the other end is closed
            os.close(master)
        self.assertEqual(process.returncode, 0)
        return shown

    def test_is_shown_for_short_files(self):
        for arguments in ((), ("--jobs", "2"), ("--output-dir", "out")):
            lines = self.shown(TOOL, "--csv", *arguments, *self.files(1000)).split(b"\r\x1b[K")
            self.assertGreater(len(lines), 3, arguments)
            self.assertEqual((lines[0], lines[-1]), (b"", b""))
            counts = [int(line.split(b"/")[0]) for line in lines[1:-1]]
            self.assertEqual(counts, sorted(counts))
            for line in lines[1:-1]:
                self.assertRegex(line, rb"\A\d+/1000  .*  \d+(\.\d)?x real time\Z")


if __name__ == "__main__":
    unittest.main()
