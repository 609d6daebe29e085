#!/usr/bin/env bash
# The whole check of this repository: tools, restore, build, format, every test project. Ends with "N passed, N failed".
# Needs the .NET SDK and, for Debian packages that are not there yet, root. Runs in any folder, reads no input.
set -uo pipefail
exec </dev/null
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

# Packages that bring what the interop tests run: sipp, baresip, linphonec, kamailio, sipsak, openssl, ffmpeg and ffprobe, sox,
# espeak-ng, promtool; and the libraries that the recorder binds.
packages=(sip-tester baresip-core linphone-cli kamailio kamailio-tls-modules sipsak openssl ffmpeg sox espeak-ng prometheus
  libsrtp2-1 libopus0 libbcg729-0)

# What two of these would start at boot.
services=(prometheus prometheus-node-exporter kamailio)

# The slow one is Interop with about 10 minutes; a project that hangs must not eat the time of CI.
project_timeout=900

# The fuzzers of parsers and of whole dialogs run this long each; without it they do a fixed number of inputs.
export MEDIARECORDER_FUZZ_SECONDS=15

# No build server of ours outlives this script.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false

results=$(mktemp -d)
policy=/usr/sbin/policy-rc.d
policy_is_ours=
clean_up() {
  rm -rf "$results"
  if [ -n "$policy_is_ours" ]; then rm -f "$policy"; fi
}
trap clean_up EXIT

stop() {
  echo "run.sh: $*"
  echo "0 passed, 1 failed"
  exit 1
}

step() { printf '\n== %s (%d s)\n' "$*" "$SECONDS"; }

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

install_packages() {
  local missing=() name
  for name in "${packages[@]}"; do
    is_installed "$name" || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return

  command -v apt-get >/dev/null || stop "not a Debian system; install what these packages bring: ${missing[*]}"
  [ "$(id -u)" -eq 0 ] || stop "packages are missing and this is not root: sudo apt-get install --no-install-recommends ${missing[*]}"
  # promtool and kamailio come as servers: their packages must not start one. Debian asks policy-rc.d, 101 is "no".
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"
    policy_is_ours=yes
  fi

  export DEBIAN_FRONTEND=noninteractive
  local apt=(apt-get -qq -o DPkg::Lock::Timeout=300)
  "${apt[@]}" update || stop "apt-get update failed"
  "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >"$results/apt.log" 2>&1 \
    || { tail -n 30 "$results/apt.log"; stop "apt-get install ${missing[*]} failed"; }
  # Nor at the next boot of a machine that has a service manager. What was there before is its owner's.
  for name in "${services[@]}"; do
    [[ " ${missing[*]} " == *" ${name%-node-exporter} "* ]] || continue
    if [ -d /run/systemd/system ]; then systemctl disable --quiet "$name" 2>/dev/null; fi
    if [ -e "/etc/init.d/$name" ]; then update-rc.d "$name" disable >/dev/null 2>&1; fi
  done
}

# The pure ring first, then what stands on it, the real process last; a project that is named nowhere runs before that.
ordered_projects() {
  local first=(Architecture Buffers Sip Rtp Audio Containers Policy Net Media Recording Calls Catalog Server) name path
  for name in "${first[@]}"; do
    [ -d "tests/MediaRecorder.$name.Tests" ] && echo "MediaRecorder.$name.Tests"
  done
  for path in tests/*.Tests/; do
    name=$(basename "$path")
    [[ " ${first[*]/#/MediaRecorder.} " == *" ${name%.Tests} "* ]] || [ "$name" = MediaRecorder.Interop.Tests ] || echo "$name"
  done
  echo MediaRecorder.Interop.Tests
}

passed=0
failed=0

run_project() {
  local name=$1 report="$results/$1.xml" summary total bad
  step "$name"
  timeout --kill-after=20 "$project_timeout" \
    dotnet exec "artifacts/bin/$name/release/$name.dll" -noLogo -noColor -xml "$report"
  local code=$?
  # xunit's report: <assembly ... total="9" passed="9" failed="0" skipped="0" ... errors="0" ...>
  summary=$(grep -o -m1 '<assembly [^>]*>' "$report" 2>/dev/null)
  number() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$summary"; }
  total=$(number total)
  if [ -z "$total" ]; then
    echo "run.sh: $name left no report (exit code $code; 124 is the time limit of $project_timeout s)"
    failed=$((failed + 1))
    return
  fi

  # A skipped test has proved nothing, so it counts as failed.
  bad=$((total - $(number passed) + $(number errors)))
  if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ] && [ "$total" -gt 0 ]; then
    echo "run.sh: $name passed its tests and ended with $code"
    bad=1
  fi

  passed=$((passed + $(number passed)))
  failed=$((failed + bad))
}

command -v dotnet >/dev/null || stop "no dotnet on PATH: install the .NET SDK 10.0"
step "Debian packages"
install_packages
step "restore"
dotnet restore MediaRecorder.sln --locked-mode -v quiet || stop "restore failed; after a change of packages, commit the lock files"
step "build"
dotnet build MediaRecorder.sln -c Release --no-restore -warnaserror -v quiet || stop "the build failed"
step "format"
# Names, styles and analyzers are errors of the build (EnforceCodeStyleInBuild); this is the rest: layout and order of usings.
dotnet format whitespace . --folder --exclude artifacts --verify-no-changes -v quiet \
  || stop "run: dotnet format whitespace . --folder --exclude artifacts"

step "allocation gate"
if dotnet exec artifacts/bin/MediaRecorder.Benchmarks/release/MediaRecorder.Benchmarks.dll --gate; then
  passed=$((passed + 1))
else
  failed=$((failed + 1))
fi

while read -r project; do
  run_project "$project"
done < <(ordered_projects)

step "done"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
