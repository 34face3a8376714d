# SPDX-License-Identifier: LGPL-2.1-or-later
"""Checks who includes whom: each folder only what its line in ALLOWED lists, and itself.

usage: arrows.py [TOP]

The table is the architecture. It has no circles, and no folder in it uses one above it; both are
checked, too. Exit status 1, and a line for each fault, if anything is amiss.
"""

import pathlib
import re
import sys

# Folder: the folders that it may include from, "src" or "gst" standing for everything below.
ALLOWED = {
    # The core: nothing of GLib or GStreamer.
    "src/base": [],
    "src/memory": ["src/base"],
    "src/threads": ["src/memory", "src/base"],
    "src/dsp": ["src/memory", "src/base"],
    "src/pitch": ["src/dsp", "src/memory", "src/base"],
    "src/analysis": ["src/pitch", "src/dsp", "src/memory", "src/base"],
    "src/track": ["src/analysis", "src/base"],
    "src/metrics": ["src/base"],
    "src/pacing": ["src/base"],
    # GStreamer.
    "gst/audioblocks": [],
    "gst/base": [],
    "gst/fft": ["src/dsp", "src/memory", "src/base"],
    "gst/input": ["gst/base", "src"],
    "gst/analysis": ["gst/fft", "gst/input", "gst/base", "src"],
    "gst/drawing": ["gst/base", "src/analysis"],
    "gst/element/output": ["gst/analysis", "gst/audioblocks", "gst/base", "src"],
    "gst/element/helper": ["gst/element/output", "gst/input", "gst/analysis", "gst/audioblocks",
                           "gst/base", "src"],
    "gst/element/stream": ["gst/element/helper", "gst/element/output", "gst/input", "gst/analysis",
                           "gst/audioblocks", "gst/base", "src"],
    "gst/element": ["gst/element/stream", "gst/element/helper", "gst/element/output", "gst/input",
                    "gst/analysis", "gst/audioblocks", "gst/base", "src"],
    "gst/pitchscope": ["gst/drawing", "gst/input", "gst/analysis", "gst/base", "src"],
    # The tool: GStreamer's public API; of the core only arithmetic.
    "gst/tools/base": ["gst/base"],
    "gst/tools/terminal": ["gst/tools/base"],
    "gst/tools/settings": ["gst/tools/base", "gst/audioblocks", "gst/base", "src/pitch",
                           "src/base"],
    "gst/tools/input": ["gst/tools/settings", "gst/tools/terminal", "gst/tools/base",
                        "gst/audioblocks", "gst/base"],
    "gst/tools/devices": ["gst/tools/input", "gst/tools/terminal", "gst/tools/base", "gst/base"],
    "gst/tools/command_line": ["gst/tools/input", "gst/tools/base", "gst/base", "src/analysis"],
    "gst/tools/results": ["gst/tools/command_line", "gst/tools/input", "gst/tools/terminal",
                          "gst/tools/base", "gst/audioblocks", "gst/base", "src/analysis"],
    "gst/tools/picture": ["gst/tools/results", "gst/tools/input", "gst/tools/base", "gst/drawing",
                          "gst/base", "src/analysis"],
    "gst/tools/exports": ["gst/tools/picture", "gst/tools/results", "gst/tools/command_line",
                          "gst/tools/input", "gst/tools/base", "gst/audioblocks", "gst/base"],
    "gst/tools/files": ["gst/tools/exports", "gst/tools/picture", "gst/tools/results", "gst/tools/command_line",
                        "gst/tools/input", "gst/tools/settings", "gst/tools/terminal",
                        "gst/tools/base", "gst/base"],
    "gst/tools/session": ["gst/tools/exports", "gst/tools/picture", "gst/tools/results", "gst/tools/command_line",
                          "gst/tools/input", "gst/tools/settings", "gst/tools/terminal",
                          "gst/tools/base", "gst/base", "src/analysis"],
    "gst/tools": ["gst/tools/files", "gst/tools/session", "gst/tools/command_line",
                  "gst/tools/devices", "gst/tools/input", "gst/tools/settings", "gst/tools/terminal",
                  "gst/tools/base", "gst/base"],
}
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<(gst/audioblocks/[^>]+)>)')
GLIB = re.compile(r"^\s*#\s*include\s*<(glib|gio|gst/|gobject)")
GENERATED = {"config.h"}


def is_below(folder, ancestor):
    return folder == ancestor or folder.startswith(ancestor + "/")


def reachable(folder, seen):
    """All that a folder may come to include, through others."""
    for entry in ALLOWED[folder]:
        for used in [name for name in ALLOWED if is_below(name, entry)]:
            if used not in seen:
                seen.add(used)
                reachable(used, seen)
    return seen


def table_faults():
    for folder, entries in ALLOWED.items():
        for entry in entries:
            if is_below(folder, entry):
                yield f"{folder} may not use {entry}, which is above it"
            if not any(is_below(name, entry) for name in ALLOWED):
                yield f"{folder} may use {entry}, which the table does not know"
        if folder in reachable(folder, set()):
            yield f"{folder} is in a circle"


def file_faults(top, path):
    folder = path.parent.relative_to(top).as_posix()
    name = path.relative_to(top).as_posix()
    if folder not in ALLOWED:
        yield f"{name}: its folder is not in the table"
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        place = f"{name}:{number}"
        if folder.startswith("src/") and GLIB.match(line):
            yield f"{place}: the core includes nothing of GLib or GStreamer"
        match = INCLUDE.match(line)
        included = (match[1] or match[2]) if match else None
        if included is None or included in GENERATED:
            continue
        used = str(pathlib.PurePosixPath(included).parent)
        if "/" not in included or used not in ALLOWED:
            yield f"{place}: {included} is not named from the top of the tree"
        elif used != folder and not any(is_below(used, entry) for entry in ALLOWED[folder]):
            yield f"{place}: {folder} may not include from {used}"


def main(top):
    faults = list(table_faults())
    paths = [path for root in ("src", "gst") for pattern in ("*.h", "*.cpp")
             for path in sorted((top / root).rglob(pattern))]
    if not paths:
        faults.append(f"no source files in {top}")
    for path in paths:
        faults += file_faults(top, path)
    for fault in faults:
        print(f"ERROR: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()))
