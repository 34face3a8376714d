#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Shows audioblocks at work without a sound card, on a bass sample and on a guitar scale played by
# GStreamer's own synthesizer. Run it with `./dev demo`, inside `meson devenv -C build`, or after
# installation.
#
#   AUDIOBLOCKS_TOOL   the tool (default: gst-audioblocks-1.0 from PATH)
#   SAMPLE             the bass sample (default: one from Debian's sonic-pi-samples)
#   SOUNDFONT          for the synthesizer (default: the one in Debian's timgm6mb-soundfont)
#   RESULTS            folder for the scale and its picture (default: audioblocks-demo in TMPDIR)
set -eu

tool=${AUDIOBLOCKS_TOOL:-gst-audioblocks-1.0}
sample=${SAMPLE:-/usr/share/sonic-pi/samples/bass_voxy_c.flac}
results=${RESULTS:-${TMPDIR:-/tmp}/audioblocks-demo}
# As in the commands that are printed, which work in the folder where this was started.
scale=${results#"$PWD"/}/scale.wav
plot=${results#"$PWD"/}/demo.png
soundfont=${SOUNDFONT:-/usr/share/sounds/sf2/TimGM6mb.sf2}

# The scale of C major in first position, low E string upwards: MIDI numbers and names.
scale_midi='40 41 43 45 47 48 50 52 53 55 57 59 60'
scale_names='E2 F2 G2 A2 B2 C3 D3 E3 F3 G3 A3 B3 C4'
steel_guitar=25

fail() {
  printf 'demo: %s\n' "$1" >&2
  exit 1
}

heading() {
  printf '\n%s\n%s\n' "$1" "$(printf '%s' "$1" | sed 's/./=/g')"
}

command -v "$tool" >/dev/null || fail "no $tool; run ./dev demo, or set AUDIOBLOCKS_TOOL"
gst-inspect-1.0 audioblocks >/dev/null 2>&1 ||
  fail 'no element audioblocks; run ./dev demo, or set GST_PLUGIN_PATH'
[ -r "$sample" ] || fail "no $sample; install sonic-pi-samples, or set SAMPLE to a recording"

mkdir -p "$results" || fail "no results can be written to $results; set RESULTS to another folder"
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
trap 'exit 1' HUP INT TERM

# Prints each number as one byte.
bytes() {
  for byte in "$@"; do
    # shellcheck disable=SC2059  # the format is the byte
    printf "\\$(printf '%03o' "$byte")"
  done
}

# Writes a standard MIDI file with one track, 100 ticks per quarter at 120 quarters per minute: each
# note lasts 0.55 s and is followed by a rest of 0.05 s; one second of silence at the end.
write_scale() {
  {
    bytes 0 $((0xC0)) $steel_guitar
    for note in $scale_midi; do
      bytes 10 $((0x90)) "$note" 100 110 $((0x80)) "$note" 0
    done
    bytes $((0x81)) 72 $((0xFF)) $((0x2F)) 0
  } >"$directory/track"
  length=$(wc -c <"$directory/track")
  {
    printf 'MThd'
    bytes 0 0 0 6 0 0 0 1 0 100
    printf 'MTrk'
    bytes 0 0 $((length / 256)) $((length % 256))
    cat "$directory/track"
  } >"$directory/scale.mid"
}

# Prints the relevant fields of each message from gst-launch-1.0 -m as a table row.
message_table() {
  awk '
    function field(name) {
      if (!match($0, "[ ,]" name "=\\([a-z0-9]+\\)[^,;]*")) return ""
      value = substr($0, RSTART, RLENGTH)
      sub(/^[^)]*\)/, "", value)
      gsub(/"/, "", value)
      return value
    }
    BEGIN { print "  time s   note   frequency Hz   cents   clarity" }
    {
      if (field("voiced") == "true")
        printf "  %6.3f   %-4s   %12.2f   %+5.1f   %7.3f\n", field("stream-time") / 1e9,
          field("note"), field("frequency"), field("cents"), field("clarity")
      else
        printf "  %6.3f   unvoiced\n", field("stream-time") / 1e9
    }'
}

bass() {
  heading '1. A bass note, analysed by the tool'
  printf 'Expected: C2, 65.41 Hz. The file is %s.\n\n' "${sample##*/}"
  printf '$ gst-audioblocks-1.0 %s\n' "$sample"
  "$tool" "$sample"
}

guitar() {
  heading '2. A guitar scale, note by note'
  write_scale
  gst-launch-1.0 -q filesrc location="$directory/scale.mid" ! midiparse \
    ! fluiddec soundfont="$soundfont" synth-gain=1 ! wavenc ! filesink location="$scale"
  "$tool" --notes "$scale" >"$directory/notes.csv"
  heard=$(awk -F, 'NR > 1 { printf "%s%s", (NR > 2 ? " " : ""), $3 }' "$directory/notes.csv")
  printf 'C major, played by fluiddec from a MIDI file and %s.\n\n' "${soundfont##*/}"
  printf 'Played:  %s\n' "$scale_names"
  printf 'Heard:   %s\n' "$heard"
  if [ "$heard" = "$scale_names" ]; then
    printf 'All of them, in order.\n'
  else
    printf 'The notes differ.\n'
  fi
  printf '\n$ gst-audioblocks-1.0 --notes %s\n' "$scale"
  cat "$directory/notes.csv"
  printf '\nBlock by block, the first rows after 0.1 s:\n\n'
  printf '$ gst-audioblocks-1.0 --csv %s\n' "$scale"
  "$tool" --csv "$scale" | awk -F, 'NR == 1 || ($3 >= 1e8 && rows++ < 5)'
  printf '\nThe summary of the scale:\n\n'
  printf '$ gst-audioblocks-1.0 %s\n' "$scale"
  "$tool" "$scale"
}

launch() {
  heading '3. The bass note again, in a plain pipeline'
  cat <<TEXT
An application gets these results from messages on the bus, here one per 0.6 s:

$ gst-launch-1.0 -m filesrc location=$sample ! decodebin \\
      ! audioblocks interval=600000000 ! fakesink

TEXT
  gst-launch-1.0 -m filesrc location="$sample" ! decodebin \
    ! audioblocks interval=600000000 ! fakesink >"$directory/launch.log"
  grep -a '(element): audioblocks,' "$directory/launch.log" >"$directory/messages" || true
  [ -s "$directory/messages" ] || fail 'the pipeline posted no message'
  message_table <"$directory/messages"
  printf '\nOne complete message:\n\n'
  sed -n '2{s/^.*(element): //;s/;$//;p;}' "$directory/messages" | fold -s -w 76 | sed 's/^/  /'
}

# Draws the scale, if there is one, else the bass sample.
picture() {
  heading '4. The results as a picture'
  heard=$sample
  [ -z "$is_scale_played" ] || heard=$scale
  printf '$ gst-audioblocks-1.0 --plot %s %s\n\n' "$plot" "$heard"
  "$tool" --plot "$plot" "$heard" >/dev/null
  printf 'The picture of waveform, pitch and level is in:\n%s\n' "$plot"
}

is_scale_played=
bass
if [ -r "$soundfont" ] && gst-inspect-1.0 fluiddec >/dev/null 2>&1; then
  guitar
  is_scale_played=yes
else
  printf '\nThe guitar scale is skipped: it needs fluiddec (gstreamer1.0-plugins-bad) and %s.\n' "$soundfont"
fi
launch
picture
