# The emulated board. To be sourced.
#
# QEMU's own network gives the device its address; the host's 127.0.0.1 is 10.0.2.2 there. A modem is
# a serial port that QEMU connects to the emulator.

start_machine() {
    local where=10.0.2.2:$port s="" more=() qemu word semihosting=enable=on,target=native
    case $device in
        ethernet) qemu=(qemu-system-arm -M mps2-an386 -serial none -nic user,id=net0) ;;
        tls)
            qemu=(qemu-system-arm -M mps2-an386 -serial none -nic user,id=net0)
            where=$tls_name:$tls_port s=s more=("certificate=$certificate")
            ;;
        modem)
            qemu=(qemu-system-arm -M mps2-an386 -serial "tcp:127.0.0.1:$port" -nic none)
            where=127.0.0.1:$port
            ;;
        riscv)
            qemu=(qemu-system-riscv32 -M virt -m 16M -bios none -serial "tcp:127.0.0.1:$port" -nic none)
            where=127.0.0.1:$port
            ;;
    esac
    local words=(
        firmware "app-key=$app" "user=$robot" "token=$token" "peer=$person"
        "websocket=ws$s://$where/websocket" "rest=http$s://$where"
        # Short, so that a dead link is noticed while somebody watches.
        heartbeat=2000
        "${more[@]}"
    )
    for word in "${words[@]}"; do
        semihosting+=",arg=${word//,/,,}"
    done
    # What the device prints is on standard output, so the monitor has pipes of its own.
    rm -f "$said/monitor".*
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

# Waits until the device switches itself off, within so many seconds; its exit code is QEMU's.
machine_ends() {
    local wanted=$1 until=$((SECONDS + ${2:-20})) code=0
    while alive "$machine"; do
        [ $SECONDS -lt "$until" ] || fail "the device does not switch itself off"
        sleep 0.1
    done
    wait "$machine" || code=$?
    [ "$code" -eq "$wanted" ] || fail "the device ended with code $code"
}
