//! A device with a network card: embassy-net gets it an address and carries its connections.

#![no_std]
#![no_main]

extern crate alloc;

use alloc::string::{String, ToString};

use easemob_embedded::core::{Network, UnixMillis};
use easemob_embedded::{Connection, Dial, Embassy, Talk, Target};
use easemob_firmware::board::{self, Board, Lan9118};
use easemob_firmware::{Settings, converse, finish};
use embassy_executor::Spawner;
use embassy_net::dns::{self, DnsQueryType};
use embassy_net::tcp::{self, TcpSocket};
use embassy_net::{Runner, Stack, StackResources};
use semihosting::println;
use static_cell::StaticCell;

/// For DHCP, DNS, the WebSocket and one REST call.
const SOCKETS: usize = 4;

#[embassy_executor::main]
async fn main(spawner: Spawner) {
    let board = Board::take();
    let outcome = live(start_network(spawner, board.ethernet)).await;
    finish(outcome);
}

async fn live(stack: Stack<'static>) -> Result<(), String> {
    let settings = Settings::read()?;
    stack.wait_config_up().await;
    if let Some(config) = stack.config_v4() {
        println!("address {}", config.address);
    }
    let embassy = Embassy::new(Tcp(stack), board::random(), UnixMillis(board::wall_millis()));
    let mut connection = Connection::with_runtime(settings.config, None, embassy)
        .map_err(|wrong| wrong.to_string())?;
    let changes = async || {
        if stack.is_link_up() {
            stack.wait_link_down().await;
            Network::Down
        } else {
            stack.wait_config_up().await;
            Network::Up
        }
    };
    converse(&mut connection, settings.credentials, settings.peer, changes).await
}

/// Where streams come from.
struct Tcp(Stack<'static>);

impl Dial for Tcp {
    type Error = NotDialled;

    async fn dial(&self, to: &Target<'_>, talk: Talk) -> Result<(), NotDialled> {
        if to.is_secure() {
            return Err(NotDialled::NoTls);
        }
        let found = self.0.dns_query(to.host(), DnsQueryType::A).await.map_err(NotDialled::Name)?;
        let address = *found.first().ok_or(NotDialled::Name(dns::Error::Failed))?;
        let (mut received, mut sent) = ([0; 2_048], [0; 1_024]);
        let mut socket = TcpSocket::new(self.0, &mut received, &mut sent);
        socket.connect((address, to.port())).await.map_err(NotDialled::Tcp)?;
        let (reader, writer) = socket.split();
        talk.over(reader, writer).await;
        socket.close();
        socket.flush().await.map_err(|_| NotDialled::Tcp(tcp::ConnectError::ConnectionReset))
    }
}

/// Why there is no stream.
#[derive(Debug)]
#[allow(dead_code, reason = "shown by Debug")]
enum NotDialled {
    Name(dns::Error),
    Tcp(tcp::ConnectError),
    /// This example has none: see `docs/embedded.md`.
    NoTls,
}

fn start_network(spawner: Spawner, card: Lan9118) -> Stack<'static> {
    static RESOURCES: StaticCell<StackResources<SOCKETS>> = StaticCell::new();
    let resources = RESOURCES.init(StackResources::new());
    let seed = u64::from_le_bytes(board::random());
    let (stack, runner) =
        embassy_net::new(card, embassy_net::Config::dhcpv4(Default::default()), resources, seed);
    spawner.spawn(run_network(runner).expect("there is one such task"));
    stack
}

#[embassy_executor::task]
async fn run_network(mut runner: Runner<'static, Lan9118>) -> ! {
    runner.run().await
}
