#!/usr/bin/env bash
# Clocks that jump: tests/trials/clock.sh BINARY [FAKETIME_LIBRARY]. Each run of `index` stands years before or after the last, files
# change between them (with times of then, of now, and one kept back by `touch -r`); after each the index must verify clean
# and tell what one built from nothing tells. Needs libfaketime.
set -euo pipefail
binary=$(realpath "$1") library=${2:-/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1} work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"; mkdir r home
export HOME=$work/home XDG_CONFIG_HOME=$work/home/c XDG_DATA_HOME=$work/home/d XDG_CACHE_HOME=$work/home/k
at() { local when=$1; shift; LD_PRELOAD=$library FAKETIME="@$when" FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 "$@"; }
write() { printf '第%s号关于减负的报告\n一、概况\n切实减轻教师负担%s。\n' "$1" "$2" > "r/$1.txt"; }
told() { "$binary" query '"减轻"' --all --all-hits --json --index "$1" | sort | sha256sum; }
for k in 1 2 3 4 5 6; do write $k ''; done
runs=0
for when in '2026-01-01 00:00:00' '2038-01-20 00:00:00' '2001-01-01 00:00:00' '2026-11-30 12:00:00' '1971-01-01 00:00:00' '2105-01-01 00:00:00' '2026-11-30 12:00:01'; do
  write 1 "，第$runs次修改"; touch -d "$when" r/1.txt
  # As long as before, and with the time that it had: only the time of the entry tells.
  cp -p r/2.txt old; write 2 "$([ $((runs % 2)) -eq 0 ] && echo 甲 || echo 乙)"; touch -r old r/2.txt
  write $((10 + runs)) ''
  at "$when" "$binary" index --quiet --index i r 2> said || { cat said; exit 1; }
  ! grep -i -e panick -e 'did not expect' said
  "$binary" verify --recall 0 --index i > /dev/null
  rm -rf j; "$binary" index --quiet --index j r 2> /dev/null
  [ "$(told i)" = "$(told j)" ] || { echo "BAD: at $when the index differs from one built from nothing"; exit 1; }
  runs=$((runs + 1))
done
echo "$runs runs, the clock years apart: each equal to one built from nothing"
