# What the device takes, as tables in Markdown. To be sourced.

print_sizes() {
    need nm binutils
    local flash statics heap heap_size stack
    flash=$(sections 'vector_table|text|rodata|data')
    # The memory of the heap is among the statics; how much of it was used, the device has said.
    read -r heap heap_size stack < <(
        sed -nE 's/^memory: heap ([0-9]+) of ([0-9]+) bytes, stack ([0-9]+) .*/\1 \2 \3/p' "$said/device.log"
    )
    statics=$(($(sections 'data|bss|uninit') - heap_size))

    printf '\n### %s, %s\n\n' "$device" "$triple"
    symbols | awk -v kind=flash -v all="$flash" -f "$firmware/host/crates.awk"
    printf '\n'
    symbols | awk -v kind=ram -v all="$statics" -v heap="$heap" -v stack="$stack" -f "$firmware/host/crates.awk"
    printf '\n| the largest in flash | bytes |\n| --- | ---: |\n'
    symbols | sort -k2,2nr |
        awk '$3 ~ /^[tTrR]$/ && n++ < 20 { print "| `" substr($0, index($0, $4), 100) "` | " $2 + 0 " |" }'
}

# Bytes of sections of the image.
sections() {
    size -A -d "$image" | awk -v names="^\\\\.($1)\$" '$1 ~ names { sum += $2 } END { print sum + 0 }'
}

symbols() { nm --demangle --print-size --radix=d "$image"; }
