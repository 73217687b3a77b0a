//! (temporary)
use easemob_core::wire::*;
#[test]
fn lz4_round() {
    let (mut c, mut d) = (Compressor::new(), Decompressor::new(1 << 20));
    for n in [1usize, 100, 70000, 5, 65536, 3] {
        let raw = vec![7u8; n];
        let z = c.compress(&raw).unwrap();
        assert_eq!(d.decompress(&z).unwrap(), raw);
    }
}
