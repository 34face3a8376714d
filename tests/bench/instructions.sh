#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# instructions.sh PROGRAM: counts the instructions per chunk of 128 samples in each ring of bench-ring
# with callgrind. Subtracting a run of half as many chunks leaves the cost of the chunks only.
set -euo pipefail
readonly program=$1 chunks=80000

count() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$1" "$2" 2>&1 |
    awk '/Collected/ { print $NF }'
}

echo 'instructions for a chunk of 128 samples, blocks of 1024 (callgrind)'
for name in CircularBuffer BlockExchange memcpy jack boost; do
  more=$(count "$name" "$chunks")
  fewer=$(count "$name" $((chunks / 2)))
  awk -v name="$name" -v more="$more" -v fewer="$fewer" -v chunks="$chunks" \
    'BEGIN { printf "%-16s %7.1f\n", name, (more - fewer) / (chunks / 2) }'
done
