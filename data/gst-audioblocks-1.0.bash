# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# Completion of gst-audioblocks-1.0 for bash; bash-completion loads it by the program's name.

# Offers the lines of standard input that begin with $1. No word list of compgen's: that would expand
# what a name has of $(…).
_gst_audioblocks_1_0_offer() {
  local name
  while IFS= read -r name; do
    [[ -n $name && $name == "$1"* ]] && COMPREPLY+=("$name")
  done
}

_gst_audioblocks_1_0() {
  # shellcheck disable=SC2034  # _init_completion sets all of them
  local cur prev words cword split=false
  # --option=value is one word here, and `split` then true.
  _init_completion -s || return

  local options='--device --list-devices --test-tone= --pipeline= --raw= --rate= --channels=
    --block-samples= --preset= --reference= --set= --csv --json --summary= --interval= --instrument=
    --plot= --jobs= --help --help-gst --version'
  local -A values=(
    [--raw]='S8 U8 S16LE S16BE S24LE S24BE S24_32LE S32LE S32BE F32LE F32BE F64LE F64BE'
    [--rate]='8000 16000 44100 48000 96000 192000'
    [--channels]='1 2'
    [--block-samples]='256 512 1024 2048'
    [-b]='256 512 1024 2048'
    [--reference]='415 432 440 442'
    [--summary]='text json'
    [--interval]='0 100 1000'
    [--instrument]='banjo bass bass-5 cello double-bass guitar guitar-7 mandolin ukulele viola violin'
    [--jobs]='2 4 8'
  )

  case $prev in
    --plot)
      _filedir '@(png|svg)'
      return
      ;;
    --device)
      # The name follows after an equals sign alone.
      if [[ $split == true ]]; then
        _gst_audioblocks_1_0_offer "$cur" < <("$1" --list-devices 2>/dev/null |
          sed 's/.*[[:space:]]//')
        return
      fi
      ;;
    --set | -s)
      mapfile -t COMPREPLY < <(compgen -S = -W "$(gst-inspect-1.0 audioblocks 2>/dev/null |
        sed -n 's/^  \([a-z-]*\) *: .*/\1/p')" -- "$cur")
      compopt -o nospace
      return
      ;;
    --preset)
      _gst_audioblocks_1_0_offer "$cur" < <(gst-inspect-1.0 audioblocks 2>/dev/null |
        sed -n 's/^  "\(.*\)": .*/\1/p')
      return
      ;;
    --test-tone | --pipeline)
      return
      ;;
  esac
  if [[ -n ${values[$prev]:-} ]]; then
    mapfile -t COMPREPLY < <(compgen -W "${values[$prev]}" -- "$cur")
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
