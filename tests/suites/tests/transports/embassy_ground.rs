//! The embedded transport on a machine with an operating system: embassy-time's clock, and streams
//! of `async-net` brought as an application brings its own.

use std::future::Future;
use std::io;
use std::time::Duration;

use easemob_core::UnixMillis;
use easemob_embedded::{Dial, Talk, Target};
use embedded_io_adapters::futures_03::FromFutures;

use crate::ground::Ground;

pub(crate) struct Embassy;

impl Ground for Embassy {
    type Runtime = easemob_embedded::Embassy<Tcp>;

    fn runtime() -> Self::Runtime {
        let wall = UnixMillis(1_700_000_000_000);
        easemob_embedded::Embassy::new(Tcp, seed(), wall)
    }

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        async_io::block_on(future)
    }

    async fn sleep(time: Duration) {
        let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        embassy_time::Timer::after_millis(millis).await;
    }
}

/// Another one each time, as the chip's generator gives it.
fn seed() -> [u8; 32] {
    use std::sync::atomic::{AtomicU64, Ordering};
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let mut seed = [7; 32];
    seed[..8].copy_from_slice(&COUNT.fetch_add(1, Ordering::Relaxed).to_le_bytes());
    seed
}

/// TCP without TLS.
pub(crate) struct Tcp;

impl Dial for Tcp {
    type Error = io::Error;

    async fn dial(&self, to: &Target<'_>, talk: Talk) -> io::Result<()> {
        if to.is_secure() {
            return Err(io::Error::other("no TLS here"));
        }
        let reader = async_net::TcpStream::connect((to.host(), to.port())).await?;
        let writer = reader.clone();
        talk.over(FromFutures::new(reader), FromFutures::new(writer)).await;
        Ok(())
    }
}
