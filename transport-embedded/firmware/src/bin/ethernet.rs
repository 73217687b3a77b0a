//! A device with a network card: embassy-net gets it an address and carries its connections.

#![no_std]
#![no_main]

extern crate alloc;

use alloc::string::{String, ToString};

use easemob_embedded::core::UnixMillis;
use easemob_embedded::{Connection, Dial, Embassy, Talk, Target};
use easemob_firmware::board::{self, Board};
use easemob_firmware::network::{self, Buffers, NotConnected};
use easemob_firmware::{Settings, converse, finish};
use embassy_executor::Spawner;
use embassy_net::Stack;

#[embassy_executor::main]
async fn main(spawner: Spawner) {
    let board = Board::take();
    let stack = network::start(spawner, board.ethernet).await;
    let outcome = live(stack).await;
    finish(outcome);
}

async fn live(stack: Stack<'static>) -> Result<(), String> {
    let settings = Settings::read()?;
    let embassy = Embassy::new(Tcp(stack), board::random(), UnixMillis(board::wall_millis()));
    let mut connection = Connection::with_runtime(settings.config, None, embassy)
        .map_err(|wrong| wrong.to_string())?;
    let changes = async || network::change(stack).await;
    converse(&mut connection, settings.credentials, settings.peer, changes).await
}

/// Where streams come from.
struct Tcp(Stack<'static>);

impl Dial for Tcp {
    type Error = NotConnected;

    async fn dial(&self, to: &Target<'_>, talk: Talk) -> Result<(), NotConnected> {
        if to.is_secure() {
            return Err(NotConnected::NoTls);
        }
        let mut buffers = Buffers::new();
        let mut socket = network::connect(self.0, to, &mut buffers).await?;
        let (reader, writer) = socket.split();
        talk.over(reader, writer).await;
        socket.close();
        // Who does not hear of it notices by itself.
        let _gone = socket.flush().await;
        Ok(())
    }
}
