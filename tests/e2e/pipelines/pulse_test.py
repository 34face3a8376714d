#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Live recordings from a PulseAudio server."""

import unittest

import live_recording
from sound_server import PulseAudio


class Monitor(live_recording.LiveTest, unittest.TestCase):
    def setUp(self):
        self.server = PulseAudio()
        self.server.start()
        self.addCleanup(self.server.stop)


if __name__ == "__main__":
    live_recording.main(unittest.main, ["pulseaudio", "pactl"], ["pulsesrc"])
