#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""gst-audioblocks-1.0 with --output-dir: one result a file, whole or not at all, resumed by repeating."""

import contextlib
import fcntl
import os
import pathlib
import resource
import shutil
import signal
import struct
import subprocess
import unittest
import unittest.mock

from batch_support import files_below
from tool_support import (
    TIMEOUT,
    TOOL,
    ToolTest,
    environment,
    json_rows,
    run,
    sine,
    wait_for_handler,
    wait_until,
    write_wav,
)

FORMS = {
    ("--csv",): ".csv",
    ("--json",): ".jsonl",
    ("--summary", "json"): ".json",
    ("--summary", "text"): ".txt",
    (): ".txt",
}
UNFINISHED = ".audioblocks-unfinished"


class FolderTest(ToolTest):
    def setUp(self):
        super().setUp()
        os.makedirs("music/deep")
        self.names = [f"music/{index}.wav" for index in range(4)] + ["music/deep/4.wav"]
        for index, name in enumerate(self.names):
            write_wav(name, [sine(220 + 20 * index, 3000 + index)])

    def expected(self, form=("--csv",), names=None):
        """What the tool prints for each file, by the path of its result."""
        return {name + FORMS[form]: self.run_well(*form, name) for name in names or self.names}

    def assert_counts(self, counts, *arguments, status=0, **options):
        """Runs the tool with --output-dir, which must print these counts; returns its messages."""
        result = run("--csv", "--output-dir", "out", *arguments, **options)
        self.assertEqual((result.stdout.decode(), result.returncode), (counts + "\n", status),
                         result.stderr)
        return result.stderr

    @contextlib.contextmanager
    def at_work(self, *arguments):
        """The tool, in the midst of slow.wav: the process, and a file that takes the rest."""
        os.mkfifo("slow.wav")
        with subprocess.Popen([TOOL, "--csv", "--output-dir", "out", *arguments],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=environment()) as process:
            try:
                with open("slow.wav", "wb", buffering=0) as fifo:
                    fifo.write(pathlib.Path(self.names[0]).read_bytes())
                    wait_until(lambda: list(pathlib.Path("out", UNFINISHED).glob("*")))
                    yield process, fifo
            finally:
                process.kill()


class Results(FolderTest):
    def test_are_what_is_printed_in_the_tree_of_the_inputs(self):
        for form, extension in FORMS.items():
            for jobs in ("1", "3"):
                with self.subTest(form=form, jobs=jobs):
                    output = self.run_well(*form, "--output-dir", f"out{extension}{jobs}/new",
                                           "--jobs", jobs, "music")
                    self.assertEqual(output, b"5 files: 5 done\n")
                    self.assertEqual(files_below(f"out{extension}{jobs}/new"), self.expected(form))
                    shutil.rmtree(f"out{extension}{jobs}")

    def test_names(self):
        write_wav("a.wav", [sine(300, 2000)])
        os.mkdir("here")
        odd = [b"-dash.wav", b"two\nlines.wav", b"caf\xe9.wav", "ü ö.wav".encode(), b"a.wav.csv"]
        for name in odd:
            shutil.copy(b"a.wav", name)
        os.chdir("here")
        self.run_well("--csv", "--output-dir", "../out", "../a.wav", f"{self.directory}/a.wav",
                      "./..//music/../music/0.wav", (self.directory / "music/1.wav").as_uri(),
                      *(b"../" + name for name in odd))
        os.chdir("..")
        root = str(self.directory)[1:]
        self.assertEqual({os.fsencode(name) for name in files_below("out")},
                         {b"a.wav.csv", f"{root}/a.wav.csv".encode(), b"music/0.wav.csv",
                          f"{root}/music/1.wav.csv".encode(), *(name + b".csv" for name in odd)})

    def test_two_files_that_differ_in_their_extension(self):
        shutil.copy("music/0.wav", "music/0.aiff")
        self.assert_counts("2 files: 2 done", "music/0.wav", "music/0.aiff")

    def test_a_failed_file_leaves_none_and_is_done_when_it_is_mended(self):
        whole = pathlib.Path("music/0.wav").read_bytes()
        pathlib.Path("music/0.wav").write_bytes(whole[:3000])  # cut off
        pathlib.Path("music/1.wav").write_bytes(b"no sound" * 1000)
        names = [*self.names, "gone.wav"]
        told = self.assert_counts("6 files: 3 done, 3 failed", *names, status=1)
        self.assertEqual([line.split(b":")[1] for line in told.splitlines()],
                         [b" music/0.wav", b" music/1.wav", b" gone.wav"])
        self.assertEqual(files_below("out"), self.expected(names=self.names[2:]))
        shutil.copy("music/2.wav", "music/1.wav")
        pathlib.Path("music/0.wav").write_bytes(whole)
        write_wav("gone.wav", [sine(300, 2000)])
        self.assertEqual(self.assert_counts("6 files: 3 done, 3 skipped (done before)", *names), b"")
        self.assertEqual(files_below("out"), self.expected(names=names))

    def test_what_is_done_is_skipped_unless_forced(self):
        self.assert_counts("5 files: 5 done", "music")
        result = pathlib.Path("out/music/0.wav.csv")
        result.write_text("kept")
        self.assert_counts("5 files: 0 done, 5 skipped (done before)", "music")
        self.assertEqual(result.read_text(), "kept")
        self.assert_counts("5 files: 5 done", "--force", "music")
        self.assertEqual(files_below("out"), self.expected())

    def test_a_result_that_fails_again_is_kept(self):
        self.assert_counts("1 file: 1 done", "music/0.wav")
        before = files_below("out")
        pathlib.Path("music/0.wav").write_bytes(b"no sound" * 1000)
        self.assert_counts("1 file: 0 done, 1 failed", "--force", "music/0.wav", status=1)
        self.assertEqual(files_below("out"), before)


