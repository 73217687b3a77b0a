//! Our WebSocket reader against tungstenite's.

use easemob_core::websocket::{Item, Violation};
use tungstenite::Error;
use tungstenite::error::ProtocolError;
use tungstenite::protocol::Role;

use crate::websocket::{BOUND, protocol_violation, read, read_by_tungstenite};

/// A stream of a server, and before it how it is cut into pieces: both readers see the same, a
/// server reads our answers, and the pieces make no difference.
pub fn websocket(data: &[u8]) {
    let Some((&piece, stream)) = data.split_first() else { return };
    let ours = read(stream, stream.len());
    assert_eq!(read(stream, piece.into()), ours, "pieces of {piece} bytes make a difference");
    same_as_tungstenite(stream);
    let (answers, _) = read_by_tungstenite(&ours.answers, Role::Server);
    assert_eq!(answers, ours.answers_due(), "a server reads other answers");
}

/// Both readers give the same messages of a stream, and refuse it or not.
///
/// tungstenite is laxer in two places:
/// * §5.2, a length has to be written in the fewest bytes: it reads any;
/// * §7.4, a code nobody may send: it gives the close frame with 1002 in its place.
///
/// It is stricter in two, both after a close frame, where our codec discards what follows (§1.4) and
/// takes the code 1014; and it waits for the end of a frame before it refuses it.
fn same_as_tungstenite(stream: &[u8]) {
    let ours = read(stream, stream.len());
    let messages = ours.messages();
    // The rest of the frame whose beginning we have refused.
    let rest = vec![0; if ours.violation.is_some() { BOUND + 16 } else { 0 }];
    let (theirs, end) = read_by_tungstenite(&[stream, &rest].concat(), Role::Client);
    let (same, more) = theirs.split_at(messages.len().min(theirs.len()));
    assert_eq!(same, messages, "other messages");
    match ours.violation {
        Some(Violation::LengthNotMinimal) => {}
        Some(Violation::CloseCode(_)) => assert_eq!(more, [protocol_violation()]),
        Some(violation) => {
            assert!(more.is_empty(), "read on after {violation}");
            assert!(is_refusal(&end), "{violation}, but it says {end}");
        }
        None if matches!(ours.items.last(), Some(Item::Close(_))) => assert!(more.is_empty()),
        None => {
            assert!(more.is_empty(), "it read more");
            assert!(!is_refusal(&end), "it refuses: {end}");
        }
    }
}

/// Whether the end of a stream is more than its end.
fn is_refusal(end: &Error) -> bool {
    !matches!(end, Error::Protocol(ProtocolError::ResetWithoutClosingHandshake))
}
