#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The command line of gst-audioblocks-1.0: what it takes, and how it refuses."""

import json
import os
import pathlib
import unittest

from tool_support import IS_PRODUCTION, ToolTest, environment, run, sine, write_wav


class Refused(ToolTest):
    """Wrong usage: status 2, one line, nothing on standard output."""

    def setUp(self):
        super().setUp()
        write_wav("a.wav", [sine(440, 2048)])

    def check(self, start, *arguments):
        self.assertEqual(self.assert_fails(2, start, *arguments), b"")

    def test_no_file(self):
        self.check("no file given;")

    def test_options_that_need_an_input(self):
        self.check("--raw describes standard input; give -", "--raw", "S16LE")
        self.check("--instrument needs something to listen to; give --device,", "--instrument=guitar")

    def test_unknown_option(self):
        self.check("Unknown option --bogus;", "--bogus", "a.wav")

    def test_two_formats(self):
        self.check("--csv and --json", "--csv", "--json", "a.wav")

    def test_block_size_is_no_number(self):
        for text in ("x", "1e3", "1024.0", "", "99999999999999999999"):
            with self.subTest(text=text):
                self.check(f"--block-samples {text}", "--block-samples", text, "a.wav")

    @unittest.skipIf(IS_PRODUCTION, "one block size")
    def test_block_size_off_the_grid(self):
        result = run("--block-samples", "1000", "a.wav")
        self.assert_one_line(result.stderr, "--block-samples 1000 ")
        for allowed in (b"128", b"256", b"2048", b"896", b"1024"):
            self.assertIn(allowed, result.stderr)
        self.assertEqual(result.returncode, 2)

    def test_block_size_out_of_range(self):
        for size in ("-1024", "0", "128", "2176", "4096"):
            with self.subTest(size=size):
                self.check(f"--block-samples {size} ", f"--block-samples={size}", "a.wav")

    @unittest.skipUnless(IS_PRODUCTION, "many block sizes")
    def test_production_takes_1024_alone(self):
        self.check("--block-samples 512 ", "--block-samples", "512", "a.wav")

    def test_setting_without_value(self):
        for text in ("window", "=hann", ""):
            with self.subTest(text=text):
                self.check(f"--set {text} is not PROPERTY=VALUE;", "--set", text, "a.wav")

    def test_unknown_property(self):
        result = run("--set", "windows=hann", "a.wav")
        self.assert_one_line(result.stderr, "--set windows: ")
        self.assertIn(b"clarity-threshold", result.stderr)
        self.assertEqual(result.returncode, 2)

    def test_properties_of_the_base_classes(self):
        for name in ("name", "parent", "qos"):
            with self.subTest(name=name):
                self.check(f"--set {name}: ", "--set", f"{name}=1", "a.wav")

    def test_read_only_property(self):
        for name in ("status", "metrics"):
            with self.subTest(name=name):
                self.check(f"--set {name}: the property is read-only;", "--set", f"{name}=1", "a.wav")

    def test_unknown_nick_lists_the_known_ones(self):
        result = run("--set", "window=welch", "a.wav")
        self.assert_one_line(result.stderr, "--set window=welch: ")
        self.assertIn(b"hamming, blackman or hann", result.stderr)
        self.assertEqual(result.returncode, 2)

    def test_unknown_flag_lists_the_known_ones(self):
        result = run("--set", "analyses=level+colour", "a.wav")
        self.assert_one_line(result.stderr, "--set analyses=level+colour: ")
        self.assertIn(b"analyses takes level, spectrum and pitch, joined by +, or none\n", result.stderr)
        self.assertEqual(result.returncode, 2)

    def test_values_out_of_range_name_the_range(self):
        cases = {
            "clarity-threshold=1.01": "0 to 1",
            "clarity-threshold=-0.1": "0 to 1",
            "silence-threshold=1": "-700 to 0",
            "bands=1025": "0 to 1024",
            "bands=-1": "0 to 1024",
            "bands=99999999999": "0 to 1024",
        }
        for setting, allowed in cases.items():
            with self.subTest(setting=setting):
                result = run("--set", setting, "a.wav")
                self.assert_one_line(result.stderr, f"--set {setting}: ")
                self.assertIn(allowed.encode(), result.stderr)
                self.assertEqual(result.returncode, 2)

    def test_values_that_are_none(self):
        for setting in ("clarity-threshold=", "clarity-threshold=nan", "clarity-threshold=inf",
                        "clarity-threshold=0,5", "clarity-threshold=0.5x", "bands=1.5", "bands=",
                        "post-messages=maybe", "post-messages=", "window=", "analyses=",
                        "interval=-1", "interval=18446744073709551616"):
            with self.subTest(setting=setting):
                self.check(f"--set {setting}: ", "--set", setting, "a.wav")

    def test_an_interval_without_rows(self):
        for arguments in (("a.wav",), ("--summary=text", "a.wav"), ("--summary=json", "a.wav"),
                          ("--summary=text", "--test-tone=440"), ("--summary=json", "--pipeline=x")):
            with self.subTest(arguments=arguments):
                self.check("--interval spaces out rows of blocks, which notes and a summary are not; give --csv or",
                           "--interval=100", *arguments)

    def test_an_instrument_that_nobody_would_see(self):
        for form in ((), ("--csv",), ("--json",), ("--summary=text",), ("--summary=json",)):
            with self.subTest(form=form):
                self.check("--instrument has an effect only while listening; give --device,",
                           "--instrument=guitar", *form, "a.wav")
                if form:
                    self.check("--instrument is for the tuner and its rows; leave out",
                               "--instrument=guitar", *form, "--test-tone=440")

    def test_refused_before_any_file_is_looked_at(self):
        self.check("--set window=welch: ", "--csv", "--set", "window=welch", "missing.wav")


