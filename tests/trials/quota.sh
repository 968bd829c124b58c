#!/usr/bin/env bash
# A second user, with a quota, as root: tests/trials/quota.sh BINARY. In a btrfs subvolume with a quota `nobody` indexes until EDQUOT ends
# a run: it must exit with 2, say why, and leave the old index verifying and answering as before. Then that index as others see
# it: root's is closed to `nobody` unless `--shared`, and never written by another user. Needs btrfs-progs.
set -euo pipefail
work=$(mktemp -d); chmod 755 "$work"
trap 'umount "$work/disk" 2>/dev/null || true; rm -rf "$work"' EXIT
cp "$1" "$work/xunzhang"; cd "$work"; mkdir disk r home
chown nobody r home
truncate -s 512M image; mkfs.btrfs -q image > /dev/null
mount -o loop image disk
btrfs quota enable disk; btrfs subvolume create disk/own > /dev/null
chmod 755 disk; chown nobody disk/own
as() { setpriv --reuid 65534 --regid 65534 --clear-groups env HOME="$work/home" "$work/xunzhang" "$@"; }
write() { for nth in $(seq "$1" "$2"); do { echo "第${nth}县关于减负的报告"; echo 一、概况
  for k in $(seq 60); do echo "（一）第${k}项措施"; echo "切实减轻教师负担，第${nth}县第${k}项。"; done; } > "r/$nth.txt"; done; }
held() { as query '"减轻"' --all-hits --json --index disk/own/i 2> /dev/null | sort | sha256sum; }
free() { btrfs quota disable disk; btrfs quota enable disk; btrfs quota rescan -w disk > /dev/null; btrfs filesystem sync disk; }
write 1 10
as index --quiet --threads 2 --index disk/own/i r
failed=0 passed=0
for more in 0 20 40 80 160 320 640 "2000 --rebuild" "4000 --rebuild"; do
  read -r more how <<< "$more"
  # A full quota cannot be raised: it is taken away and set anew.
  free
  used=$(btrfs qgroup show --raw -f disk/own | awk 'END { print int($2 / 1024) }')
  btrfs qgroup limit $((used + more))k disk/own
  write $((100 + failed + passed)) $((100 + failed + passed)); before=$(held)
  if as index --quiet --threads 2 $how --index disk/own/i 2> said; then passed=$((passed + 1)); as verify --recall 0 --index disk/own/i > /dev/null; continue; fi
  failed=$((failed + 1))
  grep -q 'error: .*[Qq]uota' said || { echo BAD; cat said; exit 1; }
  [ $failed -gt 1 ] || grep -A1 'error:' said
  as verify --recall 0 --index disk/own/i > /dev/null
  [ "$(held)" = "$before" ] || { echo "BAD: the old index answers otherwise"; exit 1; }
done
free
as index --quiet --index disk/own/i; as verify --recall 0 --index disk/own/i > /dev/null
echo "quota: $failed runs failed and said so, the old index intact; $passed had room; without the quota the next run succeeds"
[ $failed -ge 3 ]
"$work/xunzhang" index --quiet --index disk/root r
if as query 减轻 --index disk/root > /dev/null 2> said; then echo "BAD: a closed index answered"; exit 1; fi
grep -A1 error: said
"$work/xunzhang" index --quiet --shared --rebuild --index disk/root r
as query 减轻 --index disk/root > /dev/null
before=$(find disk/root -type f -exec sha256sum {} + | sort | sha256sum)
for how in "index r" "index --rebuild r" "dict add 教师负担" "synonym add 减负 减轻" "remove r/1.txt" "root remove r"; do
  if as ${how} --index disk/root > /dev/null 2> said; then echo "BAD: nobody wrote root's index by $how"; exit 1; fi
  grep -q -e 'another user' -e 'ermission' said || { echo "BAD: $how"; cat said; exit 1; }
done
[ "$before" = "$(find disk/root -type f -exec sha256sum {} + | sort | sha256sum)" ]
echo "an index of another user: read where it is shared, written by nobody"
