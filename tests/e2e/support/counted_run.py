# SPDX-License-Identifier: LGPL-2.1-or-later
"""Plays a pipeline with an `audioblocks` named `blocks`, records what goes in and comes out of it, and checks
that the metrics account for every sample.
"""

import array
import wave

from gst_support import Gst

END = 120  # seconds that no run takes on a busy machine


def write_ramp(path, first, samples, rate=44100):
    """Writes a WAV file of S16 mono whose samples are numbered, from 1 to 30000 again and again."""
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(ramp(first, samples).tobytes())


def ramp(first, samples):
    return array.array("h", [(first + i) % 30000 + 1 for i in range(samples)])


class Passed:
    """A buffer or event that passed a pad. Events have a name, buffers have samples."""

    def __init__(self, kind, **what):
        self.kind = kind
        self.__dict__.update(what)


class CountedRun:
    """What went into and came out of `blocks`, and its metrics at the end."""

    def __init__(self, pipeline, sink=None, blocks=None):
        """`sink`: the name of an element whose input is recorded, too, as `heard`. `blocks`: the element, if
        it is not in the pipeline yet.
        """
        if isinstance(pipeline, str):
            pipeline = Gst.parse_launch(pipeline)
        self.pipeline = pipeline
        self.blocks = blocks or pipeline.get_by_name("blocks")
        self.came, self.left, self.heard = [], [], []
        self._record(self.blocks.get_static_pad("sink"), self.came)
        self._record(self.blocks.get_static_pad("src"), self.left)
        if sink is not None:
            self._record(pipeline.get_by_name(sink).get_static_pad("sink"), self.heard)

    def _record(self, pad, passed):
        kinds = Gst.PadProbeType.BUFFER | Gst.PadProbeType.EVENT_DOWNSTREAM
        pad.add_probe(kinds, self._note, passed)

    def _note(self, _pad, info, passed):
        if info.type & Gst.PadProbeType.BUFFER:
            passed.append(self._buffer(info.get_buffer()))
        else:
            event = info.get_event()
            passed.append(Passed(event.type.value_nick, event=event))
        return Gst.PadProbeReturn.OK

    def _buffer(self, buffer):
        flags = buffer.get_flags()
        return Passed("buffer", pts=buffer.pts, duration=buffer.duration,
                      discont=bool(flags & Gst.BufferFlags.DISCONT),
                      gap=bool(flags & Gst.BufferFlags.GAP),
                      size=buffer.get_size(), data=buffer.extract_dup(0, buffer.get_size()),
                      info=self.blocks.emit("get-block-info", buffer))

    def play(self, while_playing=None):
        """To the end. Fails if an element fails."""
        bus = self.pipeline.get_bus()
        self.pipeline.set_state(Gst.State.PLAYING)
        try:
            if while_playing is not None:
                while_playing()
            message = bus.timed_pop_filtered(
                END * Gst.SECOND, Gst.MessageType.EOS | Gst.MessageType.ERROR)
            if message is None:
                raise AssertionError("the pipeline hangs")
            if message.type == Gst.MessageType.ERROR:
                raise AssertionError(message.parse_error())
            self.metrics = self.blocks.get_property("metrics")
        finally:
            self.pipeline.set_state(Gst.State.NULL)
        return self

    def metric(self, name):
        found, value = self.metrics.get_uint64(name)
        assert found, name
        return value

    def stream_of(self, passed):
        """The samples of all buffers, one after another; S16 mono."""
        values = array.array("h")
        for one in passed:
            if one.kind == "buffer":
                values.frombytes(one.data)
        return values

    def blocks_out(self):
        return [one for one in self.left if one.kind == "buffer"]

    def check_account(self, test, frame=2, refused=0):
        """`frame`: bytes of a sample. `refused`: samples of blocks that did not get past the source pad."""
        came = sum(one.size for one in self.came if one.kind == "buffer") // frame
        left = sum(one.size for one in self.blocks_out()) // frame
        silence = self.metric("samples-in") - came
        test.assertGreaterEqual(silence, 0)
        test.assertLessEqual(silence, self.metric("gap-samples"))
        test.assertEqual(self.metric("samples-out"), left + refused)
        test.assertEqual(self.metric("samples-in"),
                         self.metric("samples-out") - self.metric("samples-padded")
                         + self.metric("dropped-samples") + self.metric("discarded-samples"))
        # The block of an evicted result has left all the same.
        test.assertGreaterEqual(self.metric("evicted-samples"), self.metric("dropped-samples"))

    def check_times(self, test):
        """Each block lies in the segment before it, and in running time where the last one ended, unless it
        says that samples are missing.
        """
        end, segment = None, None
        for one in self.left:
            if one.kind == "segment":
                segment = one.event.parse_segment()
            if one.kind != "buffer":
                continue
            time = segment.to_running_time(Gst.Format.TIME, one.pts)
            test.assertNotEqual(time, Gst.CLOCK_TIME_NONE)
            valid = one.info.get_int("valid-samples")[1] * Gst.SECOND // one.info.get_int("rate")[1]
            if segment.stop != Gst.CLOCK_TIME_NONE:
                test.assertLessEqual(one.pts + valid, segment.stop)
            discont = one.info.get_boolean("discont")[1]
            if end is not None and not discont:
                test.assertLessEqual(abs(time - end), 1)
            end = time + one.duration
