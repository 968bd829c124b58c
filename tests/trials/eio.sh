#!/usr/bin/env bash
# A disk that fails: tests/trials/eio.sh BINARY. Every write, sync and rename of an update, of a rebuild and of `dict add` in
# turn gives EIO. The run must say so and exit with 2, or (when the commit stood already) with 0; after it the index must
# verify clean, hold the state before or after, and the next run must succeed.
set -euo pipefail
binary=$(realpath "$1") here=$(dirname "$(realpath "$0")") work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc -shared -fPIC -O1 -o "$work/eio.so" "$here/eio.c" -ldl
mkdir "$work/r"; cd "$work"
for nth in $(seq 12); do printf '第%s县关于减负的报告\n一、概况\n减轻教师负担，第%s县。\n' "$nth" "$nth" > "r/$nth.txt"; done
held() { { "$binary" query '"减轻"' --all-hits --json --index i 2>/dev/null; "$binary" dict list --index i || true; } | sha256sum; }
run() { case $1 in
  update) "$binary" index --threads 2 --index i r;;
  rebuild) "$binary" index --threads 2 --index i --rebuild r;;
  dict) "$binary" dict add 教师负担 --index i;;
esac; }
run update 2> said; cp -a i kept
echo 新的减轻报告 > r/new.txt; rm r/3.txt
for mode in update rebuild dict; do
  rm -rf i; cp -a kept i; before=$(held); run $mode 2> said; after=$(held); failed=0 passed=0 nth=0
  while :; do
    rm -rf i; cp -a kept i
    status=0; LD_PRELOAD=$work/eio.so XUNZHANG_EIO=$nth run $mode 2> said || status=$?
    left=$(held)
    "$binary" verify --recall 0 --index i > verified || { echo "BAD $mode $nth: $(cat verified)"; exit 1; }
    [ "$left" = "$before" ] || [ "$left" = "$after" ] || { echo "BAD $mode $nth: neither state"; exit 1; }
    if [ $status -eq 2 ]; then grep -q 'error: ' said; failed=$((failed + 1)); else passed=$((passed + 1)); fi
    [ $status -ne 0 ] || [ "$left" = "$after" ] || { echo "BAD $mode $nth: it said that all was well"; exit 1; }
    run $mode 2> said || { echo "BAD $mode $nth: the next run: $(cat said)"; exit 1; }
    [ "$(held)" = "$after" ] || { echo "BAD $mode $nth: the next run leads elsewhere"; exit 1; }
    # Beyond the last call nothing fails any more.
    nth=$((nth + 1)); [ $passed -lt 12 ] || break
  done
  echo "$mode: EIO in $nth calls in turn: $failed runs failed and said so, $passed stood"
done