class OneName(FolderTest):
    CLASH = "music/../music/1.wav: its result would overwrite that of input 2 of 3; "

    def test_is_refused_before_anything_runs(self):
        arguments = ("--csv", "--output-dir", "out", "music/0.wav", "music/1.wav",
                     "music/../music/1.wav")
        self.assertEqual(self.assert_fails(2, self.CLASH, *arguments), b"")
        self.assertFalse(os.path.exists("out"))
        # Each shard sees the whole list.
        self.assert_fails(2, self.CLASH, "--shard", "1/3", *arguments)

    def test_many_are_counted(self):
        result = run("--output-dir", "out", *self.names[:1] * 13)
        lines = result.stderr.decode().splitlines()
        self.assertEqual((len(lines), result.returncode), (11, 2))
        self.assertEqual(lines[-1], "gst-audioblocks-1.0: 2 more inputs would overwrite results; "
                                    "leave them out")

    def test_is_no_problem_on_standard_output(self):
        self.assertEqual(self.run_well("--csv", "music/0.wav", "music/0.wav").count(b"\n"), 7)


class Folder(FolderTest):
    def test_that_is_a_file(self):
        pathlib.Path("out").touch()
        self.assert_fails(1, "--output-dir out: cannot hold results (Not a directory); ",
                          "--output-dir", "out", "music")
        self.assert_fails(1, "--output-dir out/below: cannot hold results (Not a directory); ",
                          "--output-dir", "out/below", "music")

    def test_that_is_read_only(self):
        rights = self.options_without_rights()
        os.mkdir("out", 0o555)
        self.assert_fails(1, "--output-dir out: cannot hold results (Permission denied); ",
                          "--output-dir", "out", "music", **rights)
        self.assert_fails(1, "--output-dir out/new: cannot hold results (Permission denied); ",
                          "--output-dir", "out/new", "music", **rights)

    def test_that_is_full(self):
        script = 'mkdir out && mount -t tmpfs -o size=64k tmpfs out && "$@"; status=$?; ' \
                 "cp -r out kept; exit $status"
        namespace = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
        if subprocess.run([*namespace, "mount -t tmpfs tmpfs /mnt"], capture_output=True,
                          check=False).returncode != 0:
            self.skipTest("no private mounts here")
        names = []
        for index in range(9):
            write_wav(f"{index}.wav", [sine(300, 200_000)])
            names.append(f"{index}.wav")
        result = subprocess.run([*namespace, script, "sh", TOOL, "--csv", "--output-dir", "out", *names],
                                capture_output=True, env=environment(), timeout=TIMEOUT, check=False)
        self.assertEqual(result.returncode, 1)
        self.assert_one_line(result.stderr,
                             "--output-dir out: accepts no more results (No space left on device); ")
        kept = files_below("kept")
        self.assertRegex(result.stdout.decode(), rf"\A9 files: {len(kept)} done, {9 - len(kept)} left\n\Z")
        self.assertGreater(len(kept), 0)
        self.assertEqual(kept, self.expected(names=names[: len(kept)]))

    def test_that_vanishes(self):
        with self.at_work("slow.wav", *self.names) as (process, fifo):
            shutil.rmtree("out")
            fifo.close()
            output, errors = process.communicate(timeout=TIMEOUT)
        self.assert_one_line(errors, "--output-dir out: accepts no more results "
                                     "(No such file or directory); ")
        self.assertEqual((output, process.returncode), (b"6 files: 0 done, 6 left\n", 1))
        self.assertFalse(os.path.exists("out"))

    def test_a_result_that_has_no_room_or_place(self):
        os.makedirs("out/music/0.wav.csv")
        told = self.assert_counts("2 files: 1 done, 1 failed", *self.names[:2], status=1)
        self.assert_one_line(told, "music/0.wav: its result out/music/0.wav.csv cannot be written ("
                                   "Is a directory); ")
        write_wav("long.wav", [sine(300, 200_000)])
        # The limit is one for the data of a build that measures coverage, too: not into its files.
        with unittest.mock.patch.dict(os.environ, GCOV_PREFIX=os.path.abspath("coverage")):
            told = self.assert_counts("2 files: 1 done, 1 failed", "long.wav", "music/2.wav", status=1,
                                      preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE,
                                                                            (4096, 4096)))
        self.assert_one_line(told, "long.wav: its result out/long.wav.csv cannot be written (File too "
                                   "large); ")
        self.assertEqual(set(files_below("out")), {"music/1.wav.csv", "music/2.wav.csv"})


