#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""./dev copies a checkout with all uncommitted changes in it, also into a root."""

import os
import pathlib
import shutil
import subprocess
import unittest

from tool_support import SOURCE, TIMEOUT, ToolTest, environment


@unittest.skipUnless(shutil.which("git"), "no git")
class Copy(ToolTest):
    """Packages are built from a copy of the checkout as it is, and roots hold one."""

    def run_well(self, *command):
        result = subprocess.run(command, capture_output=True, text=True, env=environment(),
                                timeout=TIMEOUT, check=False)
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_has_what_is_there_and_not_what_was_deleted(self):
        shutil.copy(SOURCE / "dev", "dev")
        pathlib.Path("a folder").mkdir()
        for name in ("kept", "a folder/changed", "deleted", "a folder/deleted, staged"):
            pathlib.Path(name).write_text("tracked", encoding="ascii")
        pathlib.Path(".gitignore").write_text("/build*/\n", encoding="ascii")
        self.run_well("git", "init", "--quiet")
        self.run_well("git", "add", "--all")
        pathlib.Path("a folder/changed").write_text("changed", encoding="ascii")
        pathlib.Path("deleted").unlink()
        self.run_well("git", "rm", "--quiet", "--force", "a folder/deleted, staged")
        pathlib.Path("new\nline").write_text("untracked", encoding="ascii")
        pathlib.Path("build").mkdir()
        pathlib.Path("build/ignored").touch()
        self.run_well("bash", "-c", "source ./dev; copy_checkout build-copy")
        copied = {str(path.relative_to("build-copy")) for path in pathlib.Path("build-copy").rglob("*")
                  if path.is_file()}
        self.assertEqual(copied, {"dev", ".gitignore", "kept", "a folder/changed", "new\nline"})
        self.assertEqual(pathlib.Path("build-copy/a folder/changed").read_text(encoding="ascii"), "changed")

    def test_in_a_root_follows_the_checkout_and_keeps_builds(self):
        shutil.copy(SOURCE / "dev", "dev")
        for name in ("kept", "changed", "deleted"):
            pathlib.Path(name).write_text("old", encoding="ascii")
            os.utime(name, (1000, 1000))
        pathlib.Path(".gitignore").write_text("/build*/\n", encoding="ascii")
        self.run_well("git", "init", "--quiet")
        self.run_well("git", "add", "--all")
        update = ("source ./dev; source '%s'; as_root() { \"$@\"; }; update_checkout build-root"
                  % (SOURCE / "tests" / "platforms" / "roots.sh"))
        self.run_well("bash", "-c", update)
        copy = pathlib.Path("build-root/audioblocks")
        (copy / "build").mkdir()
        (copy / "build" / "object").touch()
        pathlib.Path("changed").write_text("new", encoding="ascii")
        pathlib.Path("deleted").unlink()
        pathlib.Path("added").write_text("new", encoding="ascii")
        self.run_well("bash", "-c", update)
        contents = {path.name: path.read_text(encoding="ascii") for path in copy.iterdir()
                    if path.is_file() and path.name not in ("dev", ".gitignore")}
        self.assertEqual(contents, {"kept": "old", "changed": "new", "added": "new"})
        self.assertEqual((copy / "kept").stat().st_mtime, 1000)
        self.assertTrue((copy / "build" / "object").exists())


if __name__ == "__main__":
    unittest.main()
