# SPDX-License-Identifier: LGPL-2.1-or-later
"""Private sound servers without a sound card, for the tests of live recordings."""

import os
import pathlib
import shutil
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
        self._processes = {}

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Returns once the server answers."""
        try:
            for command, question in self.programs():
                self._start_program(command, question)
        except BaseException:
            self.stop()
            raise

    def stop(self):
        for process in reversed(self._processes.values()):
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes.clear()
        self.clean()
        shutil.rmtree(self.directory, ignore_errors=True)

    def crash(self):
        """Ends the program that the sound goes through, which says no word to its clients."""
        self._processes[self.heart].kill()
        self._processes[self.heart].wait()

    def _start_program(self, command, question):
        """Returns once the program answers."""
        log = self.directory / f"{command[0]}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *command], env=self.environment(),
                cwd=self.directory, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT)
        self._processes[command[0]] = process
        deadline = time.monotonic() + PATIENCE
        while not self._answers(question):
            if process.poll() is not None:
                raise RuntimeError(f"{command[0]} ended with status {process.returncode}:\n"
                                   f"{log.read_text()}")
            if time.monotonic() > deadline:
                raise RuntimeError(f"{command[0]} does not answer:\n{log.read_text()}")
            time.sleep(0.05)

    def environment(self):
        """An environment without the user's own servers and without a sanitizer's library."""
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("JACK_", "PULSE_", "PIPEWIRE_", "DBUS_")) and name != "LD_PRELOAD"}
        return {**kept, **self.variables()}

    def variables(self):
        """The variables that direct a program to this server."""
        home = str(self.directory)
        return {"HOME": home, "XDG_RUNTIME_DIR": home, "XDG_CONFIG_HOME": home}

    def _answers(self, question):
        """True once this succeeds, so that clients can connect."""
        return subprocess.run(question, env=self.environment(), stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=PATIENCE, check=False).returncode == 0


class Jack(SoundServer):
    """jackd with its dummy driver, without real-time scheduling; in synchronous mode, it waits for
    late clients instead of continuing without them.
    """

    heart = "jackd"

    def __init__(self, period):
        super().__init__()
        self.name = f"audioblocks-{os.getpid()}-{period}"
        self._period = period

    def start(self):
        # For the pipelines of this process: `server` of jackaudiosrc and jackaudiosink names something
        # random since GStreamer 1.24.
        os.environ["JACK_DEFAULT_SERVER"] = self.name
        super().start()

    def programs(self):
        return [(["jackd", "--no-realtime", "--sync", "--timeout", "10000", "--name", self.name,
                  "-d", "dummy", "--rate", "48000", "--period", str(self._period),
                  "--capture", "1", "--playback", "1"],
                 ["jack_lsp", "--server", self.name])]

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

    heart = "pulseaudio"

    def __init__(self):
        super().__init__()
        self.address = f"unix:{self.directory}/native"

    def programs(self):
        return [(["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1",
                  "--high-priority=no", "--realtime=no", "--disable-shm=yes",
                  f"--load=module-native-protocol-unix socket={self.directory}/native "
                  "auth-anonymous=1 auth-cookie-enabled=0",
                  "--load=module-null-sink sink_name=tone rate=48000 channels=1 format=s16le"],
                 ["pactl", "--server", self.address, "info"])]

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


class PipeWire(SoundServer):
    """pipewire with its session manager and its server for clients of PulseAudio, on a bus of its own
    and without any hardware: a null sink, whose monitor can be recorded, and a microphone that hears
    what is played.
    """

    NEEDS = ("dbus-daemon", "dbus-send", "pipewire", "pw-cli", "wireplumber", "wpctl",
             "pipewire-pulse", "pactl")
    heart = "pipewire"
    CONFIGURATION = {
        "pipewire/pipewire.conf.d/devices.conf": """
            context.objects = [
              { factory = adapter
                args = { factory.name = support.null-audio-sink node.name = tone
                         node.description = "Null Output" media.class = Audio/Sink
                         audio.position = [ MONO ] audio.rate = 48000 } }
            ]
            context.modules = [
              { name = libpipewire-module-loopback
                args = { audio.position = [ MONO ]
                         capture.props = { node.name = microphone.input stream.capture.sink = true
                                           node.target = tone target.object = tone }
                         playback.props = { node.name = microphone
                                            node.description = "Test Microphone"
                                            media.class = Audio/Source } } }
            ]
            """,
        # WirePlumber 0.4.
        "wireplumber/main.lua.d/51-no-hardware.lua": """
            alsa_monitor.enabled = false
            v4l2_monitor.enabled = false
            libcamera_monitor.enabled = false
            default_access.properties["enable-flatpak-portal"] = false
            """,
        "wireplumber/bluetooth.lua.d/51-no-hardware.lua": "bluez_monitor.enabled = false",
        # WirePlumber 0.5.
        "wireplumber/wireplumber.conf.d/no-hardware.conf": """
            wireplumber.profiles = {
              main = {
                hardware.audio = disabled
                hardware.bluetooth = disabled
                hardware.video-capture = disabled
                support.logind = disabled
                support.portal-permissionstore = disabled
                support.reserve-device = disabled
              }
            }
            """,
    }

    def __init__(self):
        super().__init__()
        self.address = f"unix:{self.directory}/pulse/native"
        self._bus = f"unix:path={self.directory}/bus"

    def start(self):
        # For the pipelines of this process: pipewiresrc cannot name a server.
        os.environ["PIPEWIRE_RUNTIME_DIR"] = str(self.directory)
        for name, text in self.CONFIGURATION.items():
            path = self.directory / "config" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        super().start()

    def programs(self):
        return [(["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={self._bus}"],
                 ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
                  "org.freedesktop.DBus.Peer.Ping"]),
                (["pipewire"], ["pw-cli", "info", "0"]),
                (["wireplumber"], ["wpctl", "inspect", "@DEFAULT_AUDIO_SINK@"]),
                (["pipewire-pulse"], ["pactl", "--server", self.address, "info"])]

    def variables(self):
        home = str(self.directory)
        return {"HOME": home, "XDG_RUNTIME_DIR": home, "PIPEWIRE_RUNTIME_DIR": home,
                "XDG_CONFIG_HOME": f"{home}/config", "XDG_STATE_HOME": f"{home}/state",
                "XDG_CACHE_HOME": f"{home}/cache", "DBUS_SESSION_BUS_ADDRESS": self._bus,
                "PULSE_SERVER": self.address}

    def clean(self):
        os.environ.pop("PIPEWIRE_RUNTIME_DIR", None)

    def recording(self):
        return ('pipewiresrc target-object=tone stream-properties="p,stream.capture.sink=true"'
                " ! watchdog timeout=10000")

    def playing(self):
        return f"pulsesink server={self.address} device=tone"


class PipeWirePulse(PipeWire):
    """PipeWire for clients of PulseAudio."""

    def recording(self):
        return f"pulsesrc server={self.address} device=tone.monitor"
