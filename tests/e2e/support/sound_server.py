# SPDX-License-Identifier: LGPL-2.1-or-later
"""Private sound servers without a sound card, for the tests of live recordings."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

# More than a server takes to answer on a busy machine.
PATIENCE = 120
SHARED_MEMORY = pathlib.Path("/dev/shm")


class SoundServer:
    """A private server of this test, which no other program finds and which ends with the test in
    every case. Use it with `with`, or start() and stop().
    """

    def __init__(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="audioblocks-"))
        self._log = self.directory / "server.log"
        self._process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Returns once the server answers."""
        try:
            with self._log.open("wb") as log:
                self._process = subprocess.Popen(
                    ["setpriv", "--pdeathsig", "KILL", *self.command()],
                    env=self.environment(), cwd=self.directory, stdin=subprocess.DEVNULL,
                    stdout=log, stderr=subprocess.STDOUT)
            self._wait_until_it_answers()
        except BaseException:
            self.stop()
            raise

    def stop(self):
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self.clean()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _wait_until_it_answers(self):
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if self._process.poll() is not None:
                raise RuntimeError(f"{self.command()[0]} ended with status "
                                   f"{self._process.returncode}:\n{self._log.read_text()}")
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.command()[0]} does not answer:\n{self._log.read_text()}")
            time.sleep(0.05)

    def environment(self):
        """An environment without the user's own servers and without a sanitizer's library."""
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("JACK_", "PULSE_", "DBUS_")) and name != "LD_PRELOAD"}
        return {**kept, **self.variables()}

    def variables(self):
        """The variables that direct a program to this server."""
        home = str(self.directory)
        return {"HOME": home, "XDG_RUNTIME_DIR": home, "XDG_CONFIG_HOME": home}

    def answers(self):
        """True once clients can connect."""
        return subprocess.run(self.question(), env=self.environment(), stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=PATIENCE, check=False).returncode == 0


class Jack(SoundServer):
    """jackd with its dummy driver, without real-time scheduling; in synchronous mode, it waits for
    late clients instead of continuing without them.
    """

    def __init__(self, period):
        super().__init__()
        self.name = f"audioblocks-{os.getpid()}-{period}"
        self._period = period

    def start(self):
        # For the pipelines of this process: `server` of jackaudiosrc and jackaudiosink names something
        # random since GStreamer 1.24.
        os.environ["JACK_DEFAULT_SERVER"] = self.name
        super().start()

    def command(self):
        return ["jackd", "--no-realtime", "--sync", "--timeout", "10000", "--name", self.name,
                "-d", "dummy", "--rate", "48000", "--period", str(self._period),
                "--capture", "1", "--playback", "1"]

    def question(self):
        return ["jack_lsp", "--server", self.name]

    def variables(self):
        return {**super().variables(), "JACK_NO_START_SERVER": "1",
                "JACK_NO_AUDIO_RESERVATION": "1"}

    def clean(self):
        """Forgets the server, and removes what clients left that started too early or were killed."""
        os.environ.pop("JACK_DEFAULT_SERVER", None)
        for left in SHARED_MEMORY.glob(f"jack_sem.*_{self.name}_*"):
            left.unlink(missing_ok=True)

    def recording(self):
        return "jackaudiosrc connect=explicit port-names=tone:out_tone_1"

    def playing(self):
        return "jackaudiosink client-name=tone connect=none"


class PulseAudio(SoundServer):
    """pulseaudio with a null sink, whose monitor can be recorded."""

    def __init__(self):
        super().__init__()
        self.address = f"unix:{self.directory}/native"

    def command(self):
        return ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1",
                "--high-priority=no", "--realtime=no", "--disable-shm=yes",
                f"--load=module-native-protocol-unix socket={self.directory}/native "
                "auth-anonymous=1 auth-cookie-enabled=0",
                "--load=module-null-sink sink_name=tone rate=48000 channels=1 format=s16le"]

    def question(self):
        return ["pactl", "--server", self.address, "info"]

    def variables(self):
        return {**super().variables(), "PULSE_SERVER": self.address,
                "PULSE_RUNTIME_PATH": str(self.directory / "pulse"),
                "PULSE_STATE_PATH": str(self.directory / "state")}

    def clean(self):
        """Leaves nothing outside its directory."""

    def recording(self):
        return f"pulsesrc server={self.address} device=tone.monitor"

    def playing(self):
        return f"pulsesink server={self.address} device=tone"
