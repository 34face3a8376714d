#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The presets in the build directory suit their instruments; and a controller works from Python."""

import configparser
import os
import pathlib
import subprocess
import sys
import unittest

from gst_support import Gst, GstTest, run_pipeline
from tool_support import IS_PRODUCTION, TIMEOUT, environment

SOURCE = pathlib.Path(os.environ.get("AUDIOBLOCKS_SOURCE", pathlib.Path(__file__).parents[3]))
RATE = 44100
# For each instrument: the block size it needs, its open strings or their equivalents, its highest
# note, and a tone outside its range.
INSTRUMENTS = {
    "bass": (2048, (30.87, 41.2, 55.0, 73.42, 98.0), 392.0, 600.0),
    "guitar": (1024, (82.41, 110.0, 146.83, 196.0, 246.94, 329.63), 1318.5, 1700.0),
    "piano": (2048, (27.5, 55.0, 261.63), 4186.0, 5000.0),
    "ukulele": (1024, (196.0, 261.63, 329.63, 392.0, 440.0), 1318.5, 1800.0),
    "violin": (1024, (196.0, 293.66, 440.0, 659.26), 3520.0, 4500.0),
    "voice": (1024, (65.41, 130.81, 261.63), 1046.5, 1400.0),
}
# Prints the value of `analyses` before it is saved, and after it has been loaded.
SAVE_AND_LOAD = """
import gi
gi.require_version("Gst", "1.0")
from gi.repository import Gst
Gst.init()
element = Gst.ElementFactory.make("audioblocks")
for saved, other in (("none", "level"), ("level+pitch", "none")):
    Gst.util_set_object_arg(element, "analyses", saved)
    before = int(element.get_property("analyses"))
    assert element.save_preset("mine")
    Gst.util_set_object_arg(element, "analyses", other)
    assert element.load_preset("mine")
    print(before, int(element.get_property("analyses")))
"""


def blocks_of(preset, block_samples, frequency, wave):
    """Returns the results of the whole blocks of a tone."""
    return run_pipeline(
        f"audiotestsrc wave={wave} freq={frequency} samplesperbuffer=4096 num-buffers=4"
        f" ! audio/x-raw,rate={RATE} ! audioblocks @preset={preset} interval=0"
        f" ! audio/x-raw,block-samples={block_samples} ! fakesink")


class Presets(GstTest):
    def test_there_are_these(self):
        element = Gst.ElementFactory.make("audioblocks")
        self.assertEqual(element.get_preset_names(), sorted(INSTRUMENTS))

    def test_each_sets_all_of_its_values(self):
        presets = configparser.ConfigParser()
        presets.read(SOURCE / "gst" / "presets" / "GstAudioBlocks.prs.in")
        for name in INSTRUMENTS:
            element = Gst.ElementFactory.make("audioblocks")
            # Starts from another value, or a default would look like a loaded value.
            for other, value in (("window", "hann" if name == "guitar" else "hamming"),
                                 ("reference-frequency", "1"), ("clarity-threshold", "0"),
                                 ("silence-threshold", "-1"), ("track-lag", "8")):
                Gst.util_set_object_arg(element, other, value)
            self.assertTrue(element.load_preset(name))
            values = {key: value for key, value in presets[name].items() if key[0] != "_"}
            self.assertEqual(len(values), 7)
            for key, value in values.items():
                found = element.get_property(key)
                self.assertEqual(found.value_nick if key == "window" else f"{found:g}", value)
            self.assertTrue(element.get_meta(name, "comment")[0])
            self.assertFalse(element.get_property("notes"))

    def test_no_analysis_is_saved_and_loaded_as_any(self):
        # Presets are saved in XDG_DATA_HOME, and GLib reads that only once in a process.
        result = subprocess.run([sys.executable, "-c", SAVE_AND_LOAD], capture_output=True, text=True,
                                env=environment(XDG_DATA_HOME=os.getcwd()), timeout=TIMEOUT, check=False)
        self.assertEqual((result.stdout, result.stderr), ("0 0\n5 5\n", ""))

    def test_each_hears_its_instrument_and_nothing_beyond(self):
        for name, (size, strings, highest, beyond) in INSTRUMENTS.items():
            if IS_PRODUCTION and size != 1024:
                continue
            for frequency in (*strings, highest):
                wave = "saw" if frequency < 1000 else "sine"
                for block in blocks_of(name, size, frequency, wave)[1:]:
                    self.assertTrue(block.get_value("voiced"), f"{name}, {frequency} Hz")
                    ratio = block.get_value("frequency") / frequency
                    self.assertAlmostEqual(ratio, 1, delta=0.02, msg=f"{name}, {frequency} Hz")
            for block in blocks_of(name, size, beyond, "sine")[1:]:
                self.assertLess(block.get_value("frequency"), 0.95 * beyond, name)

    def test_gst_inspect_tells_them(self):
        result = subprocess.run(["gst-inspect-1.0", "audioblocks"], capture_output=True, text=True,
                                env=environment(), timeout=TIMEOUT, check=True)
        for name in INSTRUMENTS:
            self.assertRegex(result.stdout, rf'(?m)^ +"{name}": \S')


class Controller(GstTest):
    def test_an_interpolated_threshold_rises_from_block_to_block(self):
        import gi

        gi.require_version("GstController", "1.0")
        from gi.repository import GstController

        # A clear tone. The threshold rises to 1, which even this does not reach, within 0.5 s: that
        # is 23.4 blocks.
        pipeline = Gst.parse_launch(
            "audiotestsrc wave=sine freq=440 samplesperbuffer=1024 num-buffers=50"
            " ! audio/x-raw,rate=48000 ! audioblocks name=blocks interval=0 ! fakesink")
        blocks = pipeline.get_by_name("blocks")
        source = GstController.InterpolationControlSource()
        source.set_property("mode", GstController.InterpolationMode.LINEAR)
        source.set(0, 0.0)
        source.set(Gst.SECOND // 2, 1.0)
        blocks.add_control_binding(GstController.DirectControlBinding.new_absolute(
            blocks, "clarity-threshold", source))
        results = run_pipeline(pipeline)
        self.assertEqual(len(results), 50)
        for block in results:
            threshold = min(2 * block.get_value("stream-time") / Gst.SECOND, 1.0)
            self.assertEqual(block.get_value("voiced"), block.get_value("clarity") >= threshold)
        self.assertEqual([block.get_value("voiced") for block in results].index(False), 24)


if __name__ == "__main__":
    unittest.main()
