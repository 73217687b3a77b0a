//! What the application brings: a way to open streams.

use alloc::rc::Rc;
use core::fmt::{self, Debug};
use core::future::Future;

use easemob_core::websocket::Target;
use embedded_io_async::{Read, Write};

use crate::staging::Staging;

/// Opens streams: TCP, TLS over it where the target asks for that, a modem.
///
/// A dial lasts as long as its stream: it connects, lets [`Talk::over`] run on the two halves, and
/// closes. So buffers and TLS sessions can be its local variables, and no `read` or `write` of the
/// stream is ever dropped half done, except to end it: that would break most TLS sessions.
///
/// Two streams may be open at once, the WebSocket and one HTTP exchange, so this is asked through
/// `&self`. A dial that takes too long is dropped; no limit of time is needed here.
///
/// ```
/// use easemob_embedded::{Dial, Talk, Target};
/// # struct Tcp;
/// # #[derive(Debug)] struct Refused;
/// # impl Tcp {
/// #     async fn connect(_: &str, _: u16) -> Result<Self, Refused> { Err(Refused) }
/// #     fn split(&mut self) -> (&[u8], &mut [u8]) { (&[], &mut []) }
/// # }
///
/// struct Network;
///
/// impl Dial for Network {
///     type Error = Refused;
///
///     async fn dial(&self, to: &Target<'_>, talk: Talk) -> Result<(), Refused> {
///         let mut tcp = Tcp::connect(to.host(), to.port()).await?;
///         // With `to.is_secure()`: TLS for `to.host()`, and split that.
///         let (reader, writer) = tcp.split();
///         talk.over(reader, writer).await;
///         Ok(())
///     }
/// }
/// ```
pub trait Dial: 'static {
    /// Why there is no stream. Its `Debug` is what applications are told.
    type Error: Debug;

    /// Connects to `to`, has `talk` run over the stream, and closes it.
    ///
    /// Plain streams to a target that asks for TLS must not be opened: tokens travel on them.
    fn dial(&self, to: &Target<'_>, talk: Talk) -> impl Future<Output = Result<(), Self::Error>>;
}

/// The conversation a stream is dialled for.
pub struct Talk(pub(crate) Rc<Staging>);

impl Talk {
    /// Reads from one half of the stream and writes to the other until the conversation has ended;
    /// then the stream is to be closed. Neither half waits for the other, and neither is dropped
    /// before the end.
    ///
    /// A stream that cannot be split must be able to drop a `read` that has taken nothing, such as
    /// that of a TCP socket: [`Halves`](crate::Halves) does the rest.
    pub async fn over(self, reader: impl Read, writer: impl Write) {
        self.0.pump(reader, writer).await;
    }
}

impl fmt::Debug for Talk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Talk").finish_non_exhaustive()
    }
}
