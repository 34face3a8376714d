#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Live recordings from a JACK server, in small periods."""

import unittest

import live_recording
from sound_server import Jack


class PeriodsOf64(live_recording.LiveTest, unittest.TestCase):
    period = 64

    def setUp(self):
        self.server = Jack(self.period)
        self.server.start()
        self.addCleanup(self.server.stop)

    def assert_exact_account(self, recording, metrics):
        super().assert_exact_account(recording, metrics)
        self.assertEqual(set(recording.lengths), {self.period})


class PeriodsOf128(PeriodsOf64):
    period = 128


if __name__ == "__main__":
    live_recording.main(unittest.main, ["jackd", "jack_lsp"], ["jackaudiosrc"])
