#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Notes of whole pipelines: a file, a live source, a seek, a playlist."""

import unittest

from gst_support import Gst, GstTest
from tool_support import sine, write_wav

RATE = 48000
SECOND = 1_000_000_000


def play(pipeline, on_message=lambda structure: None):
    """Plays to the end. Returns the messages of the element, in order; EOS comes last."""
    bus = pipeline.get_bus()
    found = []
    pipeline.set_state(Gst.State.PLAYING)
    try:
        while True:
            message = bus.timed_pop(60 * SECOND)
            if message is None:
                raise AssertionError("the pipeline hangs")
            if message.type == Gst.MessageType.ERROR:
                raise AssertionError(message.parse_error())
            if message.type == Gst.MessageType.EOS:
                return found
            if message.type == Gst.MessageType.ELEMENT:
                found.append(message.get_structure().copy())
                on_message(found[-1])
    finally:
        pipeline.set_state(Gst.State.NULL)


def notes_of(messages):
    return [message for message in messages if message.has_name("audioblocks-note")]


class NoteEvents(GstTest):
    def expect_pairs(self, notes):
        self.assertEqual([note.get_value("event") for note in notes], ["on", "off"] * (len(notes) // 2))
        times = [note.get_value("running-time") for note in notes]
        self.assertEqual(times, sorted(times))

    def expect_melody(self, notes, melody):
        """Expects notes of half a second, each followed by a quarter of silence."""
        self.expect_pairs(notes)
        self.assertEqual([note.get_value("note") for note in notes[1::2]], melody)
        for index, (on, off) in enumerate(zip(notes[::2], notes[1::2])):
            self.assertAlmostEqual(on.get_value("running-time") / SECOND, 0.75 * index, delta=0.03)
            self.assertAlmostEqual(off.get_value("running-time") / SECOND, 0.75 * index + 0.5, delta=0.05)
            self.assertAlmostEqual(off.get_value("duration"),
                                   off.get_value("timestamp") - on.get_value("timestamp"), delta=1)

    def melody(self, name, *frequencies):
        values = []
        for frequency in frequencies:
            values += sine(frequency, RATE // 2, RATE) + [0.0] * (RATE // 4)
        return write_wav(name, [values], RATE)

    def test_of_a_file(self):
        self.melody("a.wav", 261.63, 329.63, 392.0, 261.63)
        for options in ("", "track-lag=8", "analysis-mode=worker", "multi-channel=true"):
            with self.subTest(options=options):
                pipeline = Gst.parse_launch("filesrc location=a.wav ! wavparse ! audioconvert ! audioblocks "
                                            f"name=blocks notes=true {options} ! fakesink")
                notes = notes_of(play(pipeline))
                self.expect_melody(notes, ["C4", "E4", "G4", "C4"])
                self.assertEqual(pipeline.get_by_name("blocks").get_property("metrics").get_value("notes"), 4)

    def test_of_a_live_source_come_while_they_sound(self):
        pipeline = Gst.parse_launch(
            "audiotestsrc is-live=true freq=330 samplesperbuffer=480 num-buffers=100"
            f" ! audio/x-raw,rate={RATE} ! audioblocks notes=true interval=0 ! fakesink sync=false")
        messages = play(pipeline)
        notes = notes_of(messages)
        self.expect_pairs(notes)
        self.assertEqual([note.get_value("note") for note in notes], ["E4", "E4"])
        # The tone has 47 blocks; its beginning is known long before the twelfth.
        self.assertLess(messages.index(notes[0]), 12)
        # A live source begins when it is ready.
        begin = next(one for one in messages if one.has_name("audioblocks")).get_value("running-time")
        self.assertAlmostEqual((notes[1].get_value("running-time") - begin) / SECOND, 1.0, delta=0.001)

    def test_after_a_seek_nothing_of_before_is_reported(self):
        values = sine(261.63, 4 * RATE, RATE) + sine(392.0, 4 * RATE, RATE)
        write_wav("a.wav", [values], RATE)
        pipeline = Gst.parse_launch("filesrc location=a.wav ! wavparse ! audioconvert ! audioblocks notes=true"
                                    " ! fakesink sync=true")
        sought = []

        def seek_once(structure):
            if structure.has_name("audioblocks-note") and not sought:
                sought.append(structure)
                self.assertTrue(pipeline.seek_simple(Gst.Format.TIME, Gst.SeekFlags.FLUSH, 5 * SECOND))

        notes = notes_of(play(pipeline, seek_once))
        self.assertEqual([(note.get_value("event"), note.get_value("note")) for note in notes],
                         [("on", "C4"), ("off", "C4"), ("on", "G4"), ("off", "G4")])
        self.assertGreaterEqual(notes[2].get_value("stream-time"), 5 * SECOND)
        self.assertAlmostEqual(notes[3].get_value("stream-time") / SECOND, 8.0, delta=0.001)

    def test_a_note_goes_on_from_one_file_to_the_next(self):
        for name in ("a.wav", "b.wav"):
            write_wav(name, [sine(220.0, RATE, RATE)], RATE)
        notes = notes_of(play(Gst.parse_launch(
            "concat name=c ! audioblocks notes=true ! fakesink"
            " filesrc location=a.wav ! wavparse ! audioconvert ! c."
            " filesrc location=b.wav ! wavparse ! audioconvert ! c.")))
        self.expect_pairs(notes)
        self.assertEqual(len(notes), 2)
        self.assertAlmostEqual(notes[1].get_value("duration") / SECOND, 2.0, delta=0.03)
        self.assertAlmostEqual(notes[1].get_value("running-time") / SECOND, 2.0, delta=0.001)

    def test_without_the_property_there_are_none(self):
        self.melody("a.wav", 261.63, 329.63)
        self.assertEqual(notes_of(play(Gst.parse_launch(
            "filesrc location=a.wav ! wavparse ! audioconvert ! audioblocks ! fakesink"))), [])


if __name__ == "__main__":
    unittest.main()
