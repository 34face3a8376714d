#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""docs/reference.md describes the interface of the element completely and exactly."""

import configparser
import ctypes
import os
import re
import unittest

from gst_support import GObject, Gst, GstTest, field_types, run_pipeline
from tool_support import SOURCE, plain, tables

PRESETS = SOURCE / "gst" / "presets" / "GstAudioBlocks.prs.in"
TONE = "audiotestsrc freq=440 num-buffers=8 ! audio/x-raw,rate=44100,channels=2"
# The page's words for the types of GObject.
PROPERTY_TYPES = {"gboolean": "boolean", "gdouble": "double", "guint": "uint", "guint64": "uint64",
                  "GstStructure": "structure"}


def table(first, width=None):
    """Returns the rows of the tables with that first header and, if given, that many columns."""
    return [rows for header, rows in tables("reference.md")[first] if width in (None, len(header))]


def names_in(cell):
    return re.findall(r"`([^`]+)`", cell)


def own_properties():
    element = Gst.ElementFactory.make("audioblocks")
    return {spec.name: spec for spec in element.list_properties()
            if spec.owner_type.name == "GstAudioBlocks"}


def kind_of(spec):
    if spec.value_type.is_a(GObject.TYPE_ENUM):
        return "enum"
    if spec.value_type.is_a(GObject.TYPE_FLAGS):
        return "flags"
    return PROPERTY_TYPES[spec.value_type.name]


# What the bindings make of enums and flags differs from version to version, so GObject is asked itself.
class Choice(ctypes.Structure):
    """GEnumValue and GFlagsValue."""
    _fields_ = [("value", ctypes.c_uint), ("name", ctypes.c_char_p), ("nick", ctypes.c_char_p)]


class EnumClass(ctypes.Structure):
    """GEnumClass."""
    _fields_ = [("type", ctypes.c_size_t), ("minimum", ctypes.c_int), ("maximum", ctypes.c_int),
                ("count", ctypes.c_uint), ("choices", ctypes.POINTER(Choice))]


class FlagsClass(ctypes.Structure):
    """GFlagsClass."""
    _fields_ = [("type", ctypes.c_size_t), ("mask", ctypes.c_uint), ("count", ctypes.c_uint),
                ("choices", ctypes.POINTER(Choice))]


def choices_of(spec):
    """Returns the values of an enum or flags, each with its nick, in the order of the declaration."""
    ref = ctypes.CDLL("libgobject-2.0.so.0").g_type_class_ref
    ref.restype = ctypes.POINTER(EnumClass if kind_of(spec) == "enum" else FlagsClass)
    ref.argtypes = [ctypes.c_size_t]
    found = ref(hash(spec.value_type)).contents
    return {choice.value: choice.nick.decode() for choice in found.choices[:found.count]}


def default_of(spec):
    """Returns the default as the page writes it; enums and flags as gst-launch-1.0 accepts them."""
    if kind_of(spec) == "enum":
        return choices_of(spec)[int(spec.default_value)]
    if kind_of(spec) == "flags":
        default = int(spec.default_value)
        return "+".join(nick for value, nick in choices_of(spec).items() if value & default)
    if spec.value_type == GObject.TYPE_BOOLEAN:
        return "true" if spec.default_value else "false"
    default = getattr(spec, "default_value", None)
    return "" if default is None else f"{default:.17g}"


def changes_of(spec):
    flags = int(spec.flags)
    if not flags & int(GObject.ParamFlags.WRITABLE):
        return "read-only"
    # GST_PARAM_MUTABLE_READY, _PAUSED, _PLAYING and GST_PARAM_CONTROLLABLE: bits 10 to 12, and 9.
    state = {1 << 10: "ready", 1 << 12: "playing"}[flags & (7 << 10)]
    return state + (", controllable" if flags & (1 << 9) else "")


class Properties(GstTest):
    def setUp(self):
        super().setUp()
        self.rows = {plain(row[0]): row for row in table("property")[0]}
        self.specs = own_properties()

    def test_all_of_them_and_no_others(self):
        self.assertEqual(set(self.rows), set(self.specs))

    def test_types_defaults_and_changes(self):
        for name, spec in self.specs.items():
            _, kind, default, _, changes, _ = self.rows[name]
            self.assertEqual(kind.split(",")[0], kind_of(spec), name)
            if name == "window":  # a build option
                default = os.environ.get("AUDIOBLOCKS_WINDOW", default)
            self.assertEqual(plain(default), default_of(spec), name)
            self.assertEqual(changes, changes_of(spec), name)

    def test_ranges(self):
        for name, spec in self.specs.items():
            cell = self.rows[name][3]
            if kind_of(spec) in ("enum", "flags"):
                self.assertEqual(names_in(cell), list(choices_of(spec).values()), name)
            elif hasattr(spec, "minimum"):
                self.assertEqual(cell, f"{spec.minimum:.17g} to {spec.maximum:.17g}"
                                 if kind_of(spec) == "double"
                                 else f"{spec.minimum} to {spec.maximum}", name)
            else:
                self.assertEqual(cell, "", name)


class Signals(GstTest):
    def test_all_of_them_with_arguments_and_kind(self):
        kind = Gst.ElementFactory.make("audioblocks").__gtype__
        found = {}
        for signal in GObject.signal_list_ids(kind):
            query = GObject.signal_query(signal)
            returned = query.return_type.name
            action = query.signal_flags & GObject.SignalFlags.ACTION
            found[query.signal_name] = [", ".join(t.name for t in query.param_types),
                                        "" if returned == "void" else returned,
                                        "action" if action else "emitted"]
        self.assertEqual({plain(row[0]): row[1:4] for row in table("signal")[0]}, found)


