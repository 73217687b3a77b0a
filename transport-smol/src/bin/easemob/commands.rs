//! The commands, one a file.

pub(crate) mod chat;
pub(crate) mod completions;
pub(crate) mod decode;
pub(crate) mod doctor;
pub(crate) mod download;
pub(crate) mod emulator;
pub(crate) mod export;
pub(crate) mod listen;
pub(crate) mod man;
pub(crate) mod register;
pub(crate) mod send;
