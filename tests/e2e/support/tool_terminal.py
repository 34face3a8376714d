# SPDX-License-Identifier: LGPL-2.1-or-later
"""gst-audioblocks-1.0 on a pseudo-terminal, as a user runs it."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

from tool_support import TIMEOUT, TOOL, environment


class Terminal:
    """Runs the tool with its standard streams on a new terminal. A context manager: kills the tool at
    the end if it still runs.
    """

    def __init__(self, *arguments, columns=100, rows=24, stdin=None, **variables):
        self.master, self.slave = pty.openpty()
        self.shown = ""
        self.resize(columns, rows)
        self.modes = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(
            [TOOL, *map(os.fspath, arguments)],
            stdin=self.slave if stdin is None else stdin,
            stdout=self.slave,
            stderr=self.slave,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(1, termios.TIOCSCTTY, 0),
            env=environment(**{"TERM": "xterm-256color", "NO_COLOR": None, **variables}),
        )

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)

    def resize(self, columns, rows=24):
        """Resizes, as a window manager does; the kernel sends SIGWINCH."""
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def send(self, text):
        os.write(self.master, text.encode())

    def read(self, seconds=0.05):
        """Reads the output within the time; returns False if there was none."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        self.shown += os.read(self.master, 65536).decode(errors="replace")
        return True

    def wait_for(self, pattern):
        """Waits until the output since the last call contains the pattern; returns the match and
        discards the output up to its end.
        """
        end = time.monotonic() + TIMEOUT
        while not (match := re.search(pattern, self.shown)):
            if time.monotonic() > end or (self.process.poll() is not None and not self.read()):
                raise AssertionError(f"{pattern!r} never came; shown: {self.shown[-3000:]!r}")
            self.read()
        self.shown = self.shown[match.end():]
        return match

    def wait(self):
        """Waits for the end and returns the exit status."""
        end = time.monotonic() + TIMEOUT
        while self.process.poll() is None and time.monotonic() < end:
            self.read()
        status = self.process.wait(TIMEOUT)
        while self.read():
            pass
        return status

    def signal(self, number):
        self.process.send_signal(number)

    def is_as_before(self):
        """True if the terminal's modes are those from before the tool ran."""
        return termios.tcgetattr(self.slave) == self.modes

    def has_keys(self):
        return not termios.tcgetattr(self.slave)[3] & termios.ICANON

    def unread(self):
        """How many bytes the next program would read."""
        return struct.unpack("i", fcntl.ioctl(self.slave, termios.FIONREAD, b"\0" * 4))[0]

    def stop_and_go_on(self):
        """Ctrl-Z, and fg."""
        self.send("\x1a")
        _, status = os.waitpid(self.process.pid, os.WUNTRACED)
        stopped = os.WIFSTOPPED(status) and self.is_as_before()
        self.process.send_signal(signal.SIGCONT)
        return stopped
