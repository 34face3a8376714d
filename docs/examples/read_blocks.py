#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reads what audioblocks tells, from Python, with nothing but GStreamer's own bindings.

    read_blocks.py [FILE]

Without FILE it analyses a tone of 220 Hz that GStreamer makes. The plugin must be where GStreamer
finds it (installed, in GST_PLUGIN_PATH, or inside `meson devenv`).
"""

import pathlib
import sys

import gi

gi.require_version("Gst", "1.0")
from gi.repository import GLib, Gst  # noqa: E402

META_NAME = "GstAudioBlockMeta"
TONE = "audiotestsrc wave=sine freq=220 num-buffers=200 ! audio/x-raw,rate=48000,channels=2"
BLOCK_SAMPLES = 512


def make_pipeline(file_name):
    """A pipeline that hands each block to this program; a FILE may be anything GStreamer plays."""
    source = TONE
    if file_name:
        uri = pathlib.Path(file_name).resolve().as_uri()
        source = f'uridecodebin uri="{uri}" caps="audio/x-raw" expose-all-streams=false'
    return Gst.parse_launch(
        f"{source} ! audioblocks name=blocks interval=200000000"
        f" ! audio/x-raw,block-samples={BLOCK_SAMPLES}"
        f" ! appsink name=sink sync=false max-buffers=8"
    )


def result_of(blocks, buffer):
    """The result that travels on a buffer, as a Gst.Structure.

    The meta is a custom meta, which the binding reads by name. Where a binding cannot, the action
    signal get-block-info gives the same fields.
    """
    meta = buffer.get_custom_meta(META_NAME)
    if meta is not None:
        return meta.get_structure()
    return blocks.emit("get-block-info", buffer)


class EndOfBlocks(Exception):
    """There is no next block: the stream has ended or, with a text, failed."""


def pull(sink):
    """The next block. An element that fails early never sends the end of the stream: so look at
    the bus too, where nothing comes for a while.
    """
    while (sample := sink.emit("try-pull-sample", 200 * Gst.MSECOND)) is None:
        if sink.get_property("eos"):
            raise EndOfBlocks
        if error := sink.get_parent().get_bus().pop_filtered(Gst.MessageType.ERROR):
            raise EndOfBlocks(error.parse_error()[0].message)
    return sample.get_buffer()


def fields_of(structure):
    """All fields of a structure as a dictionary."""
    names = [structure.nth_field_name(i) for i in range(structure.n_fields())]
    return {name: structure.get_value(name) for name in names}


def print_blocks(blocks, sink, count):
    """One line for each of the next `count` blocks."""
    print("  block  sample    time s   rms dB  frequency Hz  clarity  note  discont")
    for _ in range(count):
        block = fields_of(result_of(blocks, pull(sink)))
        print(
            f"  {block['block-index']:5d}  {block['start-sample']:6d}"
            f"  {block['timestamp'] / Gst.SECOND:8.4f}  {block['rms']:7.2f}"
            f"  {block['frequency']:12.2f}  {block['clarity']:7.3f}  {block['note']:4s}"
            f"  {'yes' if block['discont'] else 'no'}"
        )


def print_messages(bus):
    """What came over the bus so far: one message an interval, the level of each channel in it."""
    print("  time s   note  cents   rms of each channel, dB")
    while message := bus.pop_filtered(Gst.MessageType.ELEMENT):
        structure = message.get_structure()
        if not structure.has_name("audioblocks"):
            continue
        fields = fields_of(structure)
        levels = "  ".join(f"{level:.2f}" for level in fields["rms"])
        print(
            f"  {fields['stream-time'] / Gst.SECOND:6.3f}   {fields['note']:4s}"
            f"  {fields['cents']:+5.1f}   {levels}"
        )


def print_fields(structure, names):
    fields = fields_of(structure)
    for name in names:
        print(f"  {name:20s} {fields[name]}")


def print_all(pipeline):
    blocks = pipeline.get_by_name("blocks")
    sink = pipeline.get_by_name("sink")

    print("The first blocks, read off the buffers:")
    print_blocks(blocks, sink, 5)

    print("\nThe same as a structure, by the action signal get-block-info:")
    print_fields(blocks.emit("get-block-info", pull(sink)), ("block-index", "frequency", "centroid"))

    for _ in range(100):
        pull(sink)
    print("\nMessages on the bus:")
    print_messages(pipeline.get_bus())

    print("\nThe property status:")
    print_fields(
        blocks.get_property("status"),
        ("state", "format", "rate", "channels", "block-samples", "block-latency", "memory-current"),
    )

    print("\nThe property metrics, before and after the action signal reset:")
    names = ("blocks", "samples-in", "discontinuities", "processing-p99", "allocations-steady")
    before = fields_of(blocks.get_property("metrics"))
    blocks.emit("reset")
    after = fields_of(blocks.get_property("metrics"))
    for name in names:
        print(f"  {name:20s} {before[name]:10d} {after[name]:10d}")

    print("\nAfter the reset, counted from a new anchor:")
    while not (block := fields_of(result_of(blocks, pull(sink))))["discont"]:
        pass
    print(f"  block-index {block['block-index']}, discont")
    print_blocks(blocks, sink, 3)


def main(arguments):
    Gst.init(None)
    if len(arguments) > 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    file_name = arguments[1] if len(arguments) == 2 else None
    try:
        pipeline = make_pipeline(file_name)
    except GLib.Error as error:
        print(f"read_blocks.py: {error.message}; is the plugin in GST_PLUGIN_PATH?", file=sys.stderr)
        return 1
    pipeline.set_state(Gst.State.PLAYING)
    try:
        print_all(pipeline)
    except EndOfBlocks as end:
        if end.args:
            print(f"read_blocks.py: {file_name or 'the tone'}: {end}", file=sys.stderr)
            return 1
        print("  (the end)")
    finally:
        pipeline.set_state(Gst.State.NULL)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
