#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The devices that gst-audioblocks-1.0 lists and listens to, on servers of their own."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import unittest

from sound_server import PipeWire, PulseAudio
from tool_support import (
    TIMEOUT,
    TOOL,
    ToolTest,
    csv_rows,
    environment,
    has_elements,
    json_rows,
    run,
    wait_until,
)

NO_SERVER = {"PULSE_SERVER": "unix:/nowhere", "XDG_RUNTIME_DIR": "/nowhere",
             "PIPEWIRE_RUNTIME_DIR": "/nowhere",
             "GST_PLUGIN_FEATURE_RANK": "pulsedeviceprovider:NONE"}
NO_DEVICE = "there is no audio device here;"


@contextlib.contextmanager
def playing_a4(server):
    """Plays to the server's sink while it lasts."""
    command = f"gst-launch-1.0 -q audiotestsrc freq=440 ! audioconvert ! {server.playing()}"
    with subprocess.Popen(command.split(), env=server.environment(),
                          stdin=subprocess.DEVNULL) as player:
        try:
            yield
        finally:
            player.terminate()


class DeviceTest(ToolTest):
    """A test of the devices of a server."""

    def listed(self, env):
        return json_rows(self.run_well("--list-devices", "--json", env=env))

    def check_hears_a4(self, wanted, env):
        with subprocess.Popen([TOOL, "--json", *wanted], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as tool:
            in_row = 0
            while in_row < 10:
                row = json.loads(tool.stdout.readline())
                in_row = in_row + 1 if row["note"] == "A4" else 0
            tool.stdin.write(b"quit\n")
            tool.stdin.close()
            tool.stdout.read()
            self.assertEqual((tool.wait(TIMEOUT), tool.stderr.read()), (0, b""))

    def check_ends_with(self, server, wanted, start):
        """The tool listens, and the server ends: each result that has been written stays."""
        with subprocess.Popen([TOOL, "--csv", *wanted], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=environment(**server.variables())) as tool:
            output = b"".join(tool.stdout.readline() for _ in range(5))
            server.crash()
            output += tool.stdout.read()
            self.assertEqual(tool.wait(TIMEOUT), 1)
            self.assert_one_line(tool.stderr.read(), start)
        self.assertTrue(output.endswith(b"\n"))
        rows = csv_rows(output)
        self.assertGreaterEqual(len(rows), 4)
        self.assertEqual([int(row["block_index"]) for row in rows], list(range(len(rows))))


class WithoutServer(DeviceTest):
    def test_without_any_device(self):
        env = environment(**NO_SERVER)
        if run("--list-devices", env=env).returncode == 0:
            self.skipTest("this machine has a device")
        for start, argument in (("", "--list-devices"), ("default audio device: ", "--device"),
                                ("--device=mic: ", "--device=mic")):
            with self.subTest(argument=argument):
                self.assertEqual(self.assert_fails(1, start + NO_DEVICE, argument, env=env), b"")


class ThroughPulseAudio(DeviceTest):
    def setUp(self):
        super().setUp()
        if shutil.which("pulseaudio") is None or not has_elements("pulsesrc", "pulsesink"):
            self.skipTest("PulseAudio is missing")
        self.server = PulseAudio()
        self.server.start()
        self.addCleanup(self.server.stop)
        self.env = environment(**self.server.variables())

    def test_the_monitor_of_a_null_sink(self):
        self.assertIn({"name": "Monitor of Null Output", "device": "tone.monitor", "default": True},
                      self.listed(self.env))
        table = self.run_well("--list-devices", env=self.env).decode()
        self.assertRegex(table, r"(?m)^\* Monitor of Null Output +tone\.monitor$")
        with playing_a4(self.server):
            for wanted in ("--device", "--device=tone.monitor", "--device=null OUTPUT"):
                with self.subTest(wanted=wanted):
                    self.check_hears_a4([wanted], self.env)
        self.assert_fails(1, "--device=bogus: there is no such audio device;", "--device=bogus",
                          env=self.env)

    def test_a_server_that_goes(self):
        self.check_ends_with(self.server, ["--device=tone.monitor"],
                             "Monitor of Null Output: stops after ")

    def test_a_server_that_goes_from_the_default_device(self):
        self.check_ends_with(self.server, ["--device"], "default audio device: stops after ")


@unittest.skipIf(any(shutil.which(name) is None for name in PipeWire.NEEDS)
                 or not has_elements("pipewiresrc", "pulsesrc"), "PipeWire is missing")
class ThroughPipeWire(DeviceTest):
    def setUp(self):
        super().setUp()
        self.server = PipeWire()
        self.server.start()
        self.addCleanup(self.server.stop)
        self.env = environment(**self.server.variables())

    def test_each_device_is_listed_once(self):
        for _ in range(5):
            devices = self.listed(self.env)
            self.assertEqual(sorted(device["device"] for device in devices),
                             ["microphone", "tone.monitor"])
            self.assertEqual({device["name"] for device in devices},
                             {"Test Microphone", "Monitor of Null Output"})

    def test_devices_by_name_and_the_default_one(self):
        with playing_a4(self.server):
            for wanted in ("--device", "--device=microphone", "--device=test MIC",
                           "--device=tone.monitor"):
                with self.subTest(wanted=wanted):
                    self.check_hears_a4([wanted], self.env)

    def test_a_device_that_pipewire_alone_lists(self):
        env = {**self.env, "PULSE_SERVER": "unix:/nowhere"}
        self.assertEqual([(device["name"], device["device"]) for device in self.listed(env)],
                         [("Test Microphone", "microphone")])
        with playing_a4(self.server):
            self.check_hears_a4(["--device=microphone"], env)

    def test_a_server_that_crashes(self):
        version = subprocess.run(["pipewire", "--version"], capture_output=True, text=True, check=True)
        if tuple(map(int, re.search(r"(\d+)\.(\d+)\.", version.stdout).groups())) >= (1, 6):
            self.skipTest("pipewiresrc waits for the clock of the server that is gone")
        source = "pipewiresrc target-object=microphone ! audio/x-raw,rate=48000"
        self.check_ends_with(self.server, ["--pipeline", source], f"{source}: stops after ")


class Faults(DeviceTest):
    """Device providers that crash or hang."""

    def env(self, name, **changes):
        return environment(GST_REGISTRY=str(self.directory / "registry.bin"),
                           GST_PLUGIN_PATH=f"{os.environ['AUDIOBLOCKS_FAULTY_PROVIDER_PATH']}:"
                           f"{os.environ['GST_PLUGIN_PATH']}",
                           AUDIOBLOCKS_FAULTY_PROVIDER=name, **changes)

    def test_a_crash_of_pipewires_leaves_that_out(self):
        if shutil.which("pulseaudio") is None or not has_elements("pulsesrc", "pulsesink"):
            self.skipTest("PulseAudio is missing")
        with PulseAudio() as server, playing_a4(server):
            env = self.env("pipewiredeviceprovider", **server.variables())
            result = run("--list-devices", "--json", env=env)
            self.assert_one_line(result.stderr, "GStreamer's search for PipeWire's devices crashed")
            self.assertEqual(result.returncode, 0)
            self.assertIn("tone.monitor", [row["device"] for row in json_rows(result.stdout)])
            self.check_hears_a4(["--device"], env)

    def test_a_crash_of_another_is_an_error(self):
        env = self.env("otherdeviceprovider", **NO_SERVER)
        for start, argument in (("", "--list-devices"), ("--device=mic: ", "--device=mic")):
            with self.subTest(argument=argument):
                self.assertEqual(
                    self.assert_fails(1, f"{start}GStreamer's search for audio devices failed;",
                                      argument, env=env), b"")

    def test_a_signal_ends_a_search_that_hangs(self):
        env = self.env("otherdeviceprovider", AUDIOBLOCKS_PROVIDER_HANGS="yes", **NO_SERVER)
        for argument in ("--list-devices", "--device=mic"):
            with self.subTest(argument=argument), subprocess.Popen(
                    [TOOL, argument], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE, env=env) as tool:
                self.addCleanup(tool.kill)
                children = pathlib.Path(f"/proc/{tool.pid}/task/{tool.pid}/children")
                wait_until(lambda path=children: self.searching(path))
                search = self.searching(children)
                tool.send_signal(signal.SIGTERM)
                self.assertEqual(tool.communicate(timeout=TIMEOUT), (b"", b""))
                self.assertEqual(tool.returncode, 128 + signal.SIGTERM)
                self.assertFalse(pathlib.Path(f"/proc/{search}").exists())

    def searching(self, children):
        """The child that searches: the tool itself, unlike GStreamer's scanner of plugins."""
        for process in children.read_text(encoding="utf-8").split():
            with contextlib.suppress(OSError):
                program = os.readlink(f"/proc/{process}/exe")
                if os.path.samefile(program, TOOL):
                    return process
        return None


if __name__ == "__main__":
    unittest.main()
