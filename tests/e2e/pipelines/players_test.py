#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The elements inside players: playbin, playbin3 and gst-play-1.0. Gapless playback is in seams_test.py."""

import os
import shutil
import subprocess
import time
import unittest

from gst_support import Gst, GstTest, run_pipeline
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

    def write_two_tracks(self):
        """A4 at 48 kHz and A3 at 44.1 kHz, three seconds each, side by side in one file."""
        run_pipeline(
            "matroskamux name=mux ! filesink location=two.mkv"
            "  audiotestsrc freq=440 samplesperbuffer=480 num-buffers=300"
            " ! audio/x-raw,format=S16LE,rate=48000 ! mux."
            "  audiotestsrc freq=220 samplesperbuffer=441 num-buffers=300"
            " ! audio/x-raw,format=S16LE,rate=44100 ! mux.")
        return Gst.filename_to_uri(os.path.abspath("two.mkv"))

    def switch_track(self, player, collection):
        """To the second one, as applications do it with this player."""
        if collection is None:
            player.set_property("current-audio", 1)
        else:
            second = collection.get_stream(1).get_stream_id()
            self.assertTrue(player.send_event(Gst.Event.new_select_streams([second])))

    def play_with_a_switch(self, player, found):
        """Plays to the end and switches the track at a second."""
        bus = player.get_bus()
        player.set_state(Gst.State.PLAYING)
        collection = None
        is_switched = False
        deadline = time.monotonic() + TIMEOUT
        while time.monotonic() < deadline:
            message = bus.timed_pop(20 * Gst.MSECOND)
            kind = message.type if message else None
            self.assertNotEqual(kind, Gst.MessageType.ERROR)
            if kind == Gst.MessageType.STREAM_COLLECTION:
                collection = message.parse_stream_collection()
            elif kind == Gst.MessageType.EOS:
                return
            if not is_switched and found and found[-1]["stream-time"] > Gst.SECOND:
                is_switched = True
                self.switch_track(player, collection)
        self.fail("the player hangs")

    def test_a_switch_of_tracks(self):
        self.uri = self.write_two_tracks()
        fields = ("stream-time", "note", "rate", "block-index", "discont")
        for name in ("playbin", "playbin3"):
            with self.subTest(name):
                blocks = Gst.ElementFactory.make("audioblocks")
                found = []
                blocks.connect("block-analyzed", lambda _element, block, found=found: found.append(
                    {field: block.get_value(field) for field in fields}))
                player = self.player(name, "audio", audio_filter=blocks)
                player.get_property("audio-sink").set_property("sync", True)
                self.play_with_a_switch(player, found)
                # A short block may end the first track: too short for a pitch.
                sounds = [block for block in found if block["note"]]
                second = next(i for i, block in enumerate(sounds) if block["rate"] == 44100)
                self.assertEqual({block["note"] for block in sounds[:second]}, {"A4"})
                self.assertEqual({(block["note"], block["rate"]) for block in sounds[second:]},
                                 {("A3", 44100)})
                self.assertEqual(sounds[second]["block-index"], 0)
                self.assertGreater(sounds[-1]["stream-time"], 2.95 * Gst.SECOND)
                metrics = blocks.get_property("metrics")
                self.assertEqual(metrics.get_value("allocations-steady"), 0)

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
