//! The machine of all REST calls: whatever server, network and application do, each call that was
//! accepted is answered once, in its time, and nothing is done twice that must not be.

mod bench;
mod crowds;
mod ends;
mod login;
mod random;
mod retries;
mod tokens;
mod without_login;
