#!/bin/sh
# Speed of xunzhang beside the plain tantivy + jieba program (benches/baseline/) and ripgrep, on the same text in the same
# minutes. `benches/compare.sh FOLDER [PROFILE]`: FOLDER holds .md and .txt files only; PROFILE is `release` unless
# `quick` is given. Both sides run in turn and the least of ROUNDS (5) counts: others use the machine too.
# Wall time is what a person waits; CPU time (user + system, all threads) tells more on a busy machine.
set -eu
folder=$1
profile=${2:-release}
rounds=${ROUNDS:-5}
here=$(cd "$(dirname "$0")/.." && pwd)
out=${OUT:-$(mktemp -d)}
cargo build --quiet --manifest-path "$here/Cargo.toml" --profile "$profile" --locked
CARGO_TARGET_DIR="$here/target" cargo build --quiet --manifest-path "$here/benches/baseline/Cargo.toml" --profile "$profile" --locked
export XZ="$here/target/$profile/xunzhang" BASE="$here/target/$profile/baseline"
export QUERIES="$here/benches/queries.tsv" FOLDER="$folder" OUT="$out" ROUNDS="$rounds"
exec python3 "$here/benches/compare.py"
