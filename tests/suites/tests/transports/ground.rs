//! Where a scenario plays: a runtime, its clock, and an end to all waiting.

use std::future::{Future, pending, poll_fn};
use std::io;
use std::path::Path;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use easemob_core::driver::{Runtime, Sink, Source};
use futures_lite::future::or;

/// Longer than any scenario takes, on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) trait Ground: 'static {
    type Runtime: Runtime;

    fn runtime() -> Self::Runtime;

    fn block_on<T>(future: impl Future<Output = T>) -> T;

    fn sleep(time: Duration) -> impl Future<Output = ()> + Send;
}

/// A ground with files and threads, where the transport brings TLS.
pub(crate) trait Desktop: Ground {
    type FileSource: Source;
    type FileSink: Sink;

    /// Runs something beside the scenario.
    fn spawn(future: impl Future<Output = ()> + Send + 'static);

    /// A file to be uploaded.
    fn source(path: &Path) -> impl Future<Output = io::Result<Self::FileSource>>;

    /// A file that takes a download, after what it holds.
    fn sink(path: &Path) -> impl Future<Output = io::Result<Self::FileSink>>;

    /// A runtime that trusts one authority only.
    fn trusting(
        authority: &tokio_rustls::rustls::pki_types::CertificateDer<'static>,
    ) -> Self::Runtime;
}

pub(crate) struct Smol;
pub(crate) struct Tokio;

impl Ground for Smol {
    type Runtime = easemob_smol::Smol;

    fn runtime() -> Self::Runtime {
        easemob_smol::Smol::default()
    }

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        async_io::block_on(future)
    }

    async fn sleep(time: Duration) {
        async_io::Timer::after(time).await;
    }
}

impl Desktop for Smol {
    type FileSource = easemob_smol::FileSource;
    type FileSink = easemob_smol::FileSink;

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        std::thread::spawn(move || async_io::block_on(future));
    }

    async fn source(path: &Path) -> io::Result<Self::FileSource> {
        easemob_smol::FileSource::open(path).await
    }

    async fn sink(path: &Path) -> io::Result<Self::FileSink> {
        easemob_smol::FileSink::resume(path).await
    }

    fn trusting(
        authority: &tokio_rustls::rustls::pki_types::CertificateDer<'static>,
    ) -> Self::Runtime {
        let mut roots = easemob_smol::rustls::RootCertStore::empty();
        roots.add(authority.clone()).expect("a certificate");
        easemob_smol::Smol::new(easemob_smol::Tls::with_roots(roots).expect("TLS"))
    }
}

impl Ground for Tokio {
    type Runtime = easemob_tokio::Tokio;

    fn runtime() -> Self::Runtime {
        easemob_tokio::Tokio::default()
    }

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime");
        let result = runtime.block_on(future);
        assert_eq!(runtime.metrics().num_alive_tasks(), 0, "a task is left");
        result
    }

    async fn sleep(time: Duration) {
        tokio::time::sleep(time).await;
    }
}

impl Desktop for Tokio {
    type FileSource = easemob_tokio::FileSource;
    type FileSink = easemob_tokio::FileSink;

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        tokio::spawn(future);
    }

    async fn source(path: &Path) -> io::Result<Self::FileSource> {
        easemob_tokio::FileSource::open(path).await
    }

    async fn sink(path: &Path) -> io::Result<Self::FileSink> {
        easemob_tokio::FileSink::resume(path).await
    }

    fn trusting(
        authority: &tokio_rustls::rustls::pki_types::CertificateDer<'static>,
    ) -> Self::Runtime {
        let mut roots = easemob_tokio::rustls::RootCertStore::empty();
        roots.add(authority.clone()).expect("a certificate");
        easemob_tokio::Tokio::new(easemob_tokio::Tls::with_roots(roots).expect("TLS"))
    }
}

/// Plays a scenario to its end.
pub(crate) fn play<G: Ground>(scenario: impl Future<Output = ()>) {
    G::block_on(within::<G, _>("the scenario", PATIENCE, scenario));
}

/// The result of `future`, which must come in time.
pub(crate) async fn within<G: Ground, T>(
    what: &str,
    time: Duration,
    future: impl Future<Output = T>,
) -> T {
    let late = async {
        G::sleep(time).await;
        panic!("{what} took longer than {time:?}");
    };
    or(future, late).await
}

/// The result of `future` if it comes in time.
pub(crate) async fn maybe_within<G: Ground, T>(
    millis: u64,
    future: impl Future<Output = T>,
) -> Option<T> {
    let late = async {
        G::sleep(Duration::from_millis(millis)).await;
        None
    };
    or(async { Some(future.await) }, late).await
}

/// Polls it once, so that what it asks for is on the way.
pub(crate) async fn begin<T>(future: &mut (impl Future<Output = T> + Unpin)) {
    poll_fn(|cx| {
        assert!(pin!(&mut *future).poll(cx).is_pending());
        Poll::Ready(())
    })
    .await;
}

/// `first` while `second` runs beside it.
pub(crate) async fn beside<T>(first: impl Future<Output = T>, second: impl Future) -> T {
    let second = async {
        second.await;
        pending().await
    };
    or(pin!(first), pin!(second)).await
}
