#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# emulated_instructions.sh BENCH-BLOCKS EMULATOR...: counts the instructions that a block of 1024 samples
# costs each analysis, on the processor that the emulator (qemu 7.2) stands for. Subtracting a run of
# fewer blocks leaves the cost of the blocks only. For example
#   emulated_instructions.sh build/tests/bench/bench-blocks qemu-x86_64-static -cpu Nehalem
set -euo pipefail
readonly program=$1 fewer=4 more=12
shift
readonly emulator=("$@")

# The emulator runs one instruction at a time, and writes a line for each.
count() {
  "${emulator[@]}" -singlestep -d nochain,exec -D /dev/stdout "$program" "$1" "$2" | grep -c '^Trace'
}

for analyses in level spectrum pitch all; do
  printf '%-10s %8d\n' "$analyses" \
    $((($(count "$analyses" $more) - $(count "$analyses" $fewer)) / (more - fewer)))
done
