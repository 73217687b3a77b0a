//! Work for the benchmarks, and the floor each of it stands on.
//!
//! A floor is the least that anything reading the same bytes must do: [`floor::prost`] decodes
//! them with the same schema and keeps no books, [`floor::walk`] only walks over varints and checks
//! that texts are UTF-8.
#![forbid(unsafe_code)]

pub mod floor;
pub mod recording;

pub use recording::Recording;
