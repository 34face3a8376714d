# SPDX-License-Identifier: LGPL-2.1-or-later
"""Recordings from a sound server through audioblocks, and the checks on their counts."""

import faulthandler
import itertools
import shutil
import statistics
import sys
import threading
import time

import gi

from tool_support import wait_until

gi.require_version("Gst", "1.0")
gi.require_version("GstAudio", "1.0")
from gi.repository import Gst, GstAudio  # noqa: E402  pylint: disable=wrong-import-position

RATE = 48000
BLOCK = 1024
TONE = 196.0
NOTE = "G3"
# More than any of these tests takes on a busy machine; a longer one hangs.
PATIENCE = 120
MAX_MEMORY = 4_000_000
# Samples that may arrive at once, faster than real time: half the queue of a worker.
BURST = 4 * 1024
ATTEMPTS = 5


def main(run, programs, elements):
    """Runs the tests; if something is not installed, says so and exits as a skipped test."""
    Gst.init(None)
    missing = [name for name in programs if shutil.which(name) is None]
    missing += [name for name in elements if Gst.ElementFactory.find(name) is None]
    if missing:
        print(f"skipped: not installed: {', '.join(missing)}")
        sys.exit(77)
    run()


class Pipeline:
    """A pipeline that runs inside its `with` block."""

    def __init__(self, description):
        self.pipeline = Gst.parse_launch(description)

    def __enter__(self):
        """Starts to play. A server that has just started may refuse clients for a while."""
        deadline = time.monotonic() + PATIENCE
        while not self._plays():
            self.pipeline.set_state(Gst.State.NULL)
            if time.monotonic() > deadline:
                self.raise_error()
                raise TimeoutError("the pipeline does not play")
            self.pipeline.get_bus().set_flushing(True)
            self.pipeline.get_bus().set_flushing(False)
            time.sleep(0.1)
        return self

    def __exit__(self, *_):
        self.pipeline.set_state(Gst.State.NULL)

    def raise_error(self):
        message = self.pipeline.get_bus().pop_filtered(Gst.MessageType.ERROR)
        if message is not None:
            raise RuntimeError(f"{message.src.get_name()}: {message.parse_error()}")

    def _plays(self):
        self.pipeline.set_state(Gst.State.PLAYING)
        return self.pipeline.get_state(PATIENCE * Gst.SECOND)[0] != Gst.StateChangeReturn.FAILURE


class Tone(Pipeline):
    """Plays the tone to the server."""

    def __init__(self, server):
        super().__init__(f"audiotestsrc freq={TONE} volume=0.5 ! audio/x-raw,rate={RATE},channels=1"
                         f" ! {server.playing()} name=tone")


