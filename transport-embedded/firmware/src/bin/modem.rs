//! A device without a network stack: what hangs on its serial port carries the bytes to the server,
//! as a modem does that has dialled. The whole image is protocol, transport and board.

#![no_std]
#![no_main]

extern crate alloc;

use alloc::string::{String, ToString};
use core::future::pending;

use easemob_embedded::core::UnixMillis;
use easemob_embedded::{Connection, Dial, Embassy, Talk, Target};
use easemob_firmware::board::{self, Board, Uart};
use easemob_firmware::{Settings, converse, finish};
use embassy_executor::Spawner;

#[embassy_executor::main]
async fn main(_spawner: Spawner) {
    let board = Board::take();
    let outcome = live(board.uart).await;
    finish(outcome);
}

async fn live(uart: Uart) -> Result<(), String> {
    let settings = Settings::read()?;
    let embassy = Embassy::new(Modem(uart), board::random(), UnixMillis(board::wall_millis()));
    let mut connection = Connection::with_runtime(settings.config, None, embassy)
        .map_err(|wrong| wrong.to_string())?;
    converse(&mut connection, settings.credentials, settings.peer, pending).await
}

/// A modem that has dialled: it knows where to, and carries one stream.
struct Modem(Uart);

impl Dial for Modem {
    type Error = NoTls;

    async fn dial(&self, to: &Target<'_>, talk: Talk) -> Result<(), NoTls> {
        if to.is_secure() {
            return Err(NoTls);
        }
        talk.over(self.0, self.0).await;
        Ok(())
    }
}

/// This example has none: see `docs/embedded.md`.
#[derive(Debug)]
struct NoTls;
