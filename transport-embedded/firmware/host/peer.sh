# Who talks with the device: a client behind the JSON lines of tests/driver. To be sourced.

start_peer() {
    local command
    case $client in
        smol) command=("$target/debug/easemob") ;;
        easemob)
            need node nodejs
            need npm npm
            (cd "$root/tests/interop" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error) ||
                fail "the official client cannot be installed"
            command=(node "$root/tests/interop/official.mjs")
            ;;
        *) fail "--client $client: there are smol and easemob" ;;
    esac
    mkfifo "$said/commands"
    "${command[@]}" chat --json --app-key "$app" --ws "$ws" --rest "$rest" \
        <"$said/commands" >"$said/peer.log" 2>&1 &
    started+=($!)
    exec {commands}>"$said/commands"
    tell '{"cmd":"open","id":"login","user":"'"$person"'","pwd":"pw"}'
    expect peer '"result":"login","ok":true'
}

tell() { printf '%s\n' "$1" >&"$commands"; }

# Sends a text to the device; the emulator has it when this returns.
say() {
    printf '%s: %s\n' "$person" "$1"
    tell '{"cmd":"send","id":"'"$1"'","msg":{"chatType":"singleChat","type":"txt","to":"'"$robot"'","msg":"'"$1"'"}}'
    expect peer "\"result\":\"$1\",\"ok\":true"
}

# What the person reads when the device has said this.
heard() { printf '"event":"onTextMessage".*"msg":"%s"' "$1"; }

hear() {
    expect peer "$(heard "$1")" "${2:-20}"
    printf '%s: %s\n' "$robot" "$1"
}
