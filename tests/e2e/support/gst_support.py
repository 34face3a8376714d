# SPDX-License-Identifier: LGPL-2.1-or-later
"""Shared by the tests that use GStreamer in their own process: the bindings, and running a pipeline."""

import unittest

from tool_support import ToolTest

try:
    import gi

    gi.require_version("Gst", "1.0")
    from gi.repository import GLib, GObject, Gst

    Gst.init(None)
except (ImportError, ValueError):
    GLib = GObject = Gst = None


@unittest.skipIf(Gst is None, "no GObject introspection for this Python")
class GstTest(ToolTest):
    """A test in a directory of its own, skipped without the bindings."""


def run_pipeline(pipeline):
    """Plays to the end and returns the messages `audioblocks`. Fails if an element fails."""
    if isinstance(pipeline, str):
        pipeline = Gst.parse_launch(pipeline)
    bus = pipeline.get_bus()
    found = []
    pipeline.set_state(Gst.State.PLAYING)
    try:
        while True:
            message = bus.timed_pop(60 * Gst.SECOND)
            if message is None:
                raise AssertionError("the pipeline hangs")
            if message.type == Gst.MessageType.ERROR:
                raise AssertionError(message.parse_error())
            if message.type == Gst.MessageType.EOS:
                return found
            structure = message.get_structure()
            if message.type == Gst.MessageType.ELEMENT and structure.has_name("audioblocks"):
                found.append(structure.copy())
    finally:
        pipeline.set_state(Gst.State.NULL)


def field_types(structure):
    """Returns the fields of a structure in their order, each with the name of its type."""
    names = [structure.nth_field_name(i) for i in range(structure.n_fields())]
    return {name: structure.get_field_type(name).name for name in names}
