#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| easemob_tests::fuzzing::http(data));
