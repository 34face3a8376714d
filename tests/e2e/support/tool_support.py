# SPDX-License-Identifier: LGPL-2.1-or-later
"""Shared by the end-to-end tests of gst-audioblocks-1.0: running it, and making audio."""

import array
import csv
import io
import json
import math
import os
import pathlib
import re
import select
import shutil
import struct
import subprocess
import tempfile
import time
import unittest

SOURCE = pathlib.Path(os.environ.get("AUDIOBLOCKS_SOURCE", pathlib.Path(__file__).parents[3]))
TOOL = os.environ.get("AUDIOBLOCKS_TOOL", "gst-audioblocks-1.0")
IS_PRODUCTION = os.environ.get("AUDIOBLOCKS_PROFILE") == "production"
COLUMNS = (
    "block_index,start_sample,timestamp_ns,rms_db,peak_db,frequency_hz,clarity,voiced,note,cents,time_s"
)
RATE = 48000
# More than any of these runs takes on a busy machine; a longer one hangs.
TIMEOUT = 120


def environment(**changes):
    """Returns the environment of every run: a critical of GLib kills the program. None removes a name."""
    variables = {**os.environ, "G_DEBUG": "fatal-criticals", "LC_ALL": "C.UTF-8", **changes}
    return {name: value for name, value in variables.items() if value is not None}


def run(*arguments, env=None, **options):
    """Runs the tool; its output is bytes."""
    return subprocess.run(
        [TOOL, *map(os.fspath, arguments)],
        stdout=options.pop("stdout", subprocess.PIPE),
        stderr=options.pop("stderr", subprocess.PIPE),
        stdin=subprocess.DEVNULL,
        env=env or environment(),
        timeout=TIMEOUT,
        **options,
    )


def wait_until(done):
    deadline = time.monotonic() + TIMEOUT
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError("waited in vain")
        time.sleep(0.01)


def wait_for_handler(process, number):
    """Waits until the process handles the signal; before, the signal would just kill it."""
    status = pathlib.Path(f"/proc/{process.pid}/status")
    wait_until(lambda: int(re.search(r"SigCgt:\s*(\w+)", status.read_text(encoding="utf-8"))[1], 16)
               >> (number - 1) & 1)


def wait_for_full_pipe(pipe):
    """Waits until a pipe that nobody reads is full."""
    writer = os.open(f"/proc/self/fd/{pipe.fileno()}", os.O_WRONLY | os.O_NONBLOCK)
    try:
        wait_until(lambda: not select.select([], [writer], [], 0)[1])
    finally:
        os.close(writer)


def csv_rows(output):
    """Returns the rows of --csv as dictionaries of strings."""
    return list(csv.DictReader(io.StringIO(output.decode(), newline="")))


def json_rows(output):
    return [json.loads(line) for line in output.decode().splitlines()]


def tables(page):
    """Returns the tables of a page in docs/ by the first word of their headers: for each, the cells of
    the header and the rows as lists of cells.
    """
    found = {}
    rows = None
    for line in (SOURCE / "docs" / page).read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            rows = None
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if rows is None:
            rows = []
            found.setdefault(cells[0], []).append((cells, rows))
        elif not set(cells[0]) <= set("-"):
            rows.append(cells)
    return found


def plain(cell):
    """Returns a cell of a table without its quotes."""
    return cell.strip("`")


def sine(frequency, samples, rate=RATE, amplitude=0.5):
    """A tone between −1 and 1."""
    step = 2.0 * math.pi * frequency / rate
    return [amplitude * math.sin(step * i) for i in range(samples)]


