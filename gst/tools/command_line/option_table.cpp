// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/command_line/option_table.h"

#include "gst/tools/command_line/instrument.h"

namespace audioblocks::tool {

namespace {

using Takes = OptionInfo::Takes;

OptionGroup input_options() {
  return {
      "Input",
      ", one kind at a time (FILE: a file, a folder, a URI, or - for standard input)",
      {{.name = "device",
        .takes = Takes::optional_text,
        .argument = "NAME",
        .summary = "Listen to an audio device",
        .details = "Without a name it is the default device, else the one whose name or identifier "
                   "is\n.Ar name ,\nor the only one that has\n.Ar name\nin its name.",
        .completion = "@devices"},
       {.name = "list-devices",
        .summary = "List the audio devices",
        .details = "Each has a name and an identifier; an asterisk marks the default device."},
       {.name = "test-tone",
        .takes = Takes::text,
        .argument = "HZ",
        .summary = "Listen to a sine, without any device"},
       {.name = "pipeline",
        .takes = Takes::text,
        .argument = "DESCRIPTION",
        .summary = "Listen to any source, described as for gst-launch-1.0"},
       {.name = "raw",
        .takes = Takes::text,
        .argument = "FORMAT",
        .summary = "Read standard input as samples without a header, such as S16LE",
        .details = "The format is one that GStreamer names, such as\n"
                   ".Cm S16LE , S24LE , S32LE , F32LE\nor\n.Cm U8 .",
        .completion = "S8 U8 S16LE S16BE S24LE S24BE S24_32LE S32LE S32BE F32LE F32BE F64LE F64BE"},
       {.name = "rate",
        .takes = Takes::text,
        .argument = "HZ",
        .summary = "Samples per second of --raw (default: 48000)",
        .completion = "8000 16000 44100 48000 96000 192000"},
       {.name = "channels",
        .takes = Takes::text,
        .argument = "N",
        .summary = "Channels of --raw (default: 1)",
        .completion = "1 2"}}};
}

OptionGroup analysis_options() {
  return {"Analysis",
          "",
          {{.name = "block-samples",
            .takes = Takes::text,
            .argument = "N",
            .summary = "Samples in a block (default: 1024)",
            .completion = "256 512 1024 2048",
            .short_name = 'b'},
           {.name = "preset",
            .takes = Takes::text,
            .argument = "NAME",
            .summary = "Load a preset of the element, such as guitar or voice",
            .details = "Presets limit the range of pitches, for example.\nThere are\n"
                       ".Cm bass , guitar , piano , ukulele , violin , voice ,\n"
                       "and those that were saved.\n"
                       ".Fl -reference\nand\n.Fl -set\ntake precedence.",
            .completion = "@presets"},
           {.name = "reference",
            .takes = Takes::text,
            .argument = "HZ",
            .summary = "Frequency of A4 (default: 440)",
            .completion = "415 432 440 442"},
           {.name = "set",
            .takes = Takes::text,
            .argument = "PROPERTY=VALUE",
            .summary = "Set a property of the element audioblocks",
            .details = "May be repeated.\n.Ql gst-inspect-1.0 audioblocks\nlists the properties.",
            .completion = "@properties",
            .short_name = 's'}}};
}

OptionGroup output_options() {
  return {"Output",
          "",
          {{.name = "csv", .summary = "Print one CSV line per block"},
           {.name = "json",
            .summary = "Print one JSON object per block, each on a line",
            .details = "In a session, answers to commands are objects, too; they have the member\n"
                       ".Qq answer ."},
           {.name = "summary",
            .takes = Takes::text,
            .argument = "FORM",
            .summary = "Print a summary of each input: text, or json on one line",
            .completion = "text json"},
           {.name = "interval",
            .takes = Takes::text,
            .argument = "MS",
            .summary = "Print at most one row per so many milliseconds of sound",
            .details = "It is the row of the first block that ends at or after each interval, with "
                       "the highest peak since the row before.\n"
                       "0, the default of CSV and JSON, prints every block; the default of rows "
                       "for people is 100.\n"
                       "A summary has no rows, so the two together are refused.",
            .completion = "0 100 1000"},
           {.name = "instrument",
            .takes = Takes::text,
            .argument = "NAME",
            .summary = "While listening, show the nearest string, for example of a guitar",
            .details = "How far the pitch is from the open string is shown, too.\nThere are\n.Cm " +
                       instrument_names(" , ") +
                       " .\nWith files, and with\n.Fl -csv , -json\nand\n.Fl -summary ,\n"
                       "which do not show it, this is refused.",
            .completion = instrument_names(" ")},
           {.name = "plot",
            .takes = Takes::file_name,
            .argument = "OUT",
            .summary = "Draw waveform, pitch and level: OUT.png or OUT.svg",
            .details = "The file is written whole or not at all; whether its folder accepts it is "
                       "checked before the analysis.",
            .completion = "@pictures"},
           {.name = "jobs",
            .takes = Takes::text,
            .argument = "N",
            .summary = "Analyse so many files at a time (default: 1)",
            .details = "Results keep the order of the files.",
            .completion = "2 4 8"}}};
}

OptionGroup other_options() {
  return {"Other",
          "",
          {{.name = "help", .summary = "Print the options and exit", .short_name = 'h'},
           {.name = "help-gst",
            .summary = "Print the options of GStreamer and exit",
            .details = "The tool accepts them, too."},
           {.name = "version", .summary = "Print the version and exit"}}};
}

}  // namespace

const std::vector<OptionGroup>& option_groups() {
  static const std::vector<OptionGroup> groups = {input_options(), analysis_options(),
                                                  output_options(), other_options()};
  return groups;
}

}  // namespace audioblocks::tool
