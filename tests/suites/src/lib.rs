//! Suites of easemob-rs.
#![forbid(unsafe_code)]
