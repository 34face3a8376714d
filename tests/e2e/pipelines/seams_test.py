#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Streams that go on without a gap: playlists, updates and switches add and lose no sample."""

import os
import unittest

from counted_run import CountedRun, ramp, write_ramp
from gst_support import Gst, GstTest, run_pipeline
from tool_support import wait_until

# Two of these are 86 blocks of 1024 samples and 48 samples.
SAMPLES = 44056


def files(*names, parser="wavparse"):
    return " ".join(f"filesrc location={name} ! {parser} ! list." for name in names)


class Seams(GstTest):
    def setUp(self):
        super().setUp()
        write_ramp("a.wav", 0, SAMPLES)
        write_ramp("b.wav", SAMPLES, SAMPLES)

    def check_both_files(self, run):
        values = run.stream_of(run.left)
        self.assertEqual(values[:2 * SAMPLES], ramp(0, 2 * SAMPLES))
        # The very end is padded, and nothing else.
        self.assertEqual(list(values[2 * SAMPLES:]), [0] * 976)
        self.assertEqual(run.metric("samples-in"), 2 * SAMPLES)
        self.assertEqual(run.metric("samples-padded"), 976)
        self.assertEqual(run.metric("discontinuities"), 0)
        self.assertFalse(any(one.info.get_boolean("discont")[1] for one in run.blocks_out()))
        self.assertEqual([one.info.get_uint64("block-index")[1] for one in run.blocks_out()],
                         list(range(87)))
        run.check_account(self)
        run.check_times(self)

    def test_concat(self):
        run = CountedRun(f"concat name=list ! audioblocks name=blocks ! fakesink {files('a.wav', 'b.wav')}")
        self.check_both_files(run.play())
        kinds = [one.kind for one in run.left]
        # The block that both files share begins in the first one.
        second = kinds.index("stream-start", 1)
        self.assertEqual(kinds[:second].count("buffer"), 44)

    def test_concat_through_a_queue_in_worker_mode(self):
        run = CountedRun("concat name=list ! audioblocks name=blocks analysis-mode=worker ! queue ! fakesink "
                         + files("a.wav", "b.wav"))
        self.check_both_files(run.play())

    def test_nothing_is_lost_behind_a_mixer(self):
        # A mixer rounds times down, as flacdec does; wavparse rounds them up.
        for name in ("a", "b"):
            run_pipeline(f"filesrc location={name}.wav ! wavparse ! flacenc ! filesink location={name}.flac")
        for playlist in (files("a.wav", "b.wav"), files("a.flac", "b.flac", parser="flacparse ! flacdec")):
            run = CountedRun("concat name=list ! audioblocks name=blocks ! audiomixer ! fakesink name=sink "
                             + playlist, sink="sink")
            self.check_both_files(run.play())
            heard = run.stream_of(run.heard)
            self.assertEqual(heard[:2 * SAMPLES], ramp(0, 2 * SAMPLES))
            self.assertFalse(any(heard[2 * SAMPLES:]))

    def test_gapless_playbin(self):
        for player in ("playbin", "playbin3"):
            with self.subTest(player):
                self.check_both_files(self.play_gapless(player))

    @staticmethod
    def play_gapless(player):
        rest = ["b.wav"]
        pipeline = Gst.ElementFactory.make(player)
        blocks = Gst.ElementFactory.make("audioblocks", "blocks")
        sink = Gst.ElementFactory.make("fakesink")
        sink.set_property("sync", False)
        pipeline.set_property("audio-filter", blocks)
        pipeline.set_property("audio-sink", sink)
        pipeline.set_property("video-sink", Gst.ElementFactory.make("fakesink"))
        pipeline.set_property("uri", Gst.filename_to_uri(os.path.abspath("a.wav")))

        def next_file(bin_):
            if rest:
                bin_.set_property("uri", Gst.filename_to_uri(os.path.abspath(rest.pop())))

        pipeline.connect("about-to-finish", next_file)
        return CountedRun(pipeline, blocks=blocks).play()

    def test_a_shared_block_is_not_cut_at_the_stop_of_its_segment(self):
        # The mixer cuts off what lies outside the segment.
        run = CountedRun("concat name=list ! audioblocks name=blocks ! audiomixer ! fakesink name=sink "
                         "appsrc name=source format=time handle-segment-change=true ! list. "
                         "appsrc name=other format=time handle-segment-change=true ! list.", sink="sink")

        def feed():
            for name, first in (("source", 0), ("other", 1500)):
                push(run.pipeline.get_by_name(name), first, 1500, segment(stop=1500))

        run.play(feed)
        heard = run.stream_of(run.heard)
        self.assertEqual(heard[:3000], ramp(0, 3000))
        self.assertFalse(any(heard[3000:]))
        run.check_account(self)
        run.check_times(self)

    def test_an_update_of_the_segment(self):
        run = CountedRun("appsrc name=source format=time handle-segment-change=true "
                         "! audioblocks name=blocks ! fakesink")

        def feed():
            source = run.pipeline.get_by_name("source")
            push(source, 0, 1500, segment(), end=False)
            # The first segment that appsrc 1.26 sends is the latest it was given.
            wait_until(lambda: any(one.kind == "buffer" for one in run.came))
            push(source, 1500, 1500, segment(start=1500, base=1500), at=1500)

        run.play(feed)
        values = run.stream_of(run.left)
        self.assertEqual(values[:3000], ramp(0, 3000))
        self.assertEqual(len(values), 3 * 1024)
        self.assertEqual(run.metric("discontinuities"), 0)
        run.check_account(self)
        run.check_times(self)

    def test_another_format_leaves_a_short_block(self):
        write_ramp("c.wav", 0, SAMPLES, rate=48000)
        run = CountedRun(f"concat name=list ! audioblocks name=blocks ! fakesink {files('a.wav', 'c.wav')}")
        run.play()
        values = run.stream_of(run.left)
        self.assertEqual(values[:SAMPLES], ramp(0, SAMPLES))
        self.assertEqual(values[SAMPLES:2 * SAMPLES], ramp(0, SAMPLES))
        lengths = [one.size // 2 for one in run.blocks_out()]
        # 43 blocks and 24 samples, twice.
        self.assertEqual(lengths, [1024] * 43 + [24] + [1024] * 44)
        self.assertEqual(run.metric("samples-padded"), 1000)
        self.assertEqual(run.metric("discontinuities"), 0)
        run.check_account(self)
        run.check_times(self)


class Selector(GstTest):
    def switch(self, source):
        """Plays a tone and then silence: the selector switches in the middle of a block."""
        run = CountedRun(
            "input-selector name=selector sync-streams=true sync-mode=active-segment "
            "! audioblocks name=blocks ! fakesink "
            "audiotestsrc num-buffers=100 samplesperbuffer=441 wave=square volume=0.5 ! "
            "audio/x-raw,format=S16LE,rate=44100,channels=1 ! selector. "
            f"audiotestsrc {source} samplesperbuffer=441 wave=silence ! "
            "audio/x-raw,format=S16LE,rate=44100,channels=1 ! selector.")
        selector = run.pipeline.get_by_name("selector")
        first, second = (selector.get_static_pad(f"sink_{i}") for i in range(2))
        selector.set_property("active-pad", first)
        count = 0

        def on_buffer(_pad, _info):
            nonlocal count
            count += 1
            if count == 50:
                selector.set_property("active-pad", second)
            return Gst.PadProbeReturn.OK

        first.add_probe(Gst.PadProbeType.BUFFER, on_buffer)
        run.play()
        run.check_account(self)
        run.check_times(self)
        return run

    def test_a_switch_adds_and_loses_nothing(self):
        run = self.switch("num-buffers=100")
        came = run.stream_of(run.came)
        left = run.stream_of(run.left)
        self.assertEqual(left[:len(came)], came)
        self.assertTrue(any(came) and not all(came))
        # Every place where the selector's streams do not join shows, and no other.
        self.assertEqual(run.metric("discontinuities"), holes_in(run.came, 44100))
        short = [one for one in run.blocks_out() if one.size < 2048]
        self.assertLessEqual(len(short), run.metric("discontinuities"))

    def test_a_switch_to_a_stream_that_is_elsewhere_is_a_jump(self):
        run = self.switch("num-buffers=200 timestamp-offset=7000000")
        came = run.stream_of(run.came)
        self.assertEqual(run.stream_of(run.left)[:len(came)], came)
        self.assertGreaterEqual(run.metric("discontinuities"), 1)
        self.assertEqual(run.metric("discontinuities"), holes_in(run.came, 44100))


def holes_in(passed, rate):
    """How often a buffer does not begin, in running time and within a sample, where the last one ended."""
    holes, end, now = 0, None, None
    for one in passed:
        if one.kind == "segment":
            now = one.event.parse_segment()
        if one.kind != "buffer":
            continue
        time = now.to_running_time(Gst.Format.TIME, one.pts)
        if end is not None and abs(time - end) > Gst.SECOND // rate + 2:
            holes += 1
        end = time + one.size // 2 * Gst.SECOND // rate
    return holes


def segment(start=0, base=0, stop=None):
    """A segment in samples at 1000 Hz."""
    made = Gst.Segment()
    made.init(Gst.Format.TIME)
    made.start = made.time = made.position = start * Gst.MSECOND
    made.base = base * Gst.MSECOND
    if stop is not None:
        made.stop = stop * Gst.MSECOND
    return made


def push(source, first, samples, where, at=0, end=True):
    """Pushes numbered samples at 1000 Hz and, unless more follow, the end of the stream."""
    buffer = Gst.Buffer.new_wrapped(ramp(first, samples).tobytes())
    buffer.pts = at * Gst.MSECOND
    buffer.duration = samples * Gst.MSECOND
    caps = Gst.Caps.from_string("audio/x-raw,format=S16LE,layout=interleaved,channels=1,rate=1000")
    source.emit("push-sample", Gst.Sample.new(buffer, caps, where, None))
    if end:
        source.emit("end-of-stream")


if __name__ == "__main__":
    unittest.main()
