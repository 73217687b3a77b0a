//! Every `async` method dropped at every point where it can wait: nothing is lost, nothing is done
//! twice.
//!
//! The transport is memory and the clock virtual, so the points are a finite list and all of them
//! are tried: a scene is played with its future dropped after 0, 1, 2, … steps, until it is ready
//! before. `transports` does the same over sockets. [`methods`] is the list.

mod background;
mod by_hand;
mod connection;
mod document;
mod messages;
mod methods;
mod room;
mod runtime;
mod steps;
mod transfers;
mod world;
