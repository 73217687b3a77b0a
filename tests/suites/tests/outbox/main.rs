//! Sending: bounds, acknowledgements, cuts, and the one end of every message (TX and ACK rows).

mod acknowledgements;
mod behind;
mod bounds;
mod cuts;
mod endings;
mod random_cuts;
