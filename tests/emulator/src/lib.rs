//! Local Easemob server for tests.
#![forbid(unsafe_code)]
