#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The recipes for one machine: the tool alone, and GNU parallel, with odd names and very many."""

import os
import pathlib
import shutil
import unittest

from batch_support import ODD_NAMES, BatchTest, files_below
from fenced_blocks import recipe

ONE_PROCESS = recipe("sh", "--jobs")
SHARDS = recipe("sh needs=parallel", "seq 8")
FILE_BY_FILE = recipe("sh needs=parallel", "--arg-file")


class OddNames(BatchTest):
    def setUp(self):
        super().setUp()
        self.make_recordings(ODD_NAMES)
        self.make_list()
        self.expected = self.results_of_one_process()
        self.assertEqual({os.fsencode(name) for name in self.expected},
                         {name + b".csv" for name in ODD_NAMES})

    def check(self, script):
        self.run_script(script)
        self.assertEqual(files_below("csv"), self.expected)

    def test_one_process(self):
        self.check(ONE_PROCESS)

    def test_shards(self):
        self.check(SHARDS)

    def test_file_by_file(self):
        self.check(FILE_BY_FILE)

    def test_a_bad_file_shows_in_the_status_and_the_rest_is_done(self):
        pathlib.Path("bad.wav").write_bytes(b"no sound" * 1000)
        self.make_list()
        for script in (ONE_PROCESS, SHARDS, FILE_BY_FILE):
            self.run_script(script, status=1)
            self.assertEqual(files_below("csv"), self.expected)
            shutil.rmtree("csv")


class ManyNames(BatchTest):
    def test_120_000_names_of_which_few_are_left(self):
        """The shards see all names, and do the few that have no result yet."""
        names = [f"{folder}/-{index} long enough for a full command line.wav"
                 for folder in range(120) for index in range(1000)]
        self.assertGreater(sum(map(len, names)), 2 * os.sysconf("SC_ARG_MAX"))
        pathlib.Path("files.list").write_text("".join(f"{name}\0" for name in names))
        for folder in range(120):
            os.makedirs(f"csv/{folder}")
            os.mkdir(str(folder))
        left = names[::2000]
        self.make_recordings(left)
        for name in set(names) - set(left):
            os.mknod(f"csv/{name}.csv")
        self.run_script(SHARDS)
        made = {str(path.relative_to("csv")) for path in pathlib.Path("csv").rglob("*.csv")
                if path.stat().st_size > 0}
        self.assertEqual(made, {f"{name}.csv" for name in left})


if __name__ == "__main__":
    if not shutil.which("parallel"):
        raise SystemExit(77)
    unittest.main()
