# Processes, what they say, and how they end. To be sourced.

# Everything said: one file a side.
said=$(mktemp -d "${TMPDIR:-/tmp}/easemob-firmware.XXXXXX")
started=()

fail() {
    printf '\nrun: %s\n' "$*" >&2
    local side
    for side in "$said"/*.log; do
        [ -s "$side" ] || continue
        printf '\n--- the last of %s ---\n' "$(basename "$side" .log)" >&2
        # Tokens of the emulator are worth nothing, but habits are.
        tail -n 20 "$side" | sed -E 's/("(accessToken|access_token|token)":")[^"]*/\1…/g' >&2
    done
    exit 1
}

finish() {
    local code=$? pid
    trap - EXIT
    for pid in "${started[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
    wait 2>/dev/null
    if [ "$code" -eq 0 ] && [ -z "${keep:-}" ]; then
        rm -rf "$said"
    else
        printf 'run: what every side said is in %s\n' "$said" >&2
    fi
    exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

alive() { kill -0 "$1" 2>/dev/null; }

# A side, a pattern, and how many seconds it may take until a line matches.
expect() {
    local file="$said/$1.log" pattern=$2 seconds=${3:-20}
    local until=$((SECONDS + seconds))
    until grep -qE -- "$pattern" "$file" 2>/dev/null; do
        [ $SECONDS -lt "$until" ] || fail "$1 did not say /$pattern/ within $seconds s"
        if [ "$1" = device ] && ! alive "$machine"; then
            grep -qE -- "$pattern" "$file" && return
            fail "the device is off, and has not said /$pattern/"
        fi
        sleep 0.1
    done
}
