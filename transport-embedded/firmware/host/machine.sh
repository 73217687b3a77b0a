# The emulated board. To be sourced.
#
# QEMU's own network gives the device its address; the host's 127.0.0.1 is 10.0.2.2 there. A modem is
# a serial port that QEMU connects to the emulator.

start_machine() {
    local host=10.0.2.2 qemu=() word semihosting=enable=on,target=native
    case $device in
        ethernet) qemu=(qemu-system-arm -M mps2-an386 -serial none -nic user,id=net0) ;;
        modem) qemu=(qemu-system-arm -M mps2-an386 -serial "tcp:127.0.0.1:$port" -nic none) ;;
        riscv) qemu=(qemu-system-riscv32 -M virt -m 16M -bios none -serial "tcp:127.0.0.1:$port" -nic none) ;;
    esac
    [ "$device" = ethernet ] || host=127.0.0.1
    local words=(
        firmware "app-key=$app" "user=$robot" "token=$token" "peer=$person"
        "websocket=ws://$host:$port/websocket" "rest=http://$host:$port"
        # Short, so that a dead link is noticed while somebody watches.
        heartbeat=2000
    )
    for word in "${words[@]}"; do
        semihosting+=",arg=${word//,/,,}"
    done
    # What the device prints is on standard output, so the monitor has pipes of its own.
    mkfifo "$said/monitor.in" "$said/monitor.out"
    exec {monitor}<>"$said/monitor.in" {answers}<>"$said/monitor.out"
    timeout 300 "${qemu[@]}" -display none -monitor none -chardev "pipe,id=monitor,path=$said/monitor" \
        -mon chardev=monitor,mode=control -semihosting-config "$semihosting" -kernel "$image" \
        >"$said/device.log" 2>&1 &
    machine=$!
    started+=("$machine")
    echo '{"execute":"qmp_capabilities"}' >&"$monitor"
}

# Plugs the network cable in (true) or out (false).
plug() {
    echo "{\"execute\":\"set_link\",\"arguments\":{\"name\":\"net0\",\"up\":$1}}" >&"$monitor"
}

# Waits until the device switches itself off; its exit code is QEMU's.
machine_ends() {
    local until=$((SECONDS + 20)) code=0
    while alive "$machine"; do
        [ $SECONDS -lt "$until" ] || fail "the device does not switch itself off"
        sleep 0.1
    done
    wait "$machine" || code=$?
    [ "$code" -eq 0 ] || fail "the device ended with code $code"
}
