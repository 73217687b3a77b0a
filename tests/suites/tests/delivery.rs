//! `docs/delivery.md` names tests that are there.

use std::path::Path;

const DOCUMENT: &str = include_str!("../../../docs/delivery.md");

#[test]
fn every_promise_has_its_test() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let promises = DOCUMENT.lines().filter(|line| line.starts_with("| ") && line.contains(".rs::"));
    let mut count = 0;
    for promise in promises {
        let shown_by = promise.trim_end_matches('|').rsplit(" | ").next().unwrap_or_default();
        let names: Vec<&str> = shown_by.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "nothing shows this: {promise}");
        for name in names {
            let (file, test) = name.split_once("::").expect("a file and a test");
            let text = std::fs::read_to_string(tests.join(file)).unwrap_or_default();
            assert!(text.contains(&format!("fn {test}")), "no such test: {name}");
        }
        count += 1;
    }
    let rows = DOCUMENT.lines().filter(|line| line.starts_with("| ") && line.ends_with(" |"));
    let headers = DOCUMENT.lines().filter(|line| line.starts_with("|---")).count();
    assert_eq!(rows.count(), count + headers, "a promise without a test");
}
