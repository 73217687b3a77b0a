//! What the suites and the fuzz targets share.
#![forbid(unsafe_code)]

pub mod fuzzing;
pub mod golden;
pub mod peer;
pub mod seeds;
pub mod vectors;
pub mod websocket;

/// The examples of the documents compile.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/delivery.md")]
struct Delivery;
