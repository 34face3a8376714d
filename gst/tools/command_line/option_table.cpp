// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/command_line/option_table.h"

#include "gst/tools/command_line/instrument.h"

namespace audioblocks::tool {

namespace {

using enum OptionInfo::Takes;

OptionGroup input_options() {
  return {
      "Input",
      ", one kind at a time (FILE: a file, a folder, a URI, or - for standard input)",
      {{"device", 0, optional_text, "NAME", "Listen to an audio device", "@devices",
        "Without a name it is the default device, else the one whose name or identifier is\n"
        ".Ar name ,\nor the only one that has\n.Ar name\nin its name."},
       {"list-devices", 0, nothing, "", "List the audio devices", "",
        "Each has a name and an identifier; an asterisk marks the default device."},
       {"test-tone", 0, text, "HZ", "Listen to a sine, without any device", "", ""},
       {"pipeline", 0, text, "DESCRIPTION", "Listen to any source, described as for gst-launch-1.0",
        "", ""},
       {"raw", 0, text, "FORMAT", "Read standard input as samples without a header, such as S16LE",
        "S8 U8 S16LE S16BE S24LE S24BE S24_32LE S32LE S32BE F32LE F32BE F64LE F64BE",
        "The format is one that GStreamer names, such as\n"
        ".Cm S16LE , S24LE , S32LE , F32LE\nor\n.Cm U8 ."},
       {"rate", 0, text, "HZ", "Samples per second of --raw (default: 48000)",
        "8000 16000 44100 48000 96000 192000", ""},
       {"channels", 0, text, "N", "Channels of --raw (default: 1)", "1 2", ""},
       {"files-from", 0, file_name, "LIST", "Read names of files from a list, or from -", "@files",
        "Each line is a name; empty lines are skipped.\nThe inputs follow those of the command "
        "line.\nFolders in a list are not expanded."},
       {"null", '0', nothing, "",
        "Names in the list end in a null character, as find -print0 has it", "", ""},
       {"shard", 0, text, "K/N", "Take every N-th of the inputs, beginning with the K-th", "",
        "All N shards together have each input once.\nIn which one an input is depends on its "
        "position alone: what is appended to a list moves nothing."}}};
}

OptionGroup analysis_options() {
  return {"Analysis",
          "",
          {{"block-samples", 'b', text, "N",
            "Samples in a block (default: 1024, or 2048 for low pitches)", "256 512 1024 2048",
            "Without it, a block has 2048 samples where 1024 do not reach the lowest string of\n"
            ".Fl -instrument\nor the\n.Cm min-frequency\nof\n.Fl -preset\nor\n.Fl -set\n"
            "at the rate of the input."},
           {"preset", 0, text, "NAME", "Load a preset of the element, such as guitar or voice",
            "@presets",
            "Presets limit the range of pitches, for example.\nThere are\n"
            ".Cm bass , guitar , piano , ukulele , violin , voice ,\nand those that were saved.\n"
            ".Fl -reference\nand\n.Fl -set\ntake precedence."},
           {"reference", 0, text, "HZ", "Frequency of A4 (default: 440)", "415 432 440 442", ""},
           {"set", 's', text, "PROPERTY=VALUE", "Set a property of the element audioblocks",
            "@properties",
            "May be repeated.\n.Ql gst-inspect-1.0 audioblocks\nlists the properties."}}};
}

OptionGroup output_options() {
  return {
      "Output",
      "",
      {{"csv", 0, nothing, "", "Print one CSV line per block", "", ""},
       {"columns", 0, text, "NAMES", "Print these columns of --csv, separated by commas",
        "time_s,frequency_hz time_s,centroid_hz",
        "The names are those of the first line, and\n.Cm peak_frequency_hz , "
        "peak_magnitude_db\nand\n"
        ".Cm centroid_hz ,\nwhich come on request."},
       {"json", 0, nothing, "", "Print one JSON object per block, each on a line", "",
        "In a session, answers to commands are objects, too; they have the member\n.Qq answer ."},
       {"notes", 0, nothing, "", "Print one CSV line per note; with --json, one JSON object", "",
        "The columns and members are\n.Cm start_s , end_s , note , midi_note , frequency_hz , "
        "cents , level_db\nand\n.Cm clarity ;\nwith several files\n.Cm file\ncomes first."},
       {"summary", 0, text, "FORM", "Print a summary of each input: text, or json on one line",
        "text json", ""},
       {"interval", 0, text, "MS", "Print at most one row per so many milliseconds of sound",
        "0 100 1000",
        "It is the row of the first block that ends at or after each interval, with the highest "
        "peak since the row before.\n"
        "0, the default of CSV and JSON, prints every block; the default of rows for people is "
        "100.\n"
        "A summary has no rows, so the two together are refused."},
       {"instrument", 0, text, "NAME",
        "While listening, show the nearest string, for example of a guitar", instrument_names(" "),
        "How far the pitch is from the open string is shown, too.\nThere are\n.Cm " +
            instrument_names(" , ") +
            " .\nWith files, and with\n.Fl -csv , -json\nand\n.Fl -summary ,\nwhich do not show "
            "it, "
            "this is refused."},
       {"plot", 0, file_name, "OUT", "Draw waveform, pitch and level: OUT.png or OUT.svg",
        "@pictures",
        "The file is written whole or not at all; whether its folder accepts it is checked before "
        "the analysis."},
       {"midi", 0, file_name, "OUT.mid", "Write the notes as a MIDI file", "@midi_files",
        "One track, 480 ticks per quarter note at 120 quarter notes per minute, so 960 ticks per "
        "second.\nThe velocity is 127 times the square root of the note's amplitude, where full "
        "scale is 1.\n"
        "The file is for one input, and written like the picture of\n.Fl -plot ."},
       {"labels", 0, file_name, "OUT.txt", "Write the notes as a label track of Audacity",
        "@text_files",
        "A line has start and end in seconds and the note's name, separated by tabs."},
       {"pitchtier", 0, file_name, "OUT.PitchTier", "Write the pitch as a PitchTier of Praat",
        "@pitch_tiers", "It has a point at the middle of each voiced block."},
       {"output-dir", 0, file_name, "DIR", "Write each result to a file of its own, below DIR",
        "@folders",
        "The name is that of the input with\n.Pa .txt , .csv , .jsonl , .json , "
        ".notes.csv\nor\n.Pa .notes.jsonl\nappended, "
        "and "
        "its folders are kept:\n.Pa DIR/music/a.flac.csv .\nA file appears once it is complete.\n"
        "Inputs whose file is there are skipped, so that a run that ended early is resumed by "
        "repeating it.\nA file that fails leaves none."},
       {"force", 0, nothing, "", "Do files again whose results are in --output-dir", "", ""},
       {"report", 0, file_name, "OUT", "Write what became of each file as JSON, one line each",
        "@files",
        "The members are\n.Cm file , status\n.Pq Cm done , skipped No or Cm failed ,\n.Cm result ,"
        "\n.Cm problem\nand\n.Cm warnings ."},
       {"jobs", 0, text, "N", "Analyse so many files at a time (default: 1)", "2 4 8",
        "Results keep the order of the files."}}};
}

OptionGroup other_options() {
  return {"Other",
          "",
          {{"help", 'h', nothing, "", "Print the options and exit", "", ""},
           {"help-gst", 0, nothing, "", "Print the options of GStreamer and exit", "",
            "The tool accepts them, too."},
           {"version", 0, nothing, "", "Print the version and exit", "", ""}}};
}

}  // namespace

const std::vector<OptionGroup>& option_groups() {
  static const std::vector<OptionGroup> groups = {input_options(), analysis_options(),
                                                  output_options(), other_options()};
  return groups;
}

}  // namespace audioblocks::tool
