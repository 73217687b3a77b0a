//! What a client says: messages of every kind, their options and limits (messages §2), and chat
//! rooms (messages §8).

mod any;
mod extras;
mod limits;
mod rooms;
mod said;
mod typed;

// The second implementation of protobuf, and our types told as trees.
#[allow(dead_code, reason = "the suite wire_schema uses the rest")]
#[path = "../wire_schema/messages.rs"]
mod messages;
#[allow(dead_code, reason = "the suite wire_schema uses the rest")]
#[path = "../wire_schema/sample.rs"]
mod sample;
#[allow(dead_code, reason = "the suite wire_schema uses the rest")]
#[path = "../wire_schema/schema.rs"]
mod schema;
