//! The WebSocket codec of the core: by the rules of RFC 6455, against tungstenite, and against the
//! emulator's listener.

mod differential;
mod loopback;
mod rules;
mod splits;
mod upgrading;
mod writing;