class Recording(Pipeline):
    """Records, and counts input, output and reports."""

    def __init__(self, server, mode, stall=0):
        """`stall`: the first call of the handler with the tone sleeps until that many results have
        been evicted.
        """
        super().__init__(f"{server.recording()} ! audio/x-raw,rate={RATE},channels=1 ! "
                         f"audioblocks name=blocks analysis-mode={mode} max-memory={MAX_MEMORY} ! "
                         f"fakesink sync=false")
        self.mode = mode
        self.element = self.pipeline.get_by_name("blocks")
        self.lengths = []  # of the buffers that came in, in samples
        self.burst = 0  # how far they ran ahead of real time, at most
        self.blocks = []  # that left: offset, offset at the end, discont
        self.reported = []
        self.overflow = 0
        self._stall = stall
        self._stalled = threading.Event()
        self._frame = 0
        self._ahead = 0.0
        self._came_at = time.monotonic()
        probe = Gst.PadProbeType.BUFFER
        self.element.get_static_pad("sink").add_probe(probe, self._came)
        self.element.get_static_pad("src").add_probe(probe, self._left)
        self.element.connect("block-analyzed", self._tell)
        self.element.connect("overflow", self._overflowed)

    def metrics(self):
        structure = self.element.get_property("metrics")
        return {structure.nth_field_name(i): structure.get_value(structure.nth_field_name(i))
                for i in range(structure.n_fields())}

    def is_live(self):
        return self.element.get_property("status").get_value("live")

    def latencies(self):
        """Returns the least latency, in ns, before the element and behind it."""
        found = []
        for pad in (self.element.get_static_pad("sink").get_peer(),
                    self.element.get_static_pad("src")):
            query = Gst.Query.new_latency()
            if not pad.query(query):
                raise RuntimeError(f"{pad.get_name()} does not know its latency")
            found.append(query.parse_latency()[1])
        return found

    def heard(self):
        """Returns the reported blocks that contain the tone."""
        return [block for block in list(self.reported) if block["voiced"]]

    def record(self, seconds):
        """Waits until its stall, if any, is over and that much of the tone has been reported."""
        wait_until(lambda: self._has_stalled() and self._heard_seconds() >= seconds)
        self.raise_error()

    def finish(self):
        """Ends the stream, waits until everything is reported, and returns the metrics."""
        self.pipeline.send_event(Gst.Event.new_eos())
        message = self.end()
        if message.type != Gst.MessageType.EOS:
            raise RuntimeError(message.parse_error())
        wait_until(self._everything_is_reported)
        return self.metrics()

    def wait_reported(self, blocks):
        """Waits until so many blocks have been reported or evicted."""
        wait_until(lambda: len(self.reported) + self.metrics()["evicted-results"] >= blocks)

    def end(self):
        """Waits for the end or an error, and returns its message."""
        message = self.pipeline.get_bus().timed_pop_filtered(
            PATIENCE * Gst.SECOND, Gst.MessageType.EOS | Gst.MessageType.ERROR)
        if message is None:
            raise RuntimeError("the stream does not end")
        return message

    def _has_stalled(self):
        self.raise_error()
        return not self._stall or self._stalled.is_set()

    def _heard_seconds(self):
        return sum(block["block-samples"] for block in self.heard()) / RATE

    def _everything_is_reported(self):
        metrics = self.metrics()
        return (len(self.reported) == metrics["blocks"] - metrics["evicted-results"]
                and self.overflow == metrics["evicted-samples"])

    def _came(self, pad, info):
        if not self._frame:
            self._frame = GstAudio.AudioInfo.new_from_caps(pad.get_current_caps()).bpf
        samples = info.get_buffer().get_size() // self._frame
        self.lengths.append(samples)
        now = time.monotonic()
        self._ahead = max(self._ahead - (now - self._came_at) * RATE, 0.0) + samples
        self._came_at = now
        self.burst = max(self.burst, self._ahead)
        return Gst.PadProbeReturn.OK

    def _left(self, _pad, info):
        buffer = info.get_buffer()
        discont = bool(buffer.get_flags() & Gst.BufferFlags.DISCONT)
        self.blocks.append((buffer.offset, buffer.offset_end, discont))
        return Gst.PadProbeReturn.OK

    def _tell(self, _element, structure):
        names = ["start-sample", "block-samples", "valid-samples", "voiced", "frequency", "note",
                 "discont"]
        block = {name: structure.get_value(name) for name in names}
        self.reported.append(block)
        if self._stall and block["voiced"] and not self._stalled.is_set():
            wait_until(lambda: self.metrics()["evicted-results"] >= self._stall)
            self._stalled.set()

    def _overflowed(self, _element, samples):
        self.overflow += samples


