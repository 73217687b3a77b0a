# What is said, and what happens meanwhile. To be sourced.

converse() {
    hear "I am here"
    say "one"
    hear "you said: one"
    # A modem that has dialled cannot dial again.
    [[ $device = modem || $device = riscv ]] || cut_and_cut_again
    say "bye"
    hear "you said: bye"
    machine_ends 0
    expect device 'logged out'
    nothing_came_twice
    note "the conversation is complete"
    grep '^memory' "$said/device.log"
}

cut_and_cut_again() {
    note "the cable is pulled, and the network card notices"
    plug false
    expect device 'network: Down'
    say "two"
    plug true
    expect device 'online again'
    hear "you said: two"

    note "the server drops the connection"
    control '{"op":"drop","user":"'"$robot"'"}' >/dev/null
    say "three"
    hear "you said: three"

    note "the server falls silent, and only the heartbeat notices"
    control '{"op":"hang","user":"'"$robot"'"}' >/dev/null
    say "four"
    expect device 'reconnecting.*timed out' 40
    control '{"op":"clearFaults","user":"'"$robot"'"}' >/dev/null
    hear "you said: four" 60
}

nothing_came_twice() {
    local twice
    twice=$(grep '"event":"onTextMessage"' "$said/peer.log" | grep -oE '"msg":"[^"]*"' | sort | uniq -d)
    [ -z "$twice" ] || fail "came twice: $twice"
}

note() { printf -- '-- %s\n' "$1"; }
