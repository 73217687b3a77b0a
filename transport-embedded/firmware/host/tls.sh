# TLS in front of the emulator, with a certificate that the device knows. To be sourced.

# The host as the device sees it; its certificate has this for a name.
tls_name=10.0.2.2

start_tls() {
    need openssl openssl
    need socat socat
    make_certificate known
    certificate=$(hexadecimal known)
    refuse_impostor
    start_proxy known
}

# A server with another certificate of the same name.
refuse_impostor() {
    make_certificate impostor
    start_proxy impostor
    start_machine
    machine_ends 1 60
    expect device 'failed: could not connect: unreachable: Tls\(InvalidCertificate\)'
    note "a server with another certificate is refused"
    kill "$proxy"
}

# A name for the files. The server signs for itself.
make_certificate() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -sha256 -nodes -days 2 \
        -subj "/CN=$tls_name" -addext "subjectAltName=DNS:$tls_name" \
        -keyout "$said/$1.key" -out "$said/$1.crt" 2>"$said/openssl.log" || fail "no certificate"
}

hexadecimal() { openssl x509 -in "$said/$1.crt" -outform DER | od -An -v -tx1 | tr -d ' \n'; }

start_proxy() {
    # What the proxy before said is not what this one says.
    : >"$said/proxy.log"
    socat -d -d "OPENSSL-LISTEN:0,bind=127.0.0.1,fork,verify=0,openssl-min-proto-version=TLS1.3,cert=$said/$1.crt,key=$said/$1.key" \
        "TCP:127.0.0.1:$port" 2>"$said/proxy.log" &
    proxy=$!
    started+=("$proxy")
    expect proxy 'listening on .*:[0-9]+$'
    tls_port=$(sed -nE 's/.*listening on .*:([0-9]+)$/\1/p' "$said/proxy.log" | head -n 1)
}
