//! What the suites and the fuzz targets share.
#![forbid(unsafe_code)]

pub mod fuzzing;
pub mod golden;
pub mod peer;
pub mod seeds;
pub mod vectors;