class Taken(ToolTest):
    def setUp(self):
        super().setUp()
        write_wav("a.wav", [sine(440, 4096)])

    def test_help(self):
        output = self.run_well("--help").decode()
        for word in ("--csv", "--json", "--block-samples", "--set", "FILE-or-URI", "Exit status"):
            self.assertIn(word, output)

    def test_version(self):
        self.assertRegex(self.run_well("--version").decode(),
                         r"\Agst-audioblocks-1\.0 version \d+\.\d+\.\d+\nGStreamer 1\.")

    def test_reference_frequency(self):
        row = self.csv("--set", "reference-frequency=432", "a.wav")[1]
        # 1200·log2(440/432)
        self.assertAlmostEqual(float(row["cents"]), 31.77, delta=0.5)

    def test_the_reference_that_is_no_frequency(self):
        for text in ("high", "0", "-440", "nan"):
            with self.subTest(text=text):
                self.assert_fails(2, f"--reference {text} is not a frequency of A4; it takes ",
                                  "--reference", text, "a.wav")

    def test_several_settings(self):
        row = self.csv("--set", "silence-threshold=0", "--set", "window=hann", "a.wav")[0]
        self.assertEqual((row["voiced"], row["note"]), ("0", ""))

    def test_cells_of_an_analysis_that_did_not_run_are_empty(self):
        row = self.csv("--set", "analyses=level", "a.wav")[0]
        self.assertEqual([row[name] for name in ("frequency_hz", "clarity", "voiced", "note", "cents")],
                         [""] * 5)
        self.assertNotEqual(row["rms_db"], "")

    def test_no_analysis_at_all(self):
        for nothing in ("none", "0"):
            rows = self.csv("--set", f"analyses={nothing}", "a.wav")
            self.assertEqual(len(rows), 4)
            self.assertEqual((rows[3]["start_sample"], rows[3]["rms_db"], rows[3]["note"]),
                             ("3072", "", ""))

    def test_a_file_whose_name_looks_like_an_option(self):
        write_wav("-a.wav", [sine(440, 1024)])
        self.assertEqual(len(self.csv("--", "-a.wav")), 1)

    def test_a_file_whose_name_looks_like_a_uri(self):
        pathlib.Path("http:").mkdir()
        os.rename("a.wav", "http:/a.wav")
        self.assertEqual(len(self.csv("http:/a.wav")), 4)


