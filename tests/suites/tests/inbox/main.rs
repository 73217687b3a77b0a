//! Receiving: pages, cursors, commits, repeats, back-pressure, restarts (SYNC and RX rows, EM-8).

mod commits;
mod exactly_once;
mod paging;
mod poison;
mod pressure;
mod queues;
mod refusals;
mod repeats;
