//! Receiving: pages, cursors, commits, repeats, back-pressure, restarts (SYNC and RX rows, EM-8).

mod commits;
mod exactly_once;
mod paging;
mod pressure;
mod queues;
mod repeats;