class LiveTest:
    """The tests for every server; a test case names its server in `server`."""

    server = None

    def record(self, stall):
        """Records in both modes at once; returns each finished recording with its metrics."""
        faulthandler.dump_traceback_later(2 * PATIENCE, exit=True)
        with Tone(self.server), Recording(self.server, "inline", stall) as inline, \
                Recording(self.server, "worker", stall) as worker:
            for recording in (inline, worker):
                recording.record(0.5)
                self.assert_live(recording)
            return [(recording, recording.finish()) for recording in (inline, worker)]

    def assert_live(self, recording):
        """The pipeline is live, and a block is added to its latency."""
        self.assertTrue(recording.is_live())
        before, behind = recording.latencies()
        self.assertEqual(behind - before, -(-BLOCK * Gst.SECOND // RATE))

    def record_at_rest(self):
        """Records with a server that keeps pace; one that was suspended would catch up in a burst."""
        for _ in range(ATTEMPTS):
            recordings = self.record(stall=0)
            if max(recording.burst for recording, _ in recordings) < BURST:
                return recordings
        self.skipTest("this machine is too busy to record in real time")
        return []

    def assert_tone(self, recording):
        heard = recording.heard()
        frequency = statistics.median(block["frequency"] for block in heard)
        self.assertAlmostEqual(frequency, TONE, delta=0.3)
        notes = [block["note"] for block in heard]
        # Samples that the server itself loses when it is late show as well.
        self.assertGreater(notes.count(NOTE), 0.5 * len(notes))

    def assert_exact_account(self, recording, metrics):
        """Input, output and reports agree; everything that is missing is counted."""
        self.assertEqual(metrics["samples-in"], sum(recording.lengths))
        self.assertEqual(metrics["blocks"], len(recording.blocks))
        self.assertEqual(metrics["dropped-blocks"], 0)
        left = sum(end - start for start, end, _ in recording.blocks)
        self.assertEqual(left, metrics["samples-in"])
        self.assertEqual(metrics["samples-out"], left + metrics["samples-padded"])
        self.assertEqual(len(recording.reported) + metrics["evicted-results"], metrics["blocks"])
        reported = sum(block["valid-samples"] for block in recording.reported)
        self.assertEqual(reported + metrics["evicted-samples"], left)
        self.assertEqual(recording.overflow, metrics["evicted-samples"])
        self.assertLessEqual(metrics["memory-peak"], MAX_MEMORY)
        self.assert_gaps_are_flagged(recording)
        self.assert_whole_blocks(recording)

    def assert_whole_blocks(self, recording):
        """Each buffer is one block, but for the last before a gap or the end."""
        for (start, end, _), (_, _, discont) in itertools.pairwise(recording.blocks):
            if not discont:
                self.assertEqual(end - start, BLOCK)

    def assert_gaps_are_flagged(self, recording):
        """A block that does not continue the previous one is flagged, and no other is."""
        expected = None
        for start, end, discont in recording.blocks:
            if expected is not None:
                self.assertEqual(discont, start != expected)
            expected = end

    def test_at_rest_the_pitch_is_right_and_nothing_is_evicted(self):
        for recording, metrics in self.record_at_rest():
            with self.subTest(mode=recording.mode):
                self.assert_tone(recording)
                for name in ["evicted-results", "evicted-samples", "dropped-blocks", "overruns",
                             "nonfinite-samples"]:
                    self.assertEqual(metrics[name], 0, name)
                self.assert_exact_account(recording, metrics)

    def test_a_handler_that_sleeps_costs_results_and_no_samples(self):
        for recording, metrics in self.record(stall=20):
            with self.subTest(mode=recording.mode):
                self.assert_tone(recording)
                self.assertGreater(metrics["evicted-results"], 19)
                self.assert_exact_account(recording, metrics)

    def test_a_server_that_crashes_ends_the_pipeline_and_costs_no_result(self):
        faulthandler.dump_traceback_later(2 * PATIENCE, exit=True)
        with Tone(self.server), Recording(self.server, "inline") as inline, \
                Recording(self.server, "worker") as worker:
            for recording in (inline, worker):
                recording.record(0.5)
            self.server.crash()
            for recording in (inline, worker):
                with self.subTest(mode=recording.mode):
                    recording.end()
                    recording.wait_reported(len(recording.blocks))
                    self.assertEqual(recording.pipeline.set_state(Gst.State.NULL),
                                     Gst.StateChangeReturn.SUCCESS)
