#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Calls: level and voice activity of the blocks, read back from the RTP packets that they become."""

import random
import shlex
import struct
import unittest

from fenced_blocks import recipe
from gst_support import Gst, GstTest
from tool_support import has_elements, sine, write_wav

RATE = 48_000
BLOCK = 1024
# Blocks of each sound, long enough for an encoder's delay.
BLOCKS = 12
EXTENSION = ('application/x-rtp,extmap-1=(string)<"",urn:ietf:params:rtp-hdrext:ssrc-audio-level,"vad=on">')


def write_sounds(path):
    """A voiced tone, digital silence, noise that is not voiced, and a faint tone."""
    count = BLOCKS * BLOCK
    hiss = random.Random(1)
    sounds = [sine(220, count, RATE, 0.5), [0.0] * count,
              [hiss.uniform(-0.1, 0.1) for _ in range(count)], sine(220, count, RATE, 0.005)]
    write_wav(path, [[value for sound in sounds for value in sound]], RATE)


# 10·log10 of the mean square: 0.5²/2, 0, 0.1²/3, 0.005²/2; the last is above the threshold of silence.
EXPECTED = [(9, True), (127, False), (25, False), (49, True)]


def level_of(packet):
    """Level and voice activity in the header extension 1 of an RTP packet (RFC 8285, one-byte headers;
    RFC 6464), None if it has none.
    """
    if not packet[0] & 0x10:
        return None
    at = 12 + 4 * (packet[0] & 0x0F)
    profile, words = struct.unpack_from(">HH", packet, at)
    assert profile == 0xBEDE
    elements = packet[at + 4:at + 4 + 4 * words]
    while elements:
        if elements[0] == 0:  # padding
            elements = elements[1:]
            continue
        number, length = elements[0] >> 4, (elements[0] & 0x0F) + 1
        if number == 1:
            assert length == 1
            return elements[1] & 0x7F, bool(elements[1] & 0x80)
        elements = elements[1 + length:]
    return None


@unittest.skipUnless(has_elements("rtpL16pay", "rtphdrextclientaudiolevel"), "no RTP in GStreamer")
class Calls(GstTest):
    def setUp(self):
        super().setUp()
        write_sounds("sounds.wav")

    def buffers(self, description):
        """The buffers that reach the sink, with the bytes of each."""
        pipeline = Gst.parse_launch(f"{description} ! appsink name=sink sync=false")
        pipeline.set_state(Gst.State.PLAYING)
        sink = pipeline.get_by_name("sink")
        found = []
        while (sample := sink.emit("pull-sample")) is not None:
            buffer = sample.get_buffer()
            found.append((buffer.pts, buffer.extract_dup(0, buffer.get_size())))
        error = pipeline.get_bus().pop_filtered(Gst.MessageType.ERROR)
        pipeline.set_state(Gst.State.NULL)
        self.assertIsNone(error, error and error.parse_error())
        return found

    def packets(self, rest, options="audio-level-meta=true"):
        """The RTP packets: each with the block that its time is in, and what level_of() finds."""
        return [(pts * RATE // Gst.SECOND / BLOCK, level_of(data)) for pts, data in self.buffers(
            f"filesrc location=sounds.wav ! wavparse ! audioconvert ! audioblocks {options} ! {rest}")]

    def expect_levels(self, packets, doubt=0.0):
        """`doubt`: blocks at the ends of a sound that may have the level of the neighbour, too."""
        heard = [0] * len(EXPECTED)
        for position, found in packets:
            sound, block = divmod(position, BLOCKS)
            if doubt <= block < BLOCKS - doubt and sound < len(EXPECTED):
                self.assertEqual(found, EXPECTED[int(sound)], position)
                heard[int(sound)] += 1
        # Packets of up to two blocks.
        self.assertGreaterEqual(min(heard), (BLOCKS - 2 * doubt) / 2)

    def test_each_packet_has_the_level_of_its_block(self):
        # A block of 2048 bytes becomes two packets, or one where that fits.
        for mtu, packets_of_a_block in ((1400, 2), (3000, 1)):
            with self.subTest(mtu=mtu):
                packets = self.packets(f"rtpL16pay mtu={mtu} ! {EXTENSION}")
                self.assertEqual(len(packets), packets_of_a_block * BLOCKS * len(EXPECTED))
                self.expect_levels(packets)

    def test_a_packet_of_two_blocks_has_the_level_of_either(self):
        # 25 ms; a block has 21.3.
        packets = self.packets(f"rtpL16pay mtu=3000 min-ptime=25000000 max-ptime=25000000 ! {EXTENSION}")
        self.expect_levels(packets, doubt=2)

    def test_elements_in_between_keep_it(self):
        for rest in ("queue ! rtpL16pay", "volume volume=2 ! audioconvert ! rtpL16pay",
                     "audioresample ! audio/x-raw,rate=44100 ! rtpL16pay",
                     "audiobuffersplit output-buffer-size=960 ! rtpL16pay",
                     "audioresample ! audio/x-raw,rate=8000 ! mulawenc ! rtppcmupay"):
            with self.subTest(rest=rest):
                self.expect_levels(self.packets(f"audioconvert ! {rest} ! {EXTENSION}"), doubt=2)

    def test_the_recipe(self):
        (line,) = [line for line in recipe("sh", "ssrc-audio-level").replace("\\\n", " ").splitlines()
                   if line.startswith("gst-launch-1.0 ")]
        source, rest = line.split("! audioblocks ")
        self.assertIn("location=song.flac", source)
        words = shlex.split(f"filesrc location=sounds.wav ! wavparse ! audioconvert ! audioblocks {rest}")
        self.assertEqual(words[-2:], ["!", "fakesink"])
        if not has_elements("opusenc"):
            self.skipTest("no Opus")
        packets = self.buffers(" ".join(words[:-2]))
        self.expect_levels([(pts * RATE // Gst.SECOND / BLOCK, level_of(data)) for pts, data in packets],
                           doubt=2)

    def test_without_the_property_packets_have_no_level(self):
        for options in ("", "audio-level-meta=true analysis-mode=worker",
                        "audio-level-meta=true analyses=pitch"):
            with self.subTest(options=options):
                packets = self.packets(f"rtpL16pay ! {EXTENSION}", options)
                self.assertEqual({level for _, level in packets}, {None})

    def test_the_receiver_finds_it_on_its_buffers(self):
        # `audioblocks` keeps a level meta that it does not write itself.
        buffers = self.packets(f"rtpL16pay mtu=3000 ! {EXTENSION} ! rtpL16depay ! audioblocks "
                               f"! rtpL16pay mtu=3000 ! {EXTENSION}")
        self.expect_levels(buffers)


if __name__ == "__main__":
    unittest.main()
