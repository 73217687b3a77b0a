# The emulator of the server. To be sourced.

app=oracle#test
robot=robot
person=ann

start_emulator() {
    "$target/debug/easemob-emulator" --listen 127.0.0.1:0 --seed-users "$robot:pw,$person:pw" \
        >"$said/emulator.log" 2>&1 &
    started+=($!)
    expect emulator '"ctl"'
    local line
    line=$(head -n 1 "$said/emulator.log")
    ws=$(field ws "$line") rest=$(field rest "$line") ctl=$(field ctl "$line")
    port=${rest##*:}
    token=$(field token "$(control "{\"op\":\"token\",\"user\":\"$robot\"}")")
}

# A text member of a JSON line.
field() { sed -E "s/.*\"$1\":\"([^\"]*)\".*/\\1/" <<<"$2"; }

# An operation of the emulator, as JSON; prints the answer.
control() { curl --silent --fail-with-body --max-time 10 --data "$1" "$ctl" || fail "the emulator refused $1"; }
