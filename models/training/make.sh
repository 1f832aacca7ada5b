#!/usr/bin/env bash
# Makes models/ember anew: writes the text, trains, exports. Debian: apt-get install python3-torch libopenblas0-pthread
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd)
python=${PYTHON:-/usr/bin/python3}
text=$(mktemp --suffix=.jsonl)
trap 'rm -f "$text"' EXIT
"$python" "$here/generate_text.py" "$text" --seed 1 --conversations 100000
"$python" "$here/train.py" "$text" "$here/../ember" --seed 1 "$@"
