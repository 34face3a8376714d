#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Live recordings from PipeWire, through its own source and through that of PulseAudio."""

import os
import subprocess
import unittest

import live_recording
from fenced_blocks import recipe
from sound_server import PipeWire, PipeWirePulse


class OwnSource(live_recording.LiveTest, unittest.TestCase):
    kind = PipeWire
    element = "pipewiresrc"

    def setUp(self):
        self.server = self.kind()
        self.server.start()
        self.addCleanup(self.server.stop)

    def test_the_recipe_hears_the_tone_until_the_server_crashes(self):
        with live_recording.Tone(self.server), subprocess.Popen(
                ["bash", "-c", "exec " + recipe("sh device", f"-m {self.element}")],
                env={**os.environ, **self.server.variables()}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, text=True) as launch:
            self.addCleanup(launch.kill)
            self.assertTrue(any(f"note=(string){live_recording.NOTE}" in line
                                for line in launch.stdout))
            self.server.crash()
            errors = launch.communicate(timeout=live_recording.PATIENCE)[1]
            self.assertNotEqual(launch.returncode, 0)
            self.assertIn("ERROR: from element ", errors)


class SourceOfPulseAudio(OwnSource):
    kind = PipeWirePulse
    element = "pulsesrc"


if __name__ == "__main__":
    live_recording.main(unittest.main, PipeWire.NEEDS, ["pipewiresrc", "pulsesrc", "watchdog"])
