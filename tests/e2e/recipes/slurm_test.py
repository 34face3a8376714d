#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The recipe for Slurm on a cluster of three nodes: any array, any rerun, and a node that crashes."""

import os
import pathlib
import shutil
import unittest

from batch_support import ODD_NAMES, BatchTest, files_below
from fenced_blocks import recipe
from slurm_cluster import SlurmCluster, missing_daemons, wait_until

SHARDS = 4
UNFINISHED = pathlib.Path("csv", ".audioblocks-unfinished")
# Put first in the list, so that it is the first file of the first shard.
SLOW = b"! slow.wav"


class Slurm(BatchTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cluster = SlurmCluster(3)
        cls.enterClassContext(cls.cluster)

    def setUp(self):
        super().setUp()
        script = recipe("sh array").replace("shards=100", f"shards={SHARDS}")
        script = script.replace("array=1-100", f"array=1-{SHARDS}")
        pathlib.Path("pitch.sh").write_text(script, encoding="utf-8")
        self.make_recordings([SLOW, *ODD_NAMES])
        self.make_list()

    def submit(self, *options):
        return self.cluster.submit("pitch.sh", "--output=log-%a", *options, env=self.env,
                                   cwd=self.directory)

    def outcomes(self, *options):
        job = self.submit(*options)
        self.cluster.wait_for(job)
        return self.cluster.outcomes(job)

    def names(self):
        return set(files_below("csv"))

    def shard(self, number):
        names = pathlib.Path("files.list").read_bytes().split(b"\0")[:-1]
        return {os.fsdecode(name[2:]) + ".csv" for name in names[number - 1 :: SHARDS]}

    def test_any_array_and_any_rerun(self):
        good = ("COMPLETED", 0)
        self.assertEqual(self.outcomes("--array=2,4"), {2: good, 4: good})
        self.assertEqual(self.names(), self.shard(2) | self.shard(4))
        self.assertEqual(self.outcomes("--array=1-2"), {1: good, 2: good})
        self.assertEqual(self.names(), self.shard(1) | self.shard(2) | self.shard(4))
        # What is beyond the shards says so and does nothing.
        self.assertEqual(self.outcomes("--array=0,5"), {0: ("FAILED", 2), 5: ("FAILED", 2)})
        self.assertIn("--shard 5/4 is not K/N", pathlib.Path("log-5").read_text())
        self.assertEqual(set(self.outcomes().values()), {good})
        self.assertEqual(files_below("csv"), self.results_of_one_process())

    def test_a_node_that_crashes(self):
        recording = pathlib.Path(os.fsdecode(SLOW))
        sound = recording.read_bytes()
        recording.unlink()
        os.mkfifo(recording)
        # Without its own attempt to start the task again, which begins two minutes later.
        job = self.submit("--no-requeue")
        with recording.open("wb", buffering=0) as fifo:
            fifo.write(sound)
            wait_until(lambda: UNFINISHED.is_dir() and any(UNFINISHED.iterdir()), "the first task")
            wait_until(lambda: self.names() >= self.shard(2) | self.shard(3) | self.shard(4),
                       "the other tasks")
            node = self.cluster.node_of(job, 1)
            self.cluster.crash(node)
        self.cluster.wait_for(job)
        self.assertEqual(self.cluster.outcomes(job),
                         {1: ("NODE_FAIL", 0), **dict.fromkeys((2, 3, 4), ("COMPLETED", 0))})
        # What it was writing is there under no name of a result.
        (left,) = UNFINISHED.iterdir()
        self.assertEqual(self.names(), {str(left.relative_to("csv"))} | self.shard(2) | self.shard(3)
                         | self.shard(4))
        recording.unlink()
        recording.write_bytes(sound)
        # The node is still down, so others do its work.
        self.assertEqual(set(self.outcomes().values()), {("COMPLETED", 0)})
        self.assertEqual(files_below("csv"), self.results_of_one_process())


if __name__ == "__main__":
    if missing := missing_daemons() + ([] if shutil.which("setpriv") else ["setpriv"]):
        print(f"not installed: {', '.join(missing)} (Debian: slurmctld, slurmd, munge, slurm-client)")
        raise SystemExit(77)
    unittest.main()
