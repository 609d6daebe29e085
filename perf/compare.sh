#!/usr/bin/env bash
# The recorder against the bare C relay, by the independent meter, in the same minutes: floor, recorder, floor; then our own
# generator once. Prints the ratio, checks every recording, leaves nothing running.
# Exit status: 0 nothing lost, all recordings clean, ratio within the limit; 1 otherwise; 2 could not be measured.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: perf/compare.sh TOOLS [-n CALLS] [-w SECONDS] [-r CALLS_PER_SECOND] [-e ENCODING] [-l LIMIT] [-o FILE] [-b]
  TOOLS   folder with callload.c, relaybench.c, reccheck.c and audio/
  -n 300  concurrent calls          -w 12   seconds in which all calls are up
  -r 60   calls started per second  -l 1.8  largest ratio to the floor
  -e pcm16  recording.encoding: pcm16 or g711
  -o FILE also write the report there (perf/results/...)
  -b      do not build the recorder and the generator, take what was built last
Needs cc, liburing-dev and chrt; as root, or with a real-time limit, the meter runs at real-time priority.
TEXT
    exit 2
}

[[ $# -ge 1 && -d $1 ]] || usage
tools=$(cd "$1" && pwd)
shift
calls=300 window=12 rate=60 limit=1.8 encoding=pcm16 report= build=yes
while getopts n:w:r:e:l:o:b option; do
    case $option in
        n) calls=$OPTARG ;; w) window=$OPTARG ;; r) rate=$OPTARG ;; e) encoding=$OPTARG ;; l) limit=$OPTARG ;;
        o) report=$(realpath "$OPTARG") ;; b) build= ;; *) usage ;;
    esac
done

root=$(cd "$(dirname "$0")/.." && pwd)
bin=$root/artifacts/bin
work=$(mktemp -d)
pids=()

stop() { # each by its own id; TERM lets the recorder finish its files
    local pid
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    pids=()
}
copier=
finish() {
    stop
    rm -rf "$work"
    if [[ $copier ]]; then # the last lines shall be in the report before the script is over
        exec >&- 2>&-
        wait "$copier" || true
    fi
}
trap finish EXIT
trap 'exit 2' INT TERM
fail() { echo "compare.sh: $*" >&2; exit 2; }

# --- build -----------------------------------------------------------------------------------------------------------
for tool in callload reccheck; do cc -O2 -o "$work/$tool" "$tools/$tool.c" 2>"$work/cc.log" || { cat "$work/cc.log"; fail "$tool"; }; done
cc -O2 -o "$work/relaybench" "$tools/relaybench.c" -luring 2>"$work/cc.log" || { cat "$work/cc.log"; fail "relaybench"; }
if [[ $build ]]; then
    for project in src/MediaRecorder.Server perf/MediaRecorder.Load; do
        dotnet build "$root/$project" -c Release -v quiet -nologo || fail "$project does not build"
    done
fi
ulimit -n 20000 2>/dev/null || echo "few file descriptors: $(ulimit -n)"
first=()
if chrt -f 10 true 2>/dev/null; then first=(chrt -f 10); else echo "no real-time priority: the meter may be late"; fi

# --- pieces ----------------------------------------------------------------------------------------------------------
audio=(-a "$tools/audio/a.wav" -b "$tools/audio/b.wav")
ramp=$(awk "BEGIN { print int($calls / $rate) + 1 }")

json() { sed -n "s/.*\"$2\":\([-0-9.]*\).*/\1/p" "$work/$1.json"; } # NAME FIELD

floor() { # NAME: the relay, without SIP; callload starts all calls at once
    "$work/relaybench" a "$calls" -d $((window + 60)) 2>"$work/$1.err" &
    local relay=$!
    pids+=("$relay")
    sleep 0.5
    kill -0 "$relay" 2>/dev/null || { cat "$work/$1.err"; fail "the relay does not run"; }
    echo "--- $1: relaybench a $calls"
    "${first[@]}" "$work/callload" -t 127.0.0.12 -c 127.0.0.2:5590 -s 127.0.0.3:5590 -R 10000:4 -n "$calls" -r 2000 \
        -d $((window + 1)) "${audio[@]}" -p "$relay" -j "$work/$1.json" || true
    stop
}

