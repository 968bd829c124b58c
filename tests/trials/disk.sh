#!/usr/bin/env bash
# A full disk, a read-only disk, as root: tests/trials/disk.sh BINARY. Each failing run must exit with 2, say why, and leave
# the old index verifying clean and answering as before; with room again the next run must succeed.
set -euo pipefail
binary=$(realpath "$1") work=$(mktemp -d)
mkdir "$work/r" "$work/disk"
trap 'umount "$work/disk" 2>/dev/null || true; rm -rf "$work"' EXIT
for nth in $(seq 40); do
  { echo "第${nth}县关于减负的报告"; echo 一、概况
    for k in $(seq 50); do echo "（一）第${k}项措施"; echo "切实减轻教师负担，第${nth}县第${k}项。"; done; } > "$work/r/$nth.txt"
done
cd "$work"
index() { "$binary" index --threads 2 --index disk/i "$@" r 2> said; }
held() { "$binary" query '"减轻"' --all-hits --json --index disk/i 2> /dev/null | sort | sha256sum; }
mount -t tmpfs -o size=64m tmpfs disk
index
echo 又一份减轻的报告 > r/new.txt
before=$(held) failed=0 passed=0
# An update needs little, a rebuild as much as the index.
for room in 0 4 8 12 16 24 32 40 60 100 "40 --rebuild" "1000 --rebuild" "2000 --rebuild" "3000 --rebuild" "3200 --rebuild" "3400 --rebuild" "3600 --rebuild" "3800 --rebuild" "4000 --rebuild" "4400 --rebuild" "5000 --rebuild"; do
  read -r room how <<< "$room"
  mount -o remount,size=64m disk
  used=$(du -sk disk | cut -f1)
  mount -o remount,size=$((used + room))k disk
  if index $how; then passed=$((passed + 1)); "$binary" verify --recall 0 --index disk/i > /dev/null; echo "减轻 $room $how" > r/x.txt; before=$(held); continue; fi
  failed=$((failed + 1))
  echo "room for ${room} kB $how: $(grep -m1 error: said | cut -c1-160)"
  grep -q 'error: ' said
  "$binary" verify --recall 0 --index disk/i > /dev/null
  [ "$(held)" = "$before" ]
done
echo "full disk: $failed runs failed, the old index intact; $passed had room"
mount -o remount,size=64m disk
index; "$binary" verify --recall 0 --index disk/i > /dev/null
mount -o remount,ro disk
echo 只读减轻 > r/ro.txt; before=$(held)
if index; then echo "wrote to a read-only disk?"; exit 1; fi
echo "read-only: $(grep -m1 error: said | cut -c1-160) / $(grep -m1 hint said || true)"
[ "$(held)" = "$before" ]; "$binary" verify --recall 0 --index disk/i > /dev/null
mount -o remount,rw disk
index && [ "$(held)" != "$before" ]
echo "with room and rights again: done"
# A large report is analysed while the engine takes it: whoever waits for a writer that has died must notice.
mkdir large; awk 'BEGIN { for (k = 0; k < 200000; k++) print "第" k "项：切实减轻教师负担，制定减负清单。" }' > large/1.txt
cp large/1.txt large/2.txt; echo 别 >> large/2.txt
failed=0
for room in 3300 3600 4000 5000 6000 8000 10000; do
  umount disk; mount -t tmpfs -o size=${room}k tmpfs disk
  status=0; timeout 300 "$binary" index --threads 3 --index disk/i large 2> said || status=$?
  [ $status -eq 0 ] || { [ $status -eq 2 ] && grep -q 'error: .*No space' said; failed=$((failed + 1)); }
done
echo "large reports: $failed of 7 runs failed and said so"; [ $failed -gt 2 ]
