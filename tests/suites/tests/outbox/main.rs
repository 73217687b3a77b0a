//! Sending: bounds, acknowledgements, cuts, and the one end of every message (TX and ACK rows).

mod acknowledgements;
mod bounds;
mod cuts;
mod endings;
mod random_cuts;