class Presets(ToolTest):
    """A tone above a guitar's range: its preset makes that unvoiced, or lower."""

    def setUp(self):
        super().setUp()
        write_wav("a.wav", [sine(2000, 4096)])

    def heard(self, *arguments):
        return {float(row["frequency_hz"]) > 1990 for row in self.csv(*arguments, "a.wav")}

    def test_by_name(self):
        self.assertEqual(self.heard(), {True})
        self.assertEqual(self.heard("--preset", "guitar"), {False})
        self.assertEqual(self.heard("--preset=guitar", "--jobs=2"), {False})

    def test_in_a_session(self):
        for preset, is_heard in ((), True), (("--preset=guitar",), False):
            output = self.run_well("--summary=json", *preset, "--pipeline",
                                   "audiotestsrc freq=2000 num-buffers=20")
            self.assertEqual(json.loads(output)["frequency"] > 1990, is_heard)

    def test_settings_and_the_reference_count_more(self):
        for before, after in ((("--preset=guitar",), ()), ((), ("--preset=guitar",))):
            self.assertEqual(self.heard(*before, "--set=max-frequency=0", *after), {True})
        write_wav("a.wav", [sine(440, 4096)])
        rows = self.csv("--preset=guitar", "--reference=432", "a.wav")
        # 1200·log2(440/432)
        self.assertAlmostEqual(float(rows[1]["cents"]), 31.77, delta=0.5)

    def saved(self, **settings):
        """The environment that has a preset `mine`, as the element saves it."""
        lines = [f"{name.replace('_', '-')}={value}" for name, value in settings.items()]
        pathlib.Path("GstAudioBlocks.prs").write_text(
            "\n".join(["[_presets_]", "element-name=GstAudioBlocks", "version=0.1.0", "", "[mine]",
                       *lines, ""]), encoding="utf-8")
        return environment(GST_PRESET_PATH=str(self.directory))

    def test_a_saved_one_cannot_take_the_results_from_the_tool(self):
        rows = self.run_well("--csv", "a.wav")
        self.assertEqual(rows, self.run_well(
            "--csv", "--preset=mine", "a.wav",
            env=self.saved(analysis_mode="worker", overflow_policy="evict-oldest")))

    def test_unknown_ones_are_refused_with_those_there_are(self):
        for name in ("kazoo", "", "Guitar"):
            with self.subTest(name=name):
                output = self.assert_fails(2, f"--preset {name} is not known; choose from bass, guitar, ",
                                           f"--preset={name}", "a.wav")
                self.assertEqual(output, b"")

    def test_where_there_are_none(self):
        env = environment(GST_PRESET_PATH=None, XDG_DATA_HOME=str(self.directory))
        result = run("--preset=guitar", "a.wav", env=env)
        if result.returncode == 0:
            self.skipTest("the presets are installed")
        self.assert_one_line(result.stderr, "--preset guitar is not known, GStreamer finds no presets")
        self.assertEqual(result.returncode, 2)


class Plugin(ToolTest):
    def test_without_the_plugin_it_says_so(self):
        write_wav("a.wav", [sine(440, 1024)])
        bare = environment(GST_PLUGIN_PATH=None, GST_PLUGIN_PATH_1_0=None,
                           GST_REGISTRY=str(self.directory / "registry.bin"))
        if run("--version", env=bare).returncode == 0 and run("a.wav", env=bare).returncode == 0:
            self.skipTest("the plugin is installed")
        self.assertEqual(self.assert_fails(1, "GStreamer has no element audioblocks;", "a.wav",
                                           env=bare), b"")


if __name__ == "__main__":
    unittest.main()
