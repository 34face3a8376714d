#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A guitar tuner in Python: shows the nearest string and the deviation from it, ten times a second.

    tuner.py [FILE]

Without FILE, it analyses the default microphone; Ctrl-C ends it. It needs GStreamer's bindings
(Debian: python3-gi, gir1.2-gstreamer-1.0) and the plugin audioblocks where GStreamer finds it.
"""

import math
import signal
import sys

import gi

gi.require_version("Gst", "1.0")
from gi.repository import GLib, Gst  # noqa: E402

STRINGS = {"E2": 82.41, "A2": 110.00, "D3": 146.83, "G3": 196.00, "B3": 246.94, "E4": 329.63}
FAR = 400  # cents from every string
WIDTH = 41  # characters of the needle's scale, −50 to +50 cents


def cents_from(frequency, target):
    return 1200 * math.log2(frequency / target)


def nearest_string(frequency):
    return min(STRINGS, key=lambda name: abs(cents_from(frequency, STRINGS[name])))


def needle(cents):
    """Returns a scale with | in the middle, where the string is in tune, and ▲ at the pitch."""
    scale = ["·"] * WIDTH
    scale[WIDTH // 2] = "|"
    scale[round((max(-50, min(50, cents)) + 50) / 100 * (WIDTH - 1))] = "▲"
    return "".join(scale)


def distance(cents):
    if abs(cents) > FAR:
        return "far above" if cents > 0 else "far below"
    return f"{cents:+6.1f} cents"


class Tuner:
    def __init__(self, file_name):
        self.input = file_name or "the microphone"
        source = "filesrc name=file ! decodebin" if file_name else "autoaudiosrc"
        # The preset "guitar", loaded below, limits the pitch to the range of a guitar.
        self.pipeline = Gst.parse_launch(
            f"{source} ! audioconvert ! audioblocks name=blocks analyses=pitch ! fakesink sync=true"
        )
        if file_name:
            self.pipeline.get_by_name("file").set_property("location", file_name)
        self.pipeline.get_by_name("blocks").load_preset("guitar")
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
        block = message.get_structure()
        if not block.has_name("audioblocks") or not block.get_value("voiced"):
            return
        frequency = block.get_value("frequency")
        name = nearest_string(frequency)
        cents = cents_from(frequency, STRINGS[name])
        end = "\r" if sys.stdout.isatty() else "\n"
        print(f"{name}  {needle(cents)}  {distance(cents):12}  {frequency:7.2f} Hz ", end=end, flush=True)

    def on_error(self, _bus, message):
        print(f"tuner.py: {self.input}: {message.parse_error()[0].message}", file=sys.stderr)
        self.status = 1
        self.loop.quit()


def main(arguments):
    # Ends when what reads the output does, as other programs do.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    Gst.init(None)
    try:
        return Tuner(arguments[1] if len(arguments) > 1 else None).run()
    except GLib.Error as error:
        print(f"tuner.py: {error.message}; is the plugin in GST_PLUGIN_PATH?", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv))
