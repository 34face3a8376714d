#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""gst-audioblocks-1.0 with lists of files, and with shards of them."""

import os
import pathlib
import shutil
import subprocess
import unittest

from tool_support import (
    TIMEOUT,
    TOOL,
    ToolTest,
    csv_rows,
    environment,
    run,
    sine,
    wait_for_handler,
    wait_until,
    write_wav,
)


class ListTest(ToolTest):
    def setUp(self):
        super().setUp()
        for name in "abcdefg":
            write_wav(f"{name}.wav", [sine(300, 800)])

    def write_list(self, *names, end="\n"):
        pathlib.Path("list").write_bytes(b"".join(os.fsencode(name + end) for name in names))

    def files(self, *arguments, **options):
        """The files that the tool analyses, one block each."""
        return [row["file"] for row in self.csv(*arguments, **options)]


class Lists(ListTest):
    def test_of_lines(self):
        pathlib.Path("list").write_text("b.wav\n\n./a.wav\n\nc.wav")
        self.assertEqual(self.files("--files-from", "list"), ["b.wav", "./a.wav", "c.wav"])

    def test_follow_the_command_line(self):
        self.write_list("b.wav")
        self.assertEqual(self.files("c.wav", "--files-from", "list", "a.wav"),
                         ["c.wav", "a.wav", "b.wav"])

    def test_of_one_name_have_the_column_for_it(self):
        self.write_list("b.wav")
        self.assertEqual(self.files("--files-from", "list"), ["b.wav"])
        os.mkdir("folder")
        shutil.copy("a.wav", "folder")
        self.assertEqual(self.files("folder"), ["folder/a.wav"])
        self.assertNotIn("file", self.csv("a.wav")[0])

    def test_with_any_bytes(self):
        names = [b"-o.wav", b"two\nlines.wav", b"-", b"caf\xe9.wav", b" .wav", b"--csv"]
        for name in names:
            shutil.copy(b"a.wav", name)
        pathlib.Path("list").write_bytes(b"".join(name + b"\0" for name in [*names, b""]))
        for arguments in (("--files-from", "list", "--null"), ("--files-from=list", "-0")):
            self.assertEqual(self.files(*arguments),
                             ["-o.wav", "two\nlines.wav", "./-", r"caf\xe9.wav", " .wav", "--csv"])

    def test_from_standard_input(self):
        result = subprocess.run([TOOL, "--csv", "--files-from", "-"], input=b"b.wav\na.wav\n",
                                capture_output=True, env=environment(), timeout=TIMEOUT, check=False)
        self.assertEqual((result.stderr, result.returncode), (b"", 0))
        self.assertEqual([row["file"] for row in csv_rows(result.stdout)], ["b.wav", "a.wav"])

    def test_with_what_is_missing_a_folder_or_twice(self):
        os.mkdir("folder")
        shutil.copy("a.wav", "folder")
        self.write_list("gone.wav", "folder", "a.wav", "a.wav")
        result = run("--csv", "--files-from", "list")
        self.assertEqual(result.returncode, 1)
        self.assertEqual([row["file"] for row in csv_rows(result.stdout)], ["a.wav", "a.wav"])
        missing, folder = result.stderr.decode().splitlines()
        self.assertIn("gone.wav: no such file; ", missing)
        self.assertIn("folder: is a directory; ", folder)

    def test_that_cannot_be_read(self):
        start = "--files-from list: cannot be read ("
        self.assertEqual(self.assert_fails(1, f"{start}No such file or directory); ", "--csv",
                                           "--files-from", "list"), b"")
        os.mkdir("list")
        self.assert_fails(1, f"{start}Is a directory); ", "--files-from", "list", "a.wav")
        os.rmdir("list")
        self.write_list("a.wav")
        rights = self.options_without_rights()
        os.chmod("list", 0)
        self.assert_fails(1, f"{start}Permission denied); ", "--files-from", "list", **rights)

    def test_of_null_characters_without_saying_so(self):
        self.write_list("a.wav", "b.wav", end="\0")
        before = pathlib.Path("a.wav").read_bytes()
        for arguments in ((), ("--output-dir", ".", "--force")):
            self.assert_fails(2, "--files-from list: has names that end in a null character; give --null",
                              "--csv", "--files-from", "list", *arguments)
        self.assertEqual(pathlib.Path("a.wav").read_bytes(), before)

    def test_what_would_be_overwritten(self):
        self.write_list("a.wav")
        os.mkdir("folder")
        shutil.copy("b.wav", "folder")
        files = {name: pathlib.Path(name).read_bytes() for name in ("a.wav", "list", "folder/b.wav")}
        for option, path, *inputs in (("--report", "./a.wav", "a.wav", "b.wav"),
                                      ("--report", "list", "--files-from", "list"),
                                      ("--labels", "a.wav", "--files-from", "list"),
                                      ("--labels", "folder/b.wav", "folder")):
            with self.subTest(option=option, inputs=inputs):
                what = "the list of inputs" if path == "list" else "an input"
                self.assert_fails(2, f"{option} {path}: is {what}, too; ", option, path, *inputs)
        self.assert_fails(2, "--labels and --report both name x; ", "--labels", "x", "--report", "./x",
                          "a.wav")
        for name, contents in files.items():
            self.assertEqual(pathlib.Path(name).read_bytes(), contents)

    def test_empty_names(self):
        for option, what in (("--files-from", "file"), ("--output-dir", "folder"), ("--report", "file")):
            self.assert_fails(2, f"{option} names no {what}; name one", option, "", "a.wav")

    def test_without_a_name(self):
        for text in ("", "\n\n"):
            pathlib.Path("list").write_text(text)
            self.assertEqual(self.assert_fails(1, "--files-from list: names no input; ",
                                               "--files-from", "list", "a.wav"), b"")

    def test_with_a_picture(self):
        self.write_list("a.wav", "b.wav")
        self.assert_fails(2, "--plot: is for one file; ", "--plot", "a.png",
                          "--files-from", "list")
        self.run_well("--plot", "a.png", "--files-from", "list", "--shard", "1/2")
        self.assertTrue(pathlib.Path("a.png").exists())

    def test_a_signal_while_the_list_is_awaited(self):
        with subprocess.Popen([TOOL, "--files-from", "-"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=environment()) as process:
            process.stdin.write(b"a.wav\n")
            process.stdin.flush()
            waiting = pathlib.Path(f"/proc/{process.pid}/syscall")
            wait_for_handler(process, 15)
            wait_until(lambda: waiting.read_text().startswith("0 0x0 "))
            process.terminate()
            self.assertEqual((process.communicate(timeout=TIMEOUT), process.returncode),
                             ((b"", b""), 143))


class Shards(ListTest):
    NAMES = [f"{name}.wav" for name in "abcdefg"]

    def test_together_have_each_input_once_in_its_order(self):
        for count in (1, 2, 3, 7, 9):
            shards = [self.files("--shard", f"{number}/{count}", *self.NAMES)
                      for number in range(1, count + 1)]
            for number, shard in enumerate(shards):
                self.assertEqual(shard, self.NAMES[number::count])
            self.assertEqual(sorted(sum(shards, [])), self.NAMES)

    def test_depend_on_the_position_alone(self):
        self.write_list(*self.NAMES[:4])
        before = self.files("--shard", "2/3", "--files-from", "list")
        self.write_list(*self.NAMES)
        self.assertEqual(self.files("--shard", "2/3", "--files-from", "list")[: len(before)], before)

    def test_of_folders_count_their_files(self):
        os.mkdir("x")
        for name in self.NAMES[:3]:
            shutil.move(name, "x")
        self.assertEqual(self.files("--shard", "2/2", "x", "d.wav"), ["x/b.wav", "d.wav"])

    def test_without_an_input(self):
        self.assertEqual(self.run_well("--output-dir", "out", "--shard", "3/3", "a.wav"),
                         b"0 files: 0 done\n")

    def test_wrong_texts(self):
        for text in ("0/2", "3/2", "1", "1/", "/2", "a/b", "-1/2", "1/0", "1/2/3", "1.5/2", "", "1/99999999999"):
            with self.subTest(text=text):
                self.assert_fails(2, f"--shard {text} is not K/N with K from 1 to N; ",
                                  f"--shard={text}", "a.wav")


if __name__ == "__main__":
    unittest.main()
