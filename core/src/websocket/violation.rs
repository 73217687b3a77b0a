//! What a peer may not send, by the sections of RFC 6455.

/// The server broke a rule. The codec reads nothing more, and owes the server a close frame with
/// [`Violation::close_code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Violation {
    /// §5.2: no extension was agreed that gives the reserved bits a meaning.
    #[error("a frame with reserved bits, and no extension was agreed")]
    ReservedBits,
    /// §5.2: opcodes 3 to 7 and 11 to 15 mean nothing.
    #[error("a frame with the reserved opcode {0}")]
    ReservedOpcode(u8),
    /// §5.1: a server does not mask.
    #[error("a masked frame from a server")]
    Masked,
    /// §5.2: a length is written in the fewest bytes.
    #[error("a length in more bytes than it needs")]
    LengthNotMinimal,
    /// §5.2: the highest bit of a length is 0.
    #[error("a length beyond 63 bits")]
    LengthBeyond63Bits,
    /// §5.4, §5.5: a control frame is not fragmented.
    #[error("a fragmented control frame")]
    ControlFragmented,
    /// §5.5: a control frame has 125 bytes at most.
    #[error("a control frame of more than 125 bytes")]
    ControlTooLong,
    /// §5.4: a continuation continues a message.
    #[error("a continuation of no message")]
    NothingToContinue,
    /// §5.4: a message ends before the next one begins.
    #[error("a new message before the last one ended")]
    MessageUnfinished,
    /// §7.4.1, §10.4: a message is larger than this client takes, or than there is memory for.
    #[error("a message of more than {bound} bytes")]
    TooBig {
        /// What this client takes.
        bound: usize,
    },
    /// §8.1: text is UTF-8.
    #[error("text that is not UTF-8")]
    TextNotUtf8,
    /// §5.5.1: a close frame has no body, or a code of two bytes and a reason.
    #[error("a close frame with half a code")]
    HalfCloseCode,
    /// §7.4: the code is reserved, or nobody may send it.
    #[error("a close frame with the code {0}, which nobody may send")]
    CloseCode(u16),
    /// §5.5.1: the reason in a close frame is UTF-8.
    #[error("a close frame with a reason that is not UTF-8")]
    ReasonNotUtf8,
}

impl Violation {
    /// What the server is told (§7.4.1): 1002, 1007 or 1009.
    #[must_use]
    pub fn close_code(self) -> u16 {
        match self {
            Self::TextNotUtf8 | Self::ReasonNotUtf8 => 1007,
            Self::TooBig { .. } => 1009,
            _ => 1002,
        }
    }
}

/// A frame of our own that was not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotWritten {
    /// §5.5.1: nothing follows a close frame.
    #[error("the connection is closing")]
    Closing,
    /// §5.5: a control frame has 125 bytes at most, the code of a close frame included.
    #[error("more bytes than a control frame holds; shorten them")]
    TooLong,
    /// §7.4: use 1000, or one of 4000 to 4999.
    #[error("nobody may send the close code {0}; use 1000, or one of 4000 to 4999")]
    CloseCode(u16),
}