def square(amplitude, samples, period=128):
    """Half a period up, half a period down: rms and peak are both the amplitude, in every block."""
    return [amplitude if i % period < period // 2 else -amplitude for i in range(samples)]


def _packed(values, sample_format):
    if sample_format == "S16":
        return array.array("h", [round(v * 32768) for v in values]).tobytes()
    if sample_format == "S24":
        return b"".join(struct.pack("<i", round(v * 8388608))[:3] for v in values)
    if sample_format == "S32":
        return array.array("i", [round(v * 2147483648) for v in values]).tobytes()
    if sample_format == "U8":
        return bytes(round(v * 128) + 128 for v in values)
    return array.array({"F32": "f", "F64": "d"}[sample_format], values).tobytes()


def write_wav(path, channels, rate=RATE, sample_format="S16", mask=None):
    """Writes a WAV file by hand. `channels`: one list of values in −1..1 each. `mask`: the speaker
    positions, 0 for none; without it, the file has no positions (no extensible header).
    """
    count = len(channels)
    interleaved = [value for frame in zip(*channels) for value in frame]
    data = _packed(interleaved, sample_format)
    width = {"U8": 1, "S16": 2, "S24": 3, "S32": 4, "F32": 4, "F64": 8}[sample_format]
    tag = 3 if sample_format.startswith("F") else 1
    header = struct.pack(
        "<HHIIHH",
        tag if mask is None else 0xFFFE,
        count,
        rate,
        rate * count * width,
        count * width,
        8 * width,
    )
    if mask is not None:
        guid = struct.pack("<H", tag) + bytes.fromhex("000000001000800000aa00389b71")
        header += struct.pack("<HHI", 22, 8 * width, mask) + guid
    body = b"WAVEfmt " + struct.pack("<I", len(header)) + header
    body += b"data" + struct.pack("<I", len(data)) + data
    pathlib.Path(path).write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    return path


def launch(description):
    """Runs a pipeline to its end."""
    subprocess.run(
        ["gst-launch-1.0", "-q", *description.split()],
        check=True,
        stdin=subprocess.DEVNULL,
        timeout=TIMEOUT,
        env=environment(),
    )


def has_elements(*names):
    return all(
        subprocess.run(["gst-inspect-1.0", name], capture_output=True, check=False).returncode == 0
        for name in names
    )


def _may_nobody_run_it():
    try:
        return subprocess.run([TOOL, "--version"], user="nobody", env=environment(), check=False,
                              capture_output=True).returncode == 0
    except PermissionError:  # a checkout in root's home
        return False


class ToolTest(unittest.TestCase):
    """A test with a directory of its own, which is the current one while it runs."""

    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="audioblocks-"))
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.directory)

    def options_without_rights(self):
        """Options for `run` as a user who is subject to permissions. Root is not, so then the tool
        runs as nobody, or the test is skipped.
        """
        if os.geteuid() != 0:
            return {}
        if not _may_nobody_run_it():
            self.skipTest("nobody may not run the tool here")
        os.chmod(self.directory, 0o755)
        registry = self.directory / "registry.bin"
        shutil.copy(os.environ.get("GST_REGISTRY", "/dev/null"), registry)
        os.chmod(registry, 0o644)
        return {"user": "nobody", "env": environment(GST_REGISTRY=str(registry))}

    def run_well(self, *arguments, **options):
        """Runs the tool, which must succeed without messages, and returns its output."""
        result = run(*arguments, **options)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        return result.stdout

    def csv(self, *arguments, **options):
        return csv_rows(self.run_well("--csv", *arguments, **options))

    def json(self, *arguments, **options):
        return json_rows(self.run_well("--json", *arguments, **options))

    def assert_one_line(self, stderr, start):
        """Checks for one line that begins like this and, after a semicolon, says what to do."""
        # A build that measures coverage complains if it cannot write its data. libFLAC 1.5 reports that it
        # does not seek.
        others = ("profiling:", "libgcov profiling error:", "Rewinding, seeking not necessary")
        lines = stderr.decode().splitlines(keepends=True)
        text = "".join(line for line in lines if not line.startswith(others))
        self.assertEqual(text.count("\n"), 1, text)
        self.assertTrue(text.startswith(f"gst-audioblocks-1.0: {start}"), text)
        self.assertRegex(text, r"; \S.*\n\Z")

    def assert_fails(self, status, start, *arguments, **options):
        """Runs the tool, which must exit with this status and print one line; returns its output."""
        result = run(*arguments, **options)
        self.assert_one_line(result.stderr, start)
        self.assertEqual(result.returncode, status)
        return result.stdout
