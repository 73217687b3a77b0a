//! Easemob client on smol.
#![forbid(unsafe_code)]
mod calls;
mod clock;
mod io;
mod socket;
pub use io::Io;
pub use socket::Tls;
