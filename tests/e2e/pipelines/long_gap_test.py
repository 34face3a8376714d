#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A gap of more samples than fit into 32 bits: six hours of silence at 192 kHz, in four million blocks."""

import unittest

from gst_support import Gst, GstTest


class LongGap(GstTest):
    def test_a_gap_of_more_than_32_bits_of_samples(self):
        pipeline = Gst.parse_launch(
            "appsrc name=source format=time "
            "caps=audio/x-raw,format=U8,layout=interleaved,channels=1,rate=192000 "
            "! audioblocks name=blocks analyses=none post-messages=false ! fakesink sync=false")
        blocks = pipeline.get_by_name("blocks")
        source = pipeline.get_by_name("source")
        gap = 2**32 + 500

        def buffer(first):
            made = Gst.Buffer.new_wrapped(bytes([1] * 1000))
            made.pts = -(-first * Gst.SECOND // 192000)
            made.set_flags(Gst.BufferFlags.DISCONT)
            return made

        # The gap follows the first buffer, on the thread that pushed it.
        def add_gap(pad, info):
            pad.remove_probe(info.id)
            pad.push(info.get_buffer())
            start = 1000 * Gst.SECOND // 192000
            pad.push_event(Gst.Event.new_gap(start, -(-(gap + 1000) * Gst.SECOND // 192000) - start))
            return Gst.PadProbeReturn.DROP

        source.get_static_pad("src").add_probe(Gst.PadProbeType.BUFFER, add_gap)
        pipeline.set_state(Gst.State.PLAYING)
        for first in (0, 1000 + gap):
            source.emit("push-buffer", buffer(first))
        source.emit("end-of-stream")
        message = pipeline.get_bus().timed_pop_filtered(
            240 * Gst.SECOND, Gst.MessageType.EOS | Gst.MessageType.ERROR)
        self.assertIsNotNone(message, "the pipeline hangs")
        self.assertEqual(message.type, Gst.MessageType.EOS)
        metrics = blocks.get_property("metrics")
        pipeline.set_state(Gst.State.NULL)

        def metric(name):
            return metrics.get_uint64(name)[1]

        self.assertEqual(metric("gap-samples"), gap)
        self.assertEqual(metric("samples-in"), gap + 2000)
        self.assertEqual(metric("samples-out") - metric("samples-padded"), gap + 2000)
        # The buffer behind it lies where the gap ends.
        self.assertEqual(metric("discontinuities"), 0)


if __name__ == "__main__":
    unittest.main()
