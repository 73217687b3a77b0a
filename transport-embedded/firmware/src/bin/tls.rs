//! The device with a network card, over TLS with a server whose certificate it knows.

#![no_std]
#![no_main]

extern crate alloc;

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use easemob_embedded::core::UnixMillis;
use easemob_embedded::{Connection, Dial, Embassy, Halves, Talk, Target};
use easemob_firmware::board::{self, Board};
use easemob_firmware::network::{self, Buffers, NotConnected};
use easemob_firmware::pinned::Pinned;
use easemob_firmware::{Settings, converse, finish};
use embassy_executor::Spawner;
use embassy_net::Stack;
use embassy_net::tcp::TcpSocket;
use embedded_io_async::{Error, ErrorKind, ErrorType, Read, Write};
use embedded_tls::{TlsConfig, TlsConnection, TlsContext, TlsError};

/// The largest record a server may send, and room for those of the device.
const RECORD: usize = 16_640;
const OWN_RECORD: usize = 2_048;

#[embassy_executor::main]
async fn main(spawner: Spawner) {
    let board = Board::take();
    let stack = network::start(spawner, board.ethernet).await;
    let outcome = live(stack).await;
    finish(outcome);
}

async fn live(stack: Stack<'static>) -> Result<(), String> {
    let settings = Settings::read()?;
    let tls = Tls { stack, certificate: settings.certificate };
    let embassy = Embassy::new(tls, board::random(), UnixMillis(board::wall_millis()));
    let mut connection = Connection::with_runtime(settings.config, None, embassy)
        .map_err(|wrong| wrong.to_string())?;
    let changes = async || network::change(stack).await;
    converse(&mut connection, settings.credentials, settings.peer, changes).await
}

/// Where streams come from.
struct Tls {
    stack: Stack<'static>,
    certificate: Vec<u8>,
}

impl Dial for Tls {
    type Error = NotSecured;

    async fn dial(&self, to: &Target<'_>, talk: Talk) -> Result<(), NotSecured> {
        if !to.is_secure() {
            return Err(NotSecured::Plain);
        }
        let mut buffers = Buffers::new();
        let socket = network::connect(self.stack, to, &mut buffers).await;
        let socket = Halves::new(socket.map_err(NotSecured::Tcp)?);

        let (mut theirs, mut ours) = (vec![0; RECORD], vec![0; OWN_RECORD]);
        let mut session = TlsConnection::new(Shared(&socket), &mut theirs, &mut ours);
        let config = TlsConfig::new().with_server_name(to.host());
        let mut server = Pinned::new(&self.certificate);
        session.open(TlsContext::new(&config, &mut server)).await.map_err(NotSecured::Tls)?;
        if !server.is_proven() {
            return Err(NotSecured::Unproven);
        }
        let (reader, writer) = session.split();
        talk.over(reader, writer).await;
        // Who does not hear of it notices by itself.
        let _gone = session.close().await;
        Ok(())
    }
}

/// Why there is no stream.
#[derive(Debug)]
#[allow(dead_code, reason = "shown by Debug")]
enum NotSecured {
    /// This device speaks TLS only.
    Plain,
    Tcp(NotConnected),
    Tls(TlsError),
    /// The server has not proven who it is.
    Unproven,
}

/// The socket under both halves of a session.
#[derive(Clone, Copy)]
struct Shared<'a, 'b>(&'a Halves<TcpSocket<'b>>);

impl ErrorType for Shared<'_, '_> {
    type Error = ErrorKind;
}

impl Read for Shared<'_, '_> {
    async fn read(&mut self, into: &mut [u8]) -> Result<usize, ErrorKind> {
        self.0.reader().read(into).await.map_err(|error| error.kind())
    }
}

impl Write for Shared<'_, '_> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        self.0.writer().write(bytes).await.map_err(|error| error.kind())
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        self.0.writer().flush().await.map_err(|error| error.kind())
    }
}
