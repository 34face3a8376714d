# SPDX-License-Identifier: LGPL-2.1-or-later
"""A PulseAudio server of its own with one null sink, whose monitor is the only audio device."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from tool_support import TIMEOUT, environment


def server_environment(**changes):
    """A sanitizer that is preloaded for the tool keeps the server from starting."""
    variables = {**os.environ, **changes}
    variables.pop("LD_PRELOAD", None)
    return variables


class PulseServer:
    """A context manager; `variables` lead programs to the server."""

    SINK = "tone"

    @staticmethod
    def is_installed():
        return shutil.which("pulseaudio") is not None

    def __enter__(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="audioblocks-pulse-"))
        runtime = self.home / "runtime"
        runtime.mkdir(mode=0o700)
        socket = runtime / "native"
        self.variables = {
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_CONFIG_HOME": str(self.home),
            "PULSE_RUNTIME_PATH": str(runtime),
            "PULSE_STATE_PATH": str(self.home),
            "PULSE_SERVER": f"unix:{socket}",
        }
        self.log = open(self.home / "log", "w+b")
        self.process = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1",
             "--disable-shm=yes", "--log-target=stderr",
             "-L", f"module-native-protocol-unix socket={socket} auth-anonymous=1",
             "-L", f"module-null-sink sink_name={self.SINK} rate=48000"],
            env=server_environment(**self.variables), stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=self.log)
        end = time.monotonic() + TIMEOUT
        while not socket.exists():
            if self.process.poll() is not None or time.monotonic() > end:
                self.__exit__()
                raise RuntimeError("pulseaudio does not start")
            time.sleep(0.05)
        return self

    def __exit__(self, *exception):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(TIMEOUT)
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)

    @contextlib.contextmanager
    def tone(self, frequency):
        """Plays while it lasts."""
        player = subprocess.Popen(
            ["gst-launch-1.0", "-q", "audiotestsrc", f"freq={frequency}", "!", "audioconvert", "!",
             "audioresample", "!", "pulsesink", f"device={self.SINK}"],
            env=environment(**self.variables), stdin=subprocess.DEVNULL)
        try:
            yield
        finally:
            player.terminate()
            player.wait(TIMEOUT)
