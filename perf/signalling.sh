#!/usr/bin/env bash
# What signalling alone costs, and what calls leave behind: sipp to sipp through the recorder, INVITE to BYE with 180, no
# media. Prints processor time for each call, and memory, descriptors, transactions and calls before and after.
# Exit status: 0 all calls went through and nothing is left; 1 otherwise; 2 could not be measured.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: perf/signalling.sh [-n CALLS] [-r CALLS_PER_SECOND] [-w WARM_UP_CALLS] [-k] [-o FILE] [-b]
  -n 3000  measured calls         -r 100  calls started per second
  -w 1000  calls before those     -k      the calls are recorded too
  -o FILE  also write the report there (perf/results/...)
  -b       do not build the recorder, take what was built last
Needs sipp (sip-tester) and curl.
TEXT
    exit 2
}

calls=3000 rate=100 warm=1000 record=false report= build=yes
while getopts n:r:w:ko:b option; do
    case $option in
        n) calls=$OPTARG ;; r) rate=$OPTARG ;; w) warm=$OPTARG ;; k) record=true ;;
        o) report=$(realpath "$OPTARG") ;; b) build= ;; *) usage ;;
    esac
done

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
pids=()
finish() {
    local pid
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 2' INT TERM
fail() { echo "signalling.sh: $*" >&2; exit 2; }

[[ $build ]] && { dotnet build "$root/src/MediaRecorder.Server" -c Release -v quiet -nologo || fail "does not build"; }
cat >"$work/config.json" <<JSON
{
  "sip": { "listen": "127.0.0.1:5560", "maxCalls": 2000 },
  "media": { "address": "127.0.0.1", "ports": "10000-19999" },
  "recording": { "folder": "$work/recordings", "spool": "$work/recordings/.spool" },
  "http": { "listen": "127.0.0.1:8580" },
  "log": { "level": "warning" },
  "trunks": {
    "carrier": { "side": "external", "allow": ["127.0.0.2"], "nextHop": "127.0.0.2:5570", "routeTo": "pbx", "record": $record },
    "pbx": { "side": "internal", "allow": ["127.0.0.3"], "nextHop": "127.0.0.3:5580", "routeTo": "carrier", "record": $record }
  }
}
JSON
# Two runs at once would measure each other.
curl -fsS -o /dev/null http://127.0.0.1:8580/healthz 2>/dev/null && fail "another run is under way on these ports"
"$root/artifacts/bin/MediaRecorder.Server/release/mediarecorder" serve --config "$work/config.json" >"$work/log" 2>&1 &
recorder=$!
pids+=("$recorder")
for _ in $(seq 100); do
    curl -fsS -o /dev/null http://127.0.0.1:8580/readyz 2>/dev/null && break
    kill -0 "$recorder" 2>/dev/null || { cat "$work/log"; fail "the recorder does not start"; }
    sleep 0.1
done
sipp -sf "$root/perf/scenarios/uas_short.xml" -i 127.0.0.3 -p 5580 -nostdin >/dev/null 2>&1 &
pids+=("$!")

call() { # COUNT: exit status of sipp
    (cd "$work" && sipp -sf "$root/perf/scenarios/uac_short.xml" -i 127.0.0.2 -p 5570 -s 4711 -m "$1" -r "$rate" -l 2000 \
        -nostdin 127.0.0.1:5560 >"$work/sipp.log" 2>&1)
}
cpu() { awk -v hz="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000 / hz }' "/proc/$recorder/stat"; }
metric() { curl -fsS http://127.0.0.1:8580/metrics | awk -v name="$1" '$1 ~ "^"name"({|$)" { sum += $2 } END { printf "%d", sum }'; }
state() {
    echo "rss $(awk '/VmRSS/ { print $2 }' "/proc/$recorder/status") kB, descriptors $(ls "/proc/$recorder/fd" | wc -l)," \
        "calls $(metric mediarecorder_calls_active), transactions $(metric mediarecorder_sip_transactions)"
}
settle() { # the last transaction lives for up to 37 s
    for _ in $(seq 100); do
        [[ $(metric mediarecorder_sip_transactions) -eq 0 ]] && return
        sleep 0.5
    done
}

if [[ $report ]]; then exec > >(tee "$report") 2>&1; fi
echo "date      $(date -u +%FT%TZ), commit $(git -C "$root" describe --always --dirty 2>/dev/null || echo unknown)"
echo "machine   $(nproc) x $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), Linux $(uname -r), .NET $(dotnet --version)"
echo "load      $calls calls at $rate a second after $warm to warm up; recorded: $record"
verdict=0
call "$warm" || verdict=1
settle
echo "before    $(state)"
before=$(cpu) bytes=$(metric mediarecorder_runtime_allocated_bytes_total)
call "$calls" || { tail -40 "$work/sipp.log"; verdict=1; }
after=$(cpu) allocated=$(($(metric mediarecorder_runtime_allocated_bytes_total) - bytes))
settle
echo "after     $(state)"
echo "cost      $(awk "BEGIN { printf \"%.3f\", ($after - $before) / $calls }") CPU ms and $((allocated / calls)) managed bytes a call"
[[ $(metric mediarecorder_calls_active) -eq 0 && $(metric mediarecorder_sip_transactions) -eq 0 ]] || verdict=1
if [[ $verdict -eq 0 ]]; then echo "verdict   passed"; else echo "verdict   FAILED"; fi
exit $verdict
