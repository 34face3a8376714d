#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""GStreamer's leaks tracer reports blocks that an application never released, and no others."""

import collections
import re
import subprocess
import sys
import unittest

from tool_support import TIMEOUT, ToolTest, environment

# Keeps that many samples beyond the pipeline's end, and never releases them: with GStreamer 1.26, a
# buffer that has a custom meta, whosesoever, must not be freed after gst_deinit().
APPLICATION = """
import gc, os, sys
import gi
gi.require_version("Gst", "1.0")
from gi.repository import Gst
Gst.init(None)
pipeline = Gst.parse_launch("audiotestsrc num-buffers=40 samplesperbuffer=480 ! audioblocks"
                            f" analysis-mode={sys.argv[2]} ! appsink name=sink sync=false")
pipeline.set_state(Gst.State.PLAYING)
sink = pipeline.get_by_name("sink")
kept = [sink.emit("pull-sample") for _ in range(int(sys.argv[1]))]
while sink.emit("pull-sample"):
    pass
pipeline.set_state(Gst.State.NULL)
del pipeline, sink
gc.collect()
Gst.deinit()
sys.stderr.flush()
os._exit(0)
"""


class Leaks(ToolTest):
    def setUp(self):
        super().setUp()
        found = subprocess.run([sys.executable, "-c", "import gi; gi.require_version('Gst', '1.0')"],
                               capture_output=True, check=False)
        if found.returncode != 0:
            self.skipTest("no GObject introspection for this Python")

    def alive_with(self, kept, mode):
        """Returns the report of the tracer at the end of the process, by type."""
        result = subprocess.run(
            [sys.executable, "-c", APPLICATION, str(kept), mode], capture_output=True, text=True,
            env=environment(GST_TRACERS="leaks", GST_DEBUG="GST_TRACER:7", GST_DEBUG_NO_COLOR="1"),
            timeout=TIMEOUT, check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        alive = re.findall(r"object-alive, type-name=\(string\)(\w+)", result.stderr)
        return collections.Counter(alive)

    def test_nothing_is_alive_where_everything_came_back(self):
        for mode in ("inline", "worker"):
            with self.subTest(mode):
                self.assertEqual(self.alive_with(0, mode), {})

    def test_kept_blocks_are_reported_one_by_one(self):
        for mode in ("inline", "worker"):
            with self.subTest(mode):
                alive = self.alive_with(3, mode)
                self.assertEqual((alive["GstBuffer"], alive["GstMemory"]), (3, 3))
                self.assertEqual(alive["GstAudioBlocks"], 0)


if __name__ == "__main__":
    unittest.main()
