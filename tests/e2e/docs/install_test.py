#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""An installation contains the header with its pkg-config file, with which the examples build by
their own build commands; the presets; and the documentation."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from tool_support import TIMEOUT, environment

SOURCE = pathlib.Path(os.environ.get("AUDIOBLOCKS_SOURCE", pathlib.Path(__file__).parents[3]))
BUILD = os.environ.get("AUDIOBLOCKS_BUILD", "")
EXAMPLES = SOURCE / "docs" / "examples"
# Installing and compiling runs other programs than ours, without a sanitizer.
NOT_OURS = {"LD_PRELOAD": None, "GST_PRESET_PATH": None}


def build_lines(example):
    """Returns the commands in an example's first comment that build it: cc … or c++ …."""
    comment = re.match(r"(?://.*\n)+", example.read_text()).group()
    text = re.sub(r"(?m)^// ?", "", comment)
    return [" ".join(line.split()) for line in re.findall(r"(?m)^  (c(?:c|\+\+) (?:.*\n)(?:      .*\n)*)",
                                                          text)]


@unittest.skipUnless(BUILD and shutil.which("meson"), "no build directory, or no Meson")
class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = pathlib.Path(tempfile.mkdtemp(prefix="audioblocks-"))
        cls.addClassCleanup(shutil.rmtree, cls.root, ignore_errors=True)
        subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir",
                        cls.root], env=environment(**NOT_OURS), check=True, timeout=TIMEOUT,
                       stdout=subprocess.DEVNULL)

    def find(self, name):
        found = [path for path in self.root.rglob(name) if path.is_file()]
        self.assertEqual(len(found), 1, f"{name}: {found}")
        return found[0]

    def build_environment(self):
        """As on a machine with an installation: the .pc file names its own prefix."""
        pc_file = self.find("gstreamer-audioblocks-1.0.pc")
        text = pc_file.read_text()
        prefix = re.search(r"(?m)^prefix=(.*)$", text).group(1)
        if not prefix.startswith(str(self.root)):
            pc_file.write_text(text.replace(f"prefix={prefix}", f"prefix={self.root}{prefix}"))
        return environment(PKG_CONFIG_PATH=str(pc_file.parent), **NOT_OURS)

    def compile(self, command, directory):
        return subprocess.run(command, shell=True, cwd=directory, env=self.build_environment(),
                              capture_output=True, text=True, check=False, timeout=TIMEOUT)

    @unittest.skipUnless(shutil.which("pkg-config"), "no pkg-config")
    def test_the_examples_build_by_their_own_lines(self):
        for name, compiler in (("level_meter.c", "cc"), ("note_list.cpp", "c++")):
            (command,) = build_lines(EXAMPLES / name)
            self.assertTrue(command.startswith(f"{compiler} "), command)
            with tempfile.TemporaryDirectory() as directory:
                shutil.copy(EXAMPLES / name, directory)
                result = self.compile(f"{command} -Wall -Wextra -Wpedantic -Werror", directory)
                self.assertEqual(result.returncode, 0, f"{command}\n{result.stderr}")
                self.assertTrue((pathlib.Path(directory) / pathlib.Path(name).stem).exists())

    @unittest.skipUnless(shutil.which("pkg-config"), "no pkg-config")
    def test_the_header_is_also_for_older_cplusplus(self):
        """Only the C part, for a C++ without std::optional."""
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory) / "old.cpp"
            path.write_text("#include <gst/audioblocks/audioblocks.h>\n"
                            "int main() {\n"
                            "  GstMessage* eos = gst_message_new_eos(nullptr);\n"
                            "  return gst_audio_block_from_message(eos) == nullptr ? 0 : 1;\n"
                            "}\n")
            result = self.compile("c++ -std=c++14 -Wall -Wextra -Wpedantic -Werror old.cpp -o old "
                                  "$(pkg-config --cflags --libs gstreamer-audioblocks-1.0)", directory)
            self.assertEqual(result.returncode, 0, result.stderr)

    def test_pkg_config_asks_for_gstreamer_alone(self):
        text = self.find("gstreamer-audioblocks-1.0.pc").read_text()
        self.assertRegex(text, r"(?m)^Requires: gstreamer-1\.0 >= ?1\.22$")
        self.assertNotRegex(text, r"(?m)^Libs")

    def test_presets_are_found_in_the_data_directory(self):
        """GStreamer looks there for the user's presets, and in its own prefix for the system's."""
        presets = self.find("GstAudioBlocks.prs")
        data = presets.parents[2]
        self.assertEqual(presets.relative_to(data), pathlib.Path("gstreamer-1.0/presets/GstAudioBlocks.prs"))
        env = environment(GST_PRESET_PATH=None, XDG_DATA_HOME=str(data))
        result = subprocess.run(["gst-inspect-1.0", "audioblocks"], env=env, capture_output=True,
                                text=True, check=False, timeout=TIMEOUT)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn('"guitar"', result.stdout)

    def test_every_page_of_the_documentation(self):
        pages = {path.name for path in (SOURCE / "docs").glob("*.md")}
        installed = {path.name for path in self.root.rglob("doc/audioblocks/docs/*.md")}
        self.assertEqual(installed, pages)
        examples = {path.name for path in EXAMPLES.iterdir() if path.name != "meson.build"}
        self.assertEqual({path.name for path in self.root.rglob("docs/examples/*")}, examples)


class Subproject(unittest.TestCase):
    MESON = """\
project('application', 'c', default_options: 'c_std=c99')
executable('application', 'application.c',
  dependencies: dependency('gstreamer-audioblocks-1.0', default_options: {options}))
"""
    WRAP = "[wrap-file]\ndirectory = audioblocks\n\n[provide]\ndependency_names = gstreamer-audioblocks-1.0\n"
    PROGRAM = """\
#include <gst/audioblocks/audioblocks.h>
int main(void) {
  GstMessage *eos = gst_message_new_eos(NULL);
  return gst_audio_block_from_message(eos) == NULL ? 0 : 1;
}
"""
    # Disables parts that take long to build and have nothing to do with the header.
    OPTIONS = [f"{part}=disabled" for part in ("tests", "tools", "pitchscope", "docs")]

    def expect_success(self, *command):
        result = subprocess.run(command, env=environment(PKG_CONFIG_PATH=None, **NOT_OURS), text=True,
                                capture_output=True, check=False, timeout=TIMEOUT)
        self.assertEqual(result.returncode, 0, f"{command}\n{result.stdout}\n{result.stderr}")
        return result.stdout

    @unittest.skipUnless(shutil.which("meson") and shutil.which("ninja"), "no Meson")
    def test_an_application_compiles_with_this_as_a_subproject(self):
        with tempfile.TemporaryDirectory() as directory:
            root = pathlib.Path(directory)
            (root / "subprojects").mkdir()
            (root / "subprojects" / "audioblocks").symlink_to(SOURCE)
            (root / "subprojects" / "audioblocks.wrap").write_text(self.WRAP)
            (root / "meson.build").write_text(self.MESON.format(options=self.OPTIONS))
            (root / "application.c").write_text(self.PROGRAM)
            build = root / "build"
            setup = self.expect_success("meson", "setup", build, root, "--wrap-mode=nodownload",
                                        "--force-fallback-for=audioblocks",
                                        "-Dwarning_level=3", "-Dwerror=true")
            self.assertIn("Subproject audioblocks finished", setup)
            self.expect_success("ninja", "-C", build, "application")
            self.expect_success(build / "application")


if __name__ == "__main__":
    unittest.main()