class Interrupted(FolderTest):
    def test_a_signal_leaves_whole_results_only(self):
        with self.at_work("music/0.wav", "slow.wav", "music/1.wav") as (process, fifo):
            wait_for_handler(process, signal.SIGTERM)
            process.terminate()
            output, errors = process.communicate(timeout=TIMEOUT)
        self.assertEqual((output, errors, process.returncode),
                         (b"3 files: 1 done, 2 left\n", b"", 128 + signal.SIGTERM))
        self.assertEqual(files_below("out"), self.expected(names=self.names[:1]))
        os.unlink("slow.wav")
        shutil.copy("music/2.wav", "slow.wav")
        self.assert_counts("3 files: 2 done, 1 skipped (done before)", "music/0.wav", "slow.wav",
                           "music/1.wav")

    def test_what_a_killed_process_left_goes_with_the_next(self):
        with self.at_work("music/0.wav", "slow.wav") as (process, _):
            process.kill()
            process.wait(TIMEOUT)
        (left,) = pathlib.Path("out", UNFINISHED).iterdir()
        self.assertEqual(set(files_below("out")), {"music/0.wav.csv", f"{UNFINISHED}/{left.name}"})
        os.unlink("slow.wav")
        shutil.copy("music/0.wav", "slow.wav")
        self.assert_counts("2 files: 1 done, 1 skipped (done before)", "music/0.wav", "slow.wav")
        self.assertEqual(files_below("out"), self.expected(names=["music/0.wav", "slow.wav"]))
        self.assertFalse(os.path.exists(f"out/{UNFINISHED}"))


    def test_a_file_that_the_end_of_the_run_cuts_short_has_no_result(self):
        """Its format announces no length, so that nothing else distinguishes it from a whole one."""
        samples = struct.pack(">4sIIIII", b".snd", 24, 0xFFFFFFFF, 3, 48000, 1) + bytes(20_000)
        for name in ("a.au", "b.au"):
            os.mkfifo(name)
        with subprocess.Popen([TOOL, "--csv", "--output-dir", "out", "--jobs", "2", "a.au", "b.au"],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=environment()) as process:
            def unfinished():
                return set(pathlib.Path("out", UNFINISHED).glob("*"))

            def holds_deleted():
                for link in pathlib.Path(f"/proc/{process.pid}/fd").iterdir():
                    with contextlib.suppress(FileNotFoundError):
                        if os.readlink(link).endswith("(deleted)"):
                            return True
                return False

            with open("a.au", "wb", buffering=0) as first:
                first.write(samples)
                wait_until(lambda: len(unfinished()) == 1)
                others = unfinished()
                with open("b.au", "wb", buffering=0) as second:
                    second.write(samples)
                    wait_until(lambda: len(unfinished()) == 2)
                    (unfinished() - others).pop().unlink()
                # The second is done when its file is closed, and its failure has ended the run.
                wait_until(lambda: not holds_deleted())
                with contextlib.suppress(BrokenPipeError):
                    first.write(bytes(20_000))
            output, errors = process.communicate(timeout=TIMEOUT)
        self.assertEqual((output, process.returncode), (b"2 files: 0 done, 2 left\n", 1))
        self.assert_one_line(errors, "--output-dir out: accepts no more results (")
        self.assertEqual(files_below("out"), {})


