# SPDX-License-Identifier: LGPL-2.1-or-later
"""Shared by the tests of the recipes for many files."""

import os
import pathlib
import shutil
import subprocess

from tool_support import TIMEOUT, TOOL, ToolTest, environment, sine, write_wav

# What a careless script splits, expands, or takes for an option.
ODD_NAMES = [b"-o.wav", b"--force.wav", b"two words.wav", b"two\nlines.wav", b"$(touch bad) `x`.wav",
             b"'quoted\".wav", b"caf\xe9.wav", b"*.wav", b"back\\slash.wav", b"{}.wav", b"deep/ c.wav"]


def files_below(folder):
    """The paths of all files below a folder, hidden ones too, with their contents."""
    root = pathlib.Path(folder)
    return {str(path.relative_to(root)): path.read_bytes()
            for path in sorted(root.rglob("*")) if not path.is_dir()}


class BatchTest(ToolTest):
    """Has recordings in the current directory, and the tool in the search path of `self.env`."""

    def setUp(self):
        super().setUp()
        programs = pathlib.Path("programs")
        programs.mkdir()
        (programs / "gst-audioblocks-1.0").symlink_to(shutil.which(TOOL))
        self.env = environment(PATH=f"{programs.absolute()}:{os.environ['PATH']}",
                               TMPDIR=str(self.directory))

    def make_recordings(self, names):
        os.makedirs("deep", exist_ok=True)
        for index, name in enumerate(names):
            write_wav("new", [sine(200 + 10 * index, 2000 + index)])
            os.rename("new", name)

    def make_list(self):
        """The list of the recipes."""
        self.run_script("find . -name '*.wav' -print0 | sort -z > files.list")

    def run_script(self, text, status=0, **variables):
        result = subprocess.run(["bash", "-euo", "pipefail", "-c", text], capture_output=True,
                                env={**self.env, **variables}, stdin=subprocess.DEVNULL,
                                timeout=TIMEOUT, check=False)
        self.assertEqual(result.returncode, status, f"{text}\n{result.stdout}\n{result.stderr}")
        return result

    def results_of_one_process(self):
        """What a single process makes of the list."""
        self.run_script("gst-audioblocks-1.0 --csv --files-from files.list --null --output-dir alone")
        return files_below("alone")
