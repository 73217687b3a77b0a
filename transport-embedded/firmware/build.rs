//! Tells the linker where the memory of the board is.

use std::env;

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("set by cargo");
    let arch = env::var("CARGO_CFG_TARGET_ARCH").expect("set by cargo");
    println!("cargo:rerun-if-changed=memory");
    println!("cargo:rustc-link-search={root}/memory/{arch}");
    println!("cargo:rustc-link-arg-bins=-Tlink.x");
}
