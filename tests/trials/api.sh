#!/usr/bin/env bash
# Holds a running server against its own description: tests/trials/api.sh BINARY [EXAMPLES]
# Makes an index of the repository's reports, serves it, and lets schemathesis (installed from PyPI into a folder of its own)
# send what the description allows and what it does not, EXAMPLES (20) requests and more to each endpoint.
set -euo pipefail
binary=$(realpath "$1") examples=${2:-20}
repository=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
export HOME=$work XDG_DATA_HOME=$work/data XDG_CONFIG_HOME=$work/config
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet schemathesis
"$binary" index "$repository/tests/corpus" "$repository/examples/reports" >"$work/indexed" 2>&1 || cat "$work/indexed"
"$binary" serve --listen 127.0.0.1:8733 >"$work/log" 2>&1 &
server=$!
for _ in $(seq 100); do curl -sf http://127.0.0.1:8733/healthz >/dev/null && break; sleep 0.1; done
# A comparison needs two reports or a series: a description of parameters cannot say that, so 400 is an answer there.
cat >"$work/schemathesis.toml" <<'TOML'
[[operations]]
include-path = "/v1/compare"
[operations.checks]
positive_data_acceptance.expected-statuses = ["2xx", "400", "404", "409"]
TOML
cd "$work"
"$work/venv/bin/schemathesis" --config-file "$work/schemathesis.toml" run http://127.0.0.1:8733/openapi.json \
  --max-examples "$examples" --request-timeout 60
