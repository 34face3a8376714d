#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""tests/lint/arrows.py finds the includes that the architecture forbids, and names their place."""

import importlib.util
import pathlib
import subprocess
import sys
import unittest

from tool_support import SOURCE, TIMEOUT, ToolTest

ARROWS = SOURCE / "tests" / "lint" / "arrows.py"


def write(name, *lines):
    path = pathlib.Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")


class Includes(ToolTest):
    """Each test has a small tree of its own, in the current directory."""

    def setUp(self):
        super().setUp()
        write("src/base/sizes.h", "#pragma once", "#include <cstddef>")
        write("src/memory/ring.h", '#include "src/base/sizes.h"')
        write("gst/element/stream/engine.cpp", '#include "config.h"', '#include "src/memory/ring.h"',
              "#include <gst/gst.h>")

    def faults(self, top="."):
        """The lines that are printed; the exit status must agree with them."""
        result = subprocess.run([sys.executable, ARROWS, top], capture_output=True, text=True,
                                timeout=TIMEOUT, check=False)
        self.assertEqual(result.stderr, "")
        self.assertEqual(result.returncode, 1 if result.stdout else 0, result.stdout)
        return result.stdout.splitlines()

    def test_the_tree_of_this_project_has_no_fault(self):
        self.assertEqual(self.faults(SOURCE), [])

    def test_a_tree_that_keeps_to_the_table_has_no_fault(self):
        self.assertEqual(self.faults(), [])

    def test_a_tree_without_sources_is_a_fault(self):
        pathlib.Path("empty").mkdir()
        fault, = self.faults("empty")
        self.assertRegex(fault, r"^ERROR: no source files in /.*/empty$")

    def test_a_core_file_must_not_include_gstreamer_or_glib(self):
        write("src/memory/ring.h", "#pragma once", "#include <gst/gst.h>")
        write("src/base/sizes.h", "#include <glib.h>")
        self.assertEqual(
            self.faults(),
            [f"ERROR: {place}: the core includes nothing of GLib or GStreamer"
             for place in ("src/base/sizes.h:1", "src/memory/ring.h:2")])

    def test_a_folder_must_not_include_from_the_one_above_it(self):
        write("gst/element/properties.h", "#pragma once")
        write("gst/element/stream/engine.cpp", "", '#  include "gst/element/properties.h"')
        self.assertEqual(self.faults(), ["ERROR: gst/element/stream/engine.cpp:2: gst/element/stream "
                                         "may not include from gst/element"])

    def test_a_lower_layer_must_not_include_from_a_higher_one(self):
        write("src/base/sizes.h", '#include "src/memory/ring.h"')
        write("gst/audioblocks/audioblocks.h", "#include <gst/gst.h>")
        write("gst/input/reader.cpp", "#include <gst/audioblocks/audioblocks.h>")
        self.assertEqual(self.faults(),
                         ["ERROR: src/base/sizes.h:1: src/base may not include from src/memory",
                          "ERROR: gst/input/reader.cpp:1: gst/input may not include from "
                          "gst/audioblocks"])

    def test_a_folder_must_be_in_the_table(self):
        write("src/misc/things.h", "#pragma once")
        self.assertEqual(self.faults(),
                         ["ERROR: src/misc/things.h: its folder is not in the table"])

    def test_a_name_must_begin_at_the_top_of_the_tree(self):
        write("src/memory/ring.h", '#include "sizes.h"', '#include "base/sizes.h"')
        self.assertEqual(self.faults(),
                         [f"ERROR: src/memory/ring.h:{line}: {name} is not named from the top of the tree"
                          for line, name in ((1, "sizes.h"), (2, "base/sizes.h"))])


class Table(unittest.TestCase):
    """The table itself, with others in its place."""

    def setUp(self):
        spec = importlib.util.spec_from_file_location("arrows", ARROWS)
        self.arrows = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.arrows)

    def faults(self, **table):
        """The faults of a table; in the names of folders `_` stands for a slash."""
        self.arrows.ALLOWED = {folder.replace("_", "/"): entries for folder, entries in table.items()}
        return list(self.arrows.table_faults())

    def test_a_table_without_circles_has_no_fault(self):
        self.assertEqual(self.faults(src_a=[], src_b=["src/a"], gst_c=["src"]), [])

    def test_a_circle_is_found(self):
        self.assertEqual(self.faults(src_a=["src/c"], src_b=["src/a"], src_c=["src/b"], src_d=["src/a"]),
                         [f"src/{folder} is in a circle" for folder in "abc"])

    def test_a_circle_through_a_whole_layer_is_found(self):
        self.assertEqual(self.faults(src_a=["gst/b"], gst_b=["src"]),
                         ["src/a is in a circle", "gst/b is in a circle"])

    def test_a_folder_above_is_found(self):
        self.assertIn("gst/element/stream may not use gst/element, which is above it",
                      self.faults(gst_element=[], gst_element_stream=["gst/element"]))

    def test_an_unknown_folder_is_found(self):
        self.assertEqual(self.faults(src_a=["src/b"]),
                         ["src/a may use src/b, which the table does not know"])


if __name__ == "__main__":
    unittest.main()
