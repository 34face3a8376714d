# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# Completion of gst-audioblocks-1.0 for bash; bash-completion loads it by the program's name. The
# build replaces the line with @OPTIONS@ by assignments to `options` and `values`.

# Offers the lines of standard input that begin with $cur. compgen -W would expand $(…) in a name.
_gst_audioblocks_1_0_offer() {
  local name
  while IFS= read -r name; do
    [[ -n $name && $name == "$cur"* ]] && COMPREPLY+=("$name")
  done
}

_gst_audioblocks_1_0_devices() {
  _gst_audioblocks_1_0_offer < <("$1" --list-devices 2>/dev/null | sed 's/.*[[:space:]]//')
}

_gst_audioblocks_1_0_presets() {
  _gst_audioblocks_1_0_offer < <(gst-inspect-1.0 audioblocks 2>/dev/null |
    sed -n 's/^  "\(.*\)": .*/\1/p')
}

_gst_audioblocks_1_0_properties() {
  _gst_audioblocks_1_0_offer < <(gst-inspect-1.0 audioblocks 2>/dev/null |
    sed -n 's/^  \([a-z-]*\) *: .*/\1=/p')
  compopt -o nospace
}

_gst_audioblocks_1_0_files() {
  _filedir
}

_gst_audioblocks_1_0_folders() {
  _filedir -d
}

_gst_audioblocks_1_0_pictures() {
  _filedir '@(png|svg)'
}

_gst_audioblocks_1_0_midi_files() {
  _filedir '@(mid|midi)'
}

_gst_audioblocks_1_0_text_files() {
  _filedir txt
}

_gst_audioblocks_1_0_pitch_tiers() {
  _filedir PitchTier
}

_gst_audioblocks_1_0() {
  # shellcheck disable=SC2034  # _init_completion sets all of them
  local cur prev words cword split=false
  # --option=value is one word here, and `split` then true.
  _init_completion -s || return

  local options
  local -A values
  # @OPTIONS@

  # An optional argument follows after an equals sign alone, and its option has none in `options`.
  if [[ -n ${values[$prev]+set} && ($split == true || " $options " != *" $prev "*) ]]; then
    case ${values[$prev]} in
      @*) "_gst_audioblocks_1_0_${values[$prev]#@}" "$1" ;;
      *) mapfile -t COMPREPLY < <(compgen -W "${values[$prev]}" -- "$cur") ;;
    esac
    return
  fi
  [[ $split == true ]] && return

  if [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
    [[ ${COMPREPLY[0]:-} == *= ]] && compopt -o nospace
    return
  fi
  _filedir
} && complete -F _gst_audioblocks_1_0 gst-audioblocks-1.0
