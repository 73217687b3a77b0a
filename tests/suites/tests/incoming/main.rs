//! Messages of every kind, and what is said of them (messages §3), among it the oddities of the
//! official client in messages §12 that concern receiving: ours does what is better.

mod bodies;
mod kept;
mod kinds;
mod oddities;
mod order;
mod receipts;
mod refused;
mod streams;
mod threads;
