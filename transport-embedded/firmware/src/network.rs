//! embassy-net over the network card: an address, names, and TCP.

use easemob_embedded::Target;
use easemob_embedded::core::Network;
use embassy_executor::Spawner;
use embassy_net::dns::{self, DnsQueryType};
use embassy_net::tcp::{ConnectError, TcpSocket};
use embassy_net::{Config, Runner, Stack, StackResources};
use semihosting::println;
use static_cell::StaticCell;

use crate::board::{self, Lan9118};

/// For DHCP, DNS, the WebSocket and one REST call.
const SOCKETS: usize = 4;

/// Room for what a connection has received and not read, and for what it is sending.
pub struct Buffers {
    received: [u8; 2_048],
    sent: [u8; 1_024],
}

impl Buffers {
    /// Empty ones.
    #[must_use]
    pub const fn new() -> Self {
        Self { received: [0; 2_048], sent: [0; 1_024] }
    }
}

impl Default for Buffers {
    fn default() -> Self {
        Self::new()
    }
}

/// Lets the network stack run, and waits until it has an address.
pub async fn start(spawner: Spawner, card: Lan9118) -> Stack<'static> {
    static RESOURCES: StaticCell<StackResources<SOCKETS>> = StaticCell::new();
    let resources = RESOURCES.init(StackResources::new());
    let (config, seed) = (Config::dhcpv4(Default::default()), u64::from_le_bytes(board::random()));
    let (stack, runner) = embassy_net::new(card, config, resources, seed);
    spawner.spawn(run(runner).expect("there is one such task"));
    stack.wait_config_up().await;
    if let Some(config) = stack.config_v4() {
        println!("address {}", config.address);
    }
    stack
}

#[embassy_executor::task]
async fn run(mut runner: Runner<'static, Lan9118>) -> ! {
    runner.run().await
}

/// The next time the network comes or goes.
pub async fn change(stack: Stack<'static>) -> Network {
    if stack.is_link_up() {
        stack.wait_link_down().await;
        Network::Down
    } else {
        stack.wait_config_up().await;
        Network::Up
    }
}

/// Connects.
///
/// # Errors
/// Why there is no connection.
pub async fn connect<'a>(
    stack: Stack<'static>,
    to: &Target<'_>,
    buffers: &'a mut Buffers,
) -> Result<TcpSocket<'a>, NotConnected> {
    let found = stack.dns_query(to.host(), DnsQueryType::A).await.map_err(NotConnected::Name)?;
    let address = *found.first().ok_or(NotConnected::NoAddress)?;
    let mut socket = TcpSocket::new(stack, &mut buffers.received, &mut buffers.sent);
    socket.connect((address, to.port())).await.map_err(NotConnected::Tcp)?;
    Ok(socket)
}

/// Why there is no connection.
#[derive(Debug)]
pub enum NotConnected {
    /// The name means nothing.
    Name(dns::Error),
    /// The name has no address.
    NoAddress,
    /// The host does not answer.
    Tcp(ConnectError),
    /// TLS was asked for of a device that has none.
    NoTls,
}
