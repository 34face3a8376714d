#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A note printer in Python: a line when a note begins, and one when it ends.

    note_printer.py [FILE]

Without FILE, it listens to the default microphone; Ctrl-C ends it. It needs GStreamer's bindings
(Debian: python3-gi, gir1.2-gstreamer-1.0) and the plugin audioblocks where GStreamer finds it.
"""

import signal
import sys

import gi

gi.require_version("Gst", "1.0")
from gi.repository import GLib, Gst  # noqa: E402


def print_note(note):
    """Prints the beginning or the end of a note, a structure `audioblocks-note`."""
    time = note.get_value("stream-time") / Gst.SECOND
    line = f"{time:8.3f} s  {note.get_value('event'):3}  {note.get_value('note'):4}"
    if note.get_value("event") == "off":
        # The end has the pitch of the whole note, and its length.
        line += (f"  {note.get_value('cents'):+5.1f} cents  {note.get_value('level'):6.1f} dB"
                 f"  {note.get_value('duration') / Gst.SECOND:6.3f} s")
    print(line, flush=True)


class NotePrinter:
    def __init__(self, file_name):
        self.input = file_name or "the microphone"
        source = "filesrc name=file ! decodebin" if file_name else "autoaudiosrc"
        self.pipeline = Gst.parse_launch(
            f"{source} ! audioconvert ! audioblocks analyses=pitch notes=true ! fakesink"
        )
        if file_name:
            self.pipeline.get_by_name("file").set_property("location", file_name)
        self.loop = GLib.MainLoop()
        self.status = 0

    def run(self):
        bus = self.pipeline.get_bus()
        bus.add_signal_watch()
        bus.connect("message::element", self.on_element)
        bus.connect("message::error", self.on_error)
        bus.connect("message::eos", lambda *_: self.loop.quit())
        self.pipeline.set_state(Gst.State.PLAYING)
        try:
            self.loop.run()
        except KeyboardInterrupt:
            print()
        finally:
            self.pipeline.set_state(Gst.State.NULL)
        return self.status

    def on_element(self, _bus, message):
        # The other messages of the element are those of blocks.
        structure = message.get_structure()
        if structure.has_name("audioblocks-note"):
            print_note(structure)

    def on_error(self, _bus, message):
        print(f"note_printer.py: {self.input}: {message.parse_error()[0].message}", file=sys.stderr)
        self.status = 1
        self.loop.quit()


def main(arguments):
    # Ends when what reads the output does, as other programs do.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    Gst.init(None)
    try:
        return NotePrinter(arguments[1] if len(arguments) > 1 else None).run()
    except GLib.Error as error:
        print(f"note_printer.py: {error.message}; is the plugin in GST_PLUGIN_PATH?",
              file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv))
