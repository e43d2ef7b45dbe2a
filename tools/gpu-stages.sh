# What gpu-check.sh and gpu-peers.sh have in common: the bundle is unpacked, the addon is built, and stages run one after
# the other, each with a limit in seconds and a log of its own, whatever the others did.
#
# Variables: DEVICE (cuda:0), QUICK (any text: small forms), OUT (./gpu-check-out: results and logs), WORK (a new folder in
# /tmp), STRETCH (1: by what all limits are multiplied, for a slow machine), BUNDLE (the archive, if it lies elsewhere).
set -uo pipefail
exec </dev/null

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
device=${DEVICE:-cuda:0}
stretch=${STRETCH:-1}
quick=${QUICK:+--quick}
out=${OUT:-$PWD/gpu-check-out}
mkdir -p "$out" && out=$(cd "$out" && pwd)
work=${WORK:-$(mktemp -d "${TMPDIR:-/tmp}/credence-gpu.XXXXXX")}
mkdir -p "$work/logs"
export PYTHONUNBUFFERED=1 COLUMNS=80
summary=()
failures=0

# begin SCRIPT SECONDS: from here on all stages together may take so long.
begin() {
  script=$1
  deadline=$((SECONDS + $2 * stretch))
  printf '%s on %s: at most %d s, results in %s\n' "$script" "$device" $(($2 * stretch)) "$out"
}

# keep_logs: the logs so far, as one file: a machine may give back few.
keep_logs() { tar -czf "$out/$script-logs.tar.gz" -C "$work" logs; }

# stage NAME SECONDS LINES COMMAND...: runs the command and shows the last LINES of its log.
stage() {
  local name=$1 limit=$(($2 * stretch)) lines=$3 left=$((deadline - SECONDS)) began=$SECONDS rc=0
  shift 3
  local log="$work/logs/$name.log"
  if [ "$left" -lt 5 ]; then
    summary+=("$(printf '%-14s left out: no time is left' "$name")")
    failures=$((failures + 1))
    return 1
  fi
  [ "$limit" -lt "$left" ] || limit=$left
  printf '\n== %s (at most %d s)\n' "$name" "$limit"
  printf '$ %s\n' "$*" >"$log"
  timeout --kill-after=5 "$limit" "$@" >>"$log" 2>&1 || rc=$?
  tail -n "$lines" "$log"
  local note=''
  case $rc in 124 | 137) note=' (out of time)' ;; esac
  summary+=("$(printf '%-14s rc %-3d %4d s%s' "$name" "$rc" $((SECONDS - began)) "$note")")
  [ "$rc" -eq 0 ] || failures=$((failures + 1))
  keep_logs
  return "$rc"
}

# finish: what came of each stage; the exit code is 0 only if all are.
finish() {
  {
    printf '\n== summary of %s on %s, %d s\n' "$script" "$device" "$SECONDS"
    printf '%s\n' "${summary[@]}"
    printf '%d of %d stages failed; logs in %s\n' "$failures" "${#summary[@]}" "$out/$script-logs.tar.gz"
  } | tee "$out/$script-summary.txt"
  [ "$failures" -eq 0 ]
}

# The bundle beside this script, or where it is made in a checkout.
find_bundle() {
  local path
  for path in "${BUNDLE:-}" "$here/credence-gpu.tar.xz" "$here/../gpu-bundle/credence-gpu.tar.xz"; do
    if [ -n "$path" ] && [ -f "$path" ]; then
      printf '%s\n' "$path"
      return
    fi
  done
}

unpack() {
  local bundle
  bundle=$(find_bundle)
  if [ -z "$bundle" ]; then
    echo 'there is no credence-gpu.tar.xz: make it with node tools/make-gpu-bundle.mjs, or name it by BUNDLE'
    return 1
  fi
  # By Python, which PyTorch brings: xz may not be there.
  python3 - "$bundle" "$work" <<'PYTHON'
import sys, tarfile
with tarfile.open(sys.argv[1]) as bundle:
    if hasattr(tarfile, "fully_trusted_filter"):
        bundle.extraction_filter = staticmethod(tarfile.fully_trusted_filter)
    bundle.extractall(sys.argv[2])
PYTHON
}

machine() {
  nvidia-smi 2>&1 || echo 'there is no nvidia-smi'
  nproc
  grep -m1 'model name' /proc/cpuinfo
  free -g
  "${CXX:-c++}" --version 2>&1 || g++ --version
  python3 -c 'import sys, torch
print(sys.executable, torch.__version__, torch.__file__, torch.version.cuda)
print("CUDA is available:", torch.cuda.is_available())'
}

# The addon, compiled for the torch that python3 would import; without npm, as in an installed package.
build() {
  cd "$work" && ./node --version && ./node tools/bootstrap.mjs
}

# In this shell's child, so that a limit ends the function too.
export work here device BUNDLE="${BUNDLE:-}"
export -f find_bundle unpack machine build
