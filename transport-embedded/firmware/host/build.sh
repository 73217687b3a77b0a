# Builds the firmware for the board, and the programs around it for this machine. To be sourced.

# Cargo builds in `root`, so a relative target folder is meant from there.
target=${CARGO_TARGET_DIR:-target}
[[ $target = /* ]] || target=$root/$target

build() {
    case $device in
        ethernet | tls) triple=thumbv7em-none-eabihf binary=$device qemu=qemu-system-arm package=qemu-system-arm ;;
        modem) triple=thumbv7em-none-eabihf binary=modem qemu=qemu-system-arm package=qemu-system-arm ;;
        riscv) triple=riscv32imac-unknown-none-elf binary=modem qemu=qemu-system-riscv32 package=qemu-system-misc ;;
        *) fail "--device $device: there are ethernet, tls, modem and riscv" ;;
    esac
    need "$qemu" "$package"
    need curl curl
    image=$(build_firmware) || fail "the firmware does not build"
    build_host || fail "the programs of this machine do not build"
}

# Prints where the image is. In a shell of its own: its toolchain is not for this machine.
build_firmware() (
    cd "$firmware"
    export CARGO_TARGET_DIR=$target/firmware
    # The older names of symbols do not say on whose types a function works.
    export RUSTFLAGS="${RUSTFLAGS:-} -Csymbol-mangling-version=v0"
    . "$root/.ci/bare-metal-toolchain"
    bare_metal_toolchain "$triple" >&2
    local features=()
    [ "$binary" = modem ] || features=(--features "$binary")
    "${bare_cargo[@]}" build --quiet --locked --release "${bare_flags[@]}" --target "$triple" \
        --bin "$binary" "${features[@]}" >&2 &&
        printf '%s\n' "$CARGO_TARGET_DIR/$triple/release/$binary"
)

build_host() (
    cd "$root"
    local packages=(-p easemob-emulator)
    [ "$client" != smol ] || packages+=(-p easemob-smol --features easemob-smol/cli)
    CARGO_TARGET_DIR=$target cargo build --quiet --locked "${packages[@]}" --bins
)

# A program, and the Debian package it is in.
need() {
    command -v "$1" >/dev/null && return
    (. "$root/.ci/bare-metal-toolchain" && debian_packages "$2") || true
    command -v "$1" >/dev/null || fail "$1 is missing: install Debian's package $2"
}