class Fields(GstTest):
    def described(self, column):
        """Returns the type of each field in this column of the table."""
        rows = table("field", 5)[0]
        types = {plain(row[0]): row[column].replace("GValueArray of ", "") for row in rows}
        return {name: kind for name, kind in types.items() if kind}

    def described_where(self, column, *conditions):
        rows = table("field", 5)[0]
        return {plain(row[0]) for row in rows if row[3] in conditions and row[column]}

    def reported(self, options=""):
        return run_pipeline(f"{TONE} ! audioblocks interval=0 {options} ! fakesink")[1]

    def meta(self, options=""):
        pipeline = Gst.parse_launch(f"{TONE} ! audioblocks {options} ! appsink name=sink sync=false")
        pipeline.set_state(Gst.State.PLAYING)
        sample = pipeline.get_by_name("sink").emit("pull-sample")
        types = field_types(sample.get_buffer().get_custom_meta("GstAudioBlockMeta").get_structure())
        pipeline.set_state(Gst.State.NULL)
        return types

    def test_of_the_meta(self):
        self.assertEqual(self.meta(), self.described(1))

    def test_of_the_message(self):
        structure = self.reported("bands=3 multi-channel=true")
        types = field_types(structure)
        for name, kind in types.items():
            if kind == "GValueArray":
                item = structure.get_value(name)[0]
                self.assertIsInstance(item, float)
                types[name] = "gfloat" if name == "magnitudes" else "gdouble"
        self.assertEqual(types, self.described(2))

    def test_of_each_analysis(self):
        for analysis in ("level", "pitch", "spectrum"):
            options = f"analyses={analysis}"
            self.assertEqual(set(self.meta(options)), self.described_where(1, "always", analysis))
            self.assertEqual(set(field_types(self.reported(options))),
                             self.described_where(2, "always", analysis))

    def test_of_bands_and_multi_channel(self):
        plain_fields = self.described_where(2, "always", "level", "pitch", "spectrum")
        self.assertEqual(set(field_types(self.reported())), plain_fields)
        self.assertEqual(set(field_types(self.reported("bands=2"))) - plain_fields,
                         self.described_where(2, "spectrum, `bands` > 0"))
        self.assertEqual(set(field_types(self.reported("multi-channel=true"))) - plain_fields,
                         self.described_where(2, "pitch, `multi-channel`"))

    def test_of_the_documentation_in_the_source(self):
        text = (SOURCE / "gst" / "element" / "gstaudioblocks.cpp").read_text()
        fields = text[text.index("* The fields:"):text.index("## Example launch lines")]
        for name in self.described(2):
            self.assertIn(f"`{name}`", fields)

    def test_of_the_header(self):
        header = (SOURCE / "gst" / "audioblocks" / "audioblocks.h").read_text()
        named = re.findall(r'#define GST_AUDIO_BLOCK_FIELD_([A-Z_]+) "([a-z-]+)"', header)
        self.assertEqual({name for _, name in named}, set(self.described(2)))
        for macro, name in named:
            self.assertEqual(macro, name.upper().replace("-", "_"))


class NoteFields(GstTest):
    def setUp(self):
        super().setUp()
        (_, rows), = tables("reference.md")["field of a note"]
        self.rows = {plain(row[0]): row for row in rows}

    def test_of_the_message(self):
        bus_messages = []
        pipeline = Gst.parse_launch(f"{TONE.replace('=8', '=80')} ! audioblocks notes=true ! fakesink")
        pipeline.set_state(Gst.State.PLAYING)
        while (message := pipeline.get_bus().timed_pop(60 * Gst.SECOND)).type != Gst.MessageType.EOS:
            if message.type == Gst.MessageType.ELEMENT:
                bus_messages.append(message.get_structure().copy())
        pipeline.set_state(Gst.State.NULL)
        on, off = [note for note in bus_messages if note.has_name("audioblocks-note")]
        self.assertEqual(field_types(off), {name: row[1] for name, row in self.rows.items()})
        self.assertEqual(list(field_types(on)),
                         [name for name, row in self.rows.items() if row[2] == "always"])

    def test_of_the_header(self):
        header = (SOURCE / "gst" / "audioblocks" / "audioblocks.h").read_text()
        named = re.findall(r'#define GST_AUDIO_NOTE_FIELD_([A-Z_]+) "([a-z-]+)"', header)
        self.assertEqual([name for _, name in named], list(self.rows))
        for macro, name in named:
            self.assertEqual(macro, name.upper().replace("-", "_"))


class Reports(GstTest):
    def test_status_and_metrics(self):
        element = Gst.ElementFactory.make("audioblocks")
        described = [{plain(row[0]): row[1] for row in rows} for rows in table("field", 3)]
        self.assertEqual(described, [field_types(element.get_property("status")),
                                     field_types(element.get_property("metrics"))])


class Presets(GstTest):
    def test_their_values(self):
        (header, rows), = tables("reference.md")["preset"]
        presets = configparser.ConfigParser()
        presets.read(PRESETS)
        found = {section: [presets[section][plain(column)] for column in header[1:]]
                 for section in presets.sections() if section != "_presets_"}
        self.assertEqual({plain(row[0]): row[1:] for row in rows}, found)


class Errors(GstTest):
    def test_all_kinds_and_no_others(self):
        texts = dict(table("message")[0])
        sources = "".join(path.read_text() for path in (SOURCE / "gst" / "element").rglob("*.cpp"))
        for kind in ("ERROR", "WARNING"):
            found = set(re.findall(rf"GST_ELEMENT_{kind}\(\s*[^,]+, ([A-Z_]+), ([A-Z_]+),", sources))
            self.assertEqual(set(re.findall(r"([A-Z]+)/([A-Z_]+)", texts[kind])), found)


if __name__ == "__main__":
    unittest.main()