class AtOnce(FolderTest):
    def test_a_second_run_leaves_alone_what_the_first_is_writing(self):
        with self.at_work("slow.wav") as (process, fifo):
            (unfinished,) = pathlib.Path("out", UNFINISHED).iterdir()
            self.assert_counts("5 files: 5 done", "music")
            self.assertTrue(unfinished.exists())
            fifo.close()
            output, errors = process.communicate(timeout=TIMEOUT)
        self.assertEqual((output, errors, process.returncode), (b"1 file: 1 done\n", b"", 0))
        os.unlink("slow.wav")
        shutil.copy("music/0.wav", "slow.wav")
        self.assertEqual(files_below("out"), self.expected(names=[*self.names, "slow.wav"]))

    def test_the_same_files(self):
        names = []
        for index in range(40):
            names.append(f"{index}.wav")
            write_wav(names[-1], [sine(200 + index, 1000)])
        command = [TOOL, "--csv", "--output-dir", "out", "--jobs", "2", *names]
        runs = [subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, env=environment()) for _ in range(4)]
        for process in runs:
            output, errors = process.communicate(timeout=TIMEOUT)
            self.assertEqual((errors, process.returncode), (b"", 0))
            self.assertRegex(output, rb"\A40 files: \d+ done")
        self.assertEqual(files_below("out"), self.expected(names=names))


class Report(FolderTest):
    def test_one_run_at_a_time(self):
        with open("report.jsonl", "w", encoding="ascii") as held:
            held.write("{}\n")
            held.flush()
            fcntl.flock(held, fcntl.LOCK_EX)
            self.assert_fails(1, "--report report.jsonl: is being written by another run; ", "--report",
                              "report.jsonl", "music")
        self.assertEqual(pathlib.Path("report.jsonl").read_text(encoding="ascii"), "{}\n")
        self.run_well("--report", "report.jsonl", "music")
        self.assertNotIn("{}\n", pathlib.Path("report.jsonl").read_text(encoding="ascii"))

    def test_has_a_line_for_each_file(self):
        self.assert_counts("1 file: 1 done", "music/0.wav")
        self.assert_counts("3 files: 1 done, 1 skipped (done before), 1 failed", "--report",
                           "report.jsonl", "music/0.wav", "music/1.wav", b"caf\xe9.wav", status=1)
        self.assertEqual(json_rows(pathlib.Path("report.jsonl").read_bytes()), [
            {"file": "music/0.wav", "status": "skipped", "result": "out/music/0.wav.csv"},
            {"file": "music/1.wav", "status": "done", "result": "out/music/1.wav.csv"},
            {"file": r"caf\xe9.wav", "status": "failed", "problem": "no such file; check the name"}])

    def test_has_warnings(self):
        self.assert_counts("1 file: 1 done", "--set", "min-frequency=20", "--block-samples", "1024",
                           "--report", "report.jsonl", "music/0.wav")
        (record,) = json_rows(pathlib.Path("report.jsonl").read_bytes())
        self.assertRegex(record["warnings"][0], "^min-frequency is 20 Hz, ")

    def test_of_a_run_that_prints(self):
        result = run("--summary", "json", "--report", "report.jsonl", "music/0.wav", "gone.wav")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(json_rows(pathlib.Path("report.jsonl").read_bytes()), [
            {"file": "music/0.wav", "status": "done"},
            {"file": "gone.wav", "status": "failed", "problem": "no such file; check the name"}])

    def test_that_cannot_be_written(self):
        self.assert_fails(1, "--report no/report: cannot be written (No such file or directory); "
                             "name a place that can be written",
                          "--output-dir", "out", "--report", "no/report", "music")
        if pathlib.Path("/dev/full").exists():
            told = self.assert_counts("5 files: 5 done", "--report", "/dev/full", "music", status=1)
            self.assert_one_line(told, "--report /dev/full: cannot be written (No space left on device); "
                                       "make room, ")


class Usage(FolderTest):
    def test_what_makes_no_sense(self):
        for start, *arguments in (
            ("--output-dir names results by their files, and - has no name; ", "--output-dir=out", "-"),
            ("--plot is for one input; ", "--output-dir=out", "--plot=a.png", "music/0.wav"),
            ("--force is about the results in a folder; ", "--force", "music"),
            ("--null is about the names in a list; ", "-0", "music"),
            ("- and --files-from - both read standard input; ", "--files-from=-", "-"),
            ("--shard is for files; ", "--shard=1/2", "--test-tone=440"),
            ("--output-dir is for files; ", "--output-dir=out", "--test-tone=440"),
            ("--report is for files; ", "--report=out", "--test-tone=440"),
            ("files, --device, --test-tone and --pipeline exclude each other; ", "--files-from=list",
             "--test-tone=440"),
        ):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.assert_fails(2, start, *arguments), b"")
        self.assertFalse(os.path.exists("out"))


if __name__ == "__main__":
    unittest.main()