start_recorder() { # NAME: sets $recorder and $folder
    folder=$work/$1
    mkdir -p "$folder"
    cat >"$folder/config.json" <<JSON
{
  "sip": { "listen": "127.0.0.1:5560", "maxCalls": $((calls + 100)) },
  "media": { "address": "127.0.0.1", "ports": "10000-19999" },
  "recording": { "folder": "$folder/recordings", "spool": "$folder/recordings/.spool", "encoding": "$encoding" },
  "http": { "listen": "127.0.0.1:8580" },
  "log": { "level": "information" },
  "trunks": {
    "carrier": { "side": "external", "allow": ["127.0.0.2"], "nextHop": "127.0.0.2:5570", "routeTo": "pbx" },
    "pbx": { "side": "internal", "allow": ["127.0.0.3"], "nextHop": "127.0.0.3:5580", "routeTo": "carrier" }
  }
}
JSON
    "$bin/MediaRecorder.Server/release/mediarecorder" serve --config "$folder/config.json" >"$folder/log" 2>&1 &
    recorder=$!
    pids+=("$recorder")
    for _ in $(seq 100); do
        grep -q 'ready: sip' "$folder/log" && return
        kill -0 "$recorder" 2>/dev/null || break
        sleep 0.2
    done
    cat "$folder/log"
    fail "the recorder does not start"
}

finished_recordings() { # waits until nothing is left in the spool, at most 15 s
    for _ in $(seq 75); do
        [[ -z $(find "$folder/recordings" -name '*.part' -print -quit) ]] && return
        sleep 0.2
    done
}

# --- run -------------------------------------------------------------------------------------------------------------
if [[ $report ]]; then
    exec > >(tee "$report") 2>&1
    copier=$!
fi
echo "date      $(date -u +%FT%TZ), commit $(git -C "$root" describe --always --dirty 2>/dev/null || echo unknown)"
echo "machine   $(nproc) x $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), Linux $(uname -r), .NET $(dotnet --version)"
echo "load      $calls calls, PCMU, 20 ms packets both ways, $window s with all of them up, stored as $encoding"

floor floor-before
call_recorder() { # NAME SECONDS
    "${first[@]}" "$work/callload" -t 127.0.0.1:5560 -c 127.0.0.2:5570 -s 127.0.0.3:5580 -n "$calls" -r "$rate" \
        -d $(($2 + ramp + 1)) "${audio[@]}" -p "$recorder" -j "$work/$1.json" || true
    finished_recordings
}

start_recorder recorder
echo "--- recorder: callload through it"
call_recorder recorder "$window"
echo "--- recorder: again, for the cost of set-up in a process that has been up"
call_recorder again 3
stop
floor floor-after

echo "--- recordings: reccheck"
found=$(find "$folder/recordings" -name '*.wav' | wc -l)
clean=yes
if [[ $found -ne $((2 * calls)) ]]; then echo "$found recordings of $((2 * calls))"; clean=no; fi
if [[ $found -gt 0 ]]; then
    find "$folder/recordings" -name '*.wav' -print0 | xargs -0 "$work/reccheck" -q || clean=no
fi
rm -rf "$folder/recordings"

start_recorder own
echo "--- recorder: our own generator"
own=clean
"${first[@]}" "$bin/MediaRecorder.Load/release/MediaRecorder.Load" run --target 127.0.0.1:5560 --caller 127.0.0.2:5570 \
    --callee 127.0.0.3:5580 --calls "$calls" --rate "$rate" --seconds "$window" --pid "$recorder" \
    --metrics http://127.0.0.1:8580/metrics --recordings "$folder/recordings" || own="not clean"
stop

before=$(json floor-before cpu_ms_per_call_s) after=$(json floor-after cpu_ms_per_call_s) cpu=$(json recorder cpu_ms_per_call_s)
lost=$(($(json recorder el_tx) - $(json recorder el_rx)))
ratio=$(awk "BEGIN { below = ($before + $after) / 2; if (below > 0) printf \"%.2f\", $cpu / below; else print \"unknown\" }")
echo "--- result"
echo "floor     $before before, $after after: CPU ms per call-second"
echo "recorder  $cpu CPU ms per call-second = $ratio times the floor (limit $limit)"
echo "          p99 $(json recorder lat_p99) ms (floor $(json floor-before lat_p99) and $(json floor-after lat_p99)), lost $lost, failed $(json recorder failed), dropped $(json recorder dropped), $(json recorder rss_per_call_kb) kB per call"
echo "          set-up and end $(json recorder setup_cpu_ms) CPU ms per call in a new process, $(json again setup_cpu_ms) in one that has been up"
echo "          recordings clean by reccheck: $clean; our own generator: $own"
verdict=0
[[ $lost -eq 0 && $(json recorder failed) -eq 0 && $(json recorder dropped) -eq 0 && $clean == yes && $own == clean ]] || verdict=1
[[ $ratio =~ ^[0-9.]+$ ]] && awk "BEGIN { exit !($ratio <= $limit) }" || verdict=1
if [[ $verdict -eq 0 ]]; then echo "verdict   passed"; else echo "verdict   FAILED"; fi
exit $verdict
