#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every element here that takes raw audio, such as encoders, payloaders, muxers and splitters, behind audioblocks."""

import unittest

from gst_support import Gst, GstTest

SECONDS = 20 * (Gst.SECOND if Gst else 0)

# These are here on every machine that has the plugin sets that the tests install. Each used to log an error for
# nearly every block, except the last.
COMMON = ["audiobuffersplit", "lamemp3enc", "opusenc", "rtpL16pay", "vorbisenc", "wavenc", "webrtcdsp"]


# Without these they need another element.
SETTINGS = {"webrtcdsp": "echo-cancel=false"}


def takes_raw_audio(factory):
    raw = Gst.Caps.from_string("audio/x-raw")
    return any(template.direction == Gst.PadDirection.SINK and not template.get_caps().is_any()
               and template.get_caps().can_intersect(raw)
               for template in factory.get_static_pad_templates())


# They need a second stream, or a video, or their own output. (videoframe-audiolevel also logs criticals.)
UNUSABLE = ["audiolatency", "audiomixmatrix", "avwait", "timecodestamper", "videoframe-audiolevel"]


def consumers():
    factories = Gst.Registry.get().get_feature_list(Gst.ElementFactory)
    return sorted(factory.get_name() for factory in factories
                  if takes_raw_audio(factory) and "Sink" not in factory.get_metadata("klass")
                  and factory.get_name() not in ("audioblocks", "pitchscope", *UNUSABLE))


class Errors:
    """While it lives, collects the errors that GStreamer logs."""

    def __enter__(self):
        self.lines = []
        Gst.debug_set_active(True)
        Gst.debug_remove_log_function(None)
        Gst.debug_set_default_threshold(Gst.DebugLevel.ERROR)
        Gst.debug_add_log_function(self._collect, None)
        return self

    def __exit__(self, *_):
        Gst.debug_remove_log_function(self._collect)
        Gst.debug_set_default_threshold(Gst.DebugLevel.NONE)

    def _collect(self, _category, level, _file, function, _line, _object, message, _data):
        # libav's own log names no function.
        if level == Gst.DebugLevel.ERROR and function:
            self.lines.append(f"{function}: {message.get()}")


def play(element, consumer):
    """Returns whether the pipeline came to its end, and the metrics of `element`, None if it has none."""
    try:
        pipeline = Gst.parse_launch(
            "audiotestsrc num-buffers=40 samplesperbuffer=441 ! audioconvert ! audioresample"
            f" ! {element} name=it ! {consumer} {SETTINGS.get(consumer, '')} ! fakesink sync=false")
    except Exception:  # GLib.Error: not even the link is possible
        return False, None
    pipeline.set_state(Gst.State.PLAYING)
    message = pipeline.get_bus().timed_pop_filtered(SECONDS, Gst.MessageType.EOS | Gst.MessageType.ERROR)
    it = pipeline.get_by_name("it")
    metrics = it.get_property("metrics") if element == "audioblocks" else None
    pipeline.set_state(Gst.State.NULL)
    return message is not None and message.type == Gst.MessageType.EOS, metrics


def count(metrics, name):
    return metrics.get_uint64(name)[1]


class Downstream(GstTest):
    def test_nothing_is_logged_and_nothing_lost(self):
        played = []
        for consumer in consumers():
            with Errors() as without:
                works, _ = play("identity", consumer)
            if not works:
                continue
            with self.subTest(consumer=consumer), Errors() as errors:
                works, metrics = play("audioblocks", consumer)
                self.assertTrue(works)
                self.assertEqual(errors.lines, without.lines)
                self.assertGreater(count(metrics, "samples-in"), 0)
                self.assertEqual(count(metrics, "samples-in"),
                                 count(metrics, "samples-out") - count(metrics, "samples-padded"))
                played.append(consumer)
        for consumer in COMMON:
            if Gst.ElementFactory.find(consumer):
                self.assertIn(consumer, played)
        print(len(played), "of", len(consumers()), "played:", *played)


    def test_the_caps_field_outlives_the_blocks_but_the_meta_does_not(self):
        for consumer in ["audioresample ! audio/x-raw,rate=22050", "audiobuffersplit output-buffer-size=300",
                         "audiobuffersplit output-buffer-size=3000"]:
            pipeline = Gst.parse_launch("audiotestsrc num-buffers=20 ! audio/x-raw,format=S16LE,rate=44100 ! audioblocks"
                                        f" ! {consumer} ! appsink name=sink sync=false")
            pipeline.set_state(Gst.State.PLAYING)
            sink = pipeline.get_by_name("sink")
            pieces = 0
            while sample := sink.emit("pull-sample"):
                pieces += 1
                self.assertEqual(sample.get_caps().get_structure(0).get_int("block-samples")[1], 1024)
                self.assertNotEqual(sample.get_buffer().get_size(), 2 * 1024)
                self.assertIsNone(sample.get_buffer().get_custom_meta("GstAudioBlockMeta"))
            self.assertGreater(pieces, 5)
            pipeline.set_state(Gst.State.NULL)


if __name__ == "__main__":
    unittest.main()
