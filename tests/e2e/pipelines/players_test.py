#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The elements inside players: playbin, playbin3 and gst-play-1.0. Gapless playback is in seams_test.py."""

import os
import shutil
import subprocess
import unittest

from gst_support import Gst, GstTest
from tool_support import TIMEOUT, environment, sine, write_wav

RATE = 48000
SECONDS = 2


class Players(GstTest):
    def setUp(self):
        super().setUp()
        write_wav("a.wav", [sine(440, SECONDS * RATE, RATE)], RATE)
        self.uri = Gst.filename_to_uri(os.path.abspath("a.wav"))

    def player(self, name, flags, **properties):
        player = Gst.ElementFactory.make(name)
        Gst.util_set_object_arg(player, "flags", flags)
        for sink in ("audio-sink", "video-sink"):
            fake = Gst.ElementFactory.make("fakesink")
            fake.set_property("sync", False)
            player.set_property(sink, fake)
        for key, value in properties.items():
            player.set_property(key.replace("_", "-"), value)
        player.set_property("uri", self.uri)
        self.addCleanup(player.set_state, Gst.State.NULL)
        return player

    def wait_for(self, player, kind):
        message = player.get_bus().timed_pop_filtered(TIMEOUT * Gst.SECOND,
                                                      kind | Gst.MessageType.ERROR)
        self.assertIsNotNone(message)
        self.assertEqual(message.type, kind, message.get_structure().to_string()
                         if message.get_structure() else "")

    @unittest.skipUnless(Gst and Gst.ElementFactory.find("pitchscope"), "pitchscope is not built")
    def test_pitchscope_as_the_visualisation(self):
        for name in ("playbin", "playbin3"):
            with self.subTest(name):
                scope = Gst.ElementFactory.make("pitchscope")
                player = self.player(name, "audio+vis", vis_plugin=scope)
                pictures = []
                scope.get_static_pad("src").add_probe(
                    Gst.PadProbeType.BUFFER,
                    lambda _pad, info, seen: seen.append(info.get_buffer().pts) or Gst.PadProbeReturn.OK,
                    pictures)
                player.set_state(Gst.State.PLAYING)
                self.wait_for(player, Gst.MessageType.EOS)
                self.assertGreater(len(pictures), SECONDS * 20)
                self.assertEqual(pictures, sorted(pictures))

    def test_a_seek(self):
        for name in ("playbin", "playbin3"):
            with self.subTest(name):
                blocks = Gst.ElementFactory.make("audioblocks")
                found = []
                blocks.connect("block-analyzed", lambda _element, block: found.append(
                    (block.get_value("stream-time"), block.get_value("note"), block.get_value("voiced"))))
                player = self.player(name, "audio", audio_filter=blocks)
                player.set_state(Gst.State.PAUSED)
                self.wait_for(player, Gst.MessageType.ASYNC_DONE)
                player.seek_simple(Gst.Format.TIME, Gst.SeekFlags.FLUSH | Gst.SeekFlags.ACCURATE, Gst.SECOND)
                self.wait_for(player, Gst.MessageType.ASYNC_DONE)
                player.set_state(Gst.State.PLAYING)
                self.wait_for(player, Gst.MessageType.EOS)
                times = [time for time, _, _ in found]
                begin = times.index(Gst.SECOND)
                self.assertEqual(times[begin:], sorted(times[begin:]))
                self.assertGreater(times[-1], 1.95 * Gst.SECOND)
                self.assertEqual({note for _, note, voiced in found if voiced}, {"A4"})

    @unittest.skipUnless(shutil.which("gst-play-1.0"), "no gst-play-1.0")
    def test_gst_play(self):
        result = subprocess.run(
            ["gst-play-1.0", "--quiet", "--no-interactive", "--videosink=fakesink",
             "--audiosink=audioconvert ! audioblocks buffer-debug=true ! fakesink", "a.wav"],
            env=environment(GST_DEBUG_NO_COLOR="1"), capture_output=True, text=True, timeout=TIMEOUT,
            check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(result.stderr, r"block 93 at sample 95232")


if __name__ == "__main__":
    unittest.main()
