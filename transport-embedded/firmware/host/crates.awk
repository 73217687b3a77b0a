# Reads what `nm --demangle --print-size --radix=d` says of an image and prints a table in Markdown of
# who takes how much.
#
# Variables: `kind` is `flash` or `ram`; `all` is what the sections of that kind have in all; for
# `ram` also `heap` and `stack`, the most that was ever used of them.
#
# A symbol counts for the first crate in its name that is not the language's own: a `Vec` of our frames
# is ours. Constants that have no name, strings and tables mostly, nobody can tell apart.

# The crates of the network stack, of the device, and of the language. All others are there for the
# protocol and its transport.
BEGIN {
    crates("network", "embassy_net embassy_net_driver smoltcp managed heapless")
    crates("tls", "embedded_tls p256 ecdsa elliptic_curve primeorder crypto_bigint sec1 rfc6979 signature " \
        "group ff sha2 hkdf hmac aes aes_gcm ghash polyval universal_hash ctr cipher inout aead der " \
        "const_oid generic_array subtle zeroize base16ct")
    crates("device", "easemob_firmware ethernet tls modem semihosting embedded_alloc linked_list_allocator " \
        "cortex_m cortex_m_rt riscv riscv_rt static_cell critical_section embassy_executor embassy_time " \
        "embassy_time_driver embassy_time_queue_utils embassy_executor_timer_queue")
    crates("language", "core alloc compiler_builtins std")
    title["protocol"] = "protocol and transport"
    title["network"] = "network stack"
    title["tls"] = "TLS"
    title["device"] = "board, executor, application"
    title["language"] = "language: `core`, `alloc`, arithmetic"
    title["rest"] = kind == "flash" ? "constants without a name" : "padding"
    wanted = kind == "flash" ? "^[tTwWVrR]$" : "^[bBdD]$"
}

# address size type name
$2 ~ /^[0-9]+$/ && $3 ~ wanted {
    name = $4
    for (i = 5; i <= NF; i++) name = name " " $i
    # The memory of the heap: what was used of it has a row of its own.
    if (name ~ /heap::init::MEMORY/) next
    crate = crate_of(name)
    # What the programs do for others counts for those.
    if (name ~ /easemob_firmware::network/) crate = "embassy_net"
    if (name ~ /easemob_firmware::pinned/) crate = "embedded_tls"
    if (kind == "ram" && name ~ /main::POOL/) crate = "easemob_embedded"
    bytes[crate] += $2
    known += $2
}

END {
    part["rest"] = "rest"
    bytes["rest"] = all - known
    for (crate in bytes) sum[part_of(crate)] += bytes[crate]

    print kind == "flash" ? "| flash | bytes |" : "| RAM | bytes |"
    print "| --- | ---: |"
    fflush()
    count = split("protocol network tls device language rest", order, " ")
    for (i = 1; i <= count; i++) {
        if (!sum[order[i]]) continue
        print "| " (kind == "flash" ? "" : "statics: ") title[order[i]] " | " sum[order[i]] " |"
        if (kind == "flash" && order[i] == "protocol") largest(order[i])
    }
    if (kind != "flash") {
        print "| heap, at most: protocol, transport, buffers of TCP | " heap " |"
        print "| stack, at most: everything | " stack " |"
        all += heap + stack
    }
    print "| **all** | **" all "** |"
}

# The crates of a part that take 1 KiB or more, the largest first.
function largest(which,    sorting, crate) {
    fflush()
    sorting = "sort -t'|' -k3,3nr"
    for (crate in bytes)
        if (part_of(crate) == which && bytes[crate] >= 1024)
            print "| … `" crate "` | " bytes[crate] " |" | sorting
    close(sorting)
}

function crates(which, names,    list, i) {
    split(names, list, " ")
    for (i in list) part[list[i]] = which
}

function part_of(crate) { return crate in part ? part[crate] : "protocol" }

# Names without a path are functions of the language, or of the start-up code.
function crate_of(name,    word) {
    while (match(name, /[A-Za-z_][A-Za-z0-9_]*::/)) {
        word = substr(name, RSTART, RLENGTH - 2)
        if (!(word in part) || part[word] != "language") return word
        # What follows in this path is the language's too.
        name = substr(name, RSTART + RLENGTH)
        sub(/^([A-Za-z0-9_]+::)*[A-Za-z0-9_]*/, "", name)
    }
    return "core"
}
