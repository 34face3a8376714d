#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Streams that lose samples, come in bursts or meet another pipeline: every loss shows, and every sample is
accounted for.
"""

import unittest

from counted_run import CountedRun, ramp
from gst_support import Gst, GstTest
from tool_support import IS_PRODUCTION


class Rtp(GstTest):
    """Opus over RTP; every tenth packet is lost."""

    PACKETS = 300

    def play(self, do_lost, plc):
        run = CountedRun(
            f"audiotestsrc num-buffers={self.PACKETS} samplesperbuffer=960 "
            "! audio/x-raw,rate=48000,channels=1 ! opusenc frame-size=20 ! rtpopuspay name=payloader "
            f"! rtpjitterbuffer latency=100 do-lost={do_lost} ! rtpopusdepay ! opusdec plc={plc} "
            "! audioblocks name=blocks ! fakesink")
        self.sent = self.lost = 0
        payloader = run.pipeline.get_by_name("payloader").get_static_pad("src")
        payloader.add_probe(Gst.PadProbeType.BUFFER, self.lose_some)
        return run.play()

    def lose_some(self, _pad, _info):
        self.sent += 1
        if self.sent % 10 != 5:
            return Gst.PadProbeReturn.OK
        self.lost += 1
        return Gst.PadProbeReturn.DROP

    def test_every_loss_shows(self):
        for do_lost in ("false", "true"):
            for plc in ("false", "true"):
                with self.subTest(do_lost=do_lost, plc=plc):
                    self.check(self.play(do_lost, plc))

    def check(self, run):
        self.assertEqual(self.lost, 30)
        buffers = [one for one in run.came if one.kind == "buffer"]
        gaps = [one for one in run.came if one.kind == "gap"]
        # What the decoder conceals comes as samples, without a mark.
        concealed = len(buffers) - (self.sent - self.lost)
        shown = run.metric("discontinuities") + len(gaps)
        self.assertEqual(shown + concealed, self.lost)
        self.assertEqual(len([one for one in run.blocks_out()[1:] if one.info.get_boolean("discont")[1]]),
                         run.metric("discontinuities"))
        in_gaps = sum(one.info.get_int("gap-samples")[1] for one in run.blocks_out())
        self.assertEqual(run.metric("gap-samples"), in_gaps)
        self.assertEqual(in_gaps > 0, bool(gaps))
        if shown:
            self.check_end(buffers[-1], run.blocks_out()[-1])
        run.check_account(self)
        run.check_times(self)


    def check_end(self, last, block):
        """After the last loss, times are those of the input again."""
        valid = block.info.get_int("valid-samples")[1] * Gst.SECOND // 48000
        distance = abs(last.pts + last.duration - (block.pts + valid))
        self.assertLessEqual(distance, Gst.SECOND // 48000)


class Bursts(GstTest):
    def test_bursts_of_a_live_source_are_no_losses(self):
        run = CountedRun("appsrc name=source is-live=true format=time "
                         "caps=audio/x-raw,format=S16LE,layout=interleaved,channels=1,rate=48000 "
                         "! audioblocks name=blocks ! fakesink sync=false")

        def feed():
            source = run.pipeline.get_by_name("source")
            # Five buffers of 20 ms each 100 ms, with the time of their arrival.
            for i in range(150):
                buffer = Gst.Buffer.new_wrapped(ramp(i * 960, 960).tobytes())
                buffer.pts = i // 5 * 100 * Gst.MSECOND
                source.emit("push-buffer", buffer)
            source.emit("end-of-stream")

        run.play(feed)
        self.assertEqual(run.metric("discontinuities"), 0)
        self.assertEqual(run.stream_of(run.left)[:144000], ramp(0, 144000))
        self.assertLess(run.metric("samples-padded"), 1024)
        run.check_account(self)
        run.check_times(self)


@unittest.skipIf(IS_PRODUCTION, "there is one block size")
class Swaps(GstTest):
    """Downstream is replaced by one that wants another block size, behind the blocked source pad."""

    SIZES = (512, 2048, 256, 1024, 640, 1152)

    def test_every_sample_of_a_swap_is_accounted_for(self):
        run = CountedRun("audiotestsrc num-buffers=600 samplesperbuffer=441 ! "
                         "audio/x-raw,format=S16LE,rate=44100,channels=1 ! audioblocks name=blocks ! "
                         "capsfilter name=filter caps=audio/x-raw,block-samples=1024 ! fakesink name=sink")
        tail = [run.pipeline.get_by_name(name) for name in ("filter", "sink")]
        sizes = list(self.SIZES)
        passed = 0

        def at_block(_pad, _info):
            nonlocal passed
            passed += 1
            if passed % 15 == 0 and sizes:
                tail[:] = self.replace(run, tail, sizes.pop(0))
            return Gst.PadProbeReturn.PASS

        kind = Gst.PadProbeType.BUFFER | Gst.PadProbeType.BLOCK
        run.blocks.get_static_pad("src").add_probe(kind, at_block)
        run.play()
        self.assertEqual(sizes, [])
        # Each swap refuses the block that was on its way, in the old size, and the rest of its buffer.
        self.assertGreater(run.metric("discarded-samples"), 0)
        self.assertLess(run.metric("discarded-samples"), len(self.SIZES) * 441)
        self.assertEqual(run.metric("discontinuities"), len(self.SIZES))
        self.assertEqual(run.metric("samples-in"), 600 * 441)
        run.check_account(self, refused=1024 + sum(self.SIZES[:-1]))
        run.check_times(self)
        self.assertEqual(run.blocks_out()[-1].info.get_int("block-samples")[1], self.SIZES[-1])

    @staticmethod
    def replace(run, tail, size):
        old_filter, old_sink = tail
        run.blocks.unlink(old_filter)
        old_filter.unlink(old_sink)
        for element in tail:
            run.pipeline.remove(element)
            element.set_state(Gst.State.NULL)
        new_filter = Gst.ElementFactory.make("capsfilter")
        new_filter.set_property("caps", Gst.Caps.from_string(f"audio/x-raw,block-samples={size}"))
        new_sink = Gst.ElementFactory.make("fakesink")
        new_sink.set_property("async", False)
        for element in (new_filter, new_sink):
            run.pipeline.add(element)
        new_filter.link(new_sink)
        run.blocks.link(new_filter)
        for element in (new_sink, new_filter):
            element.sync_state_with_parent()
        return new_filter, new_sink


if __name__ == "__main__":
    unittest.main()
