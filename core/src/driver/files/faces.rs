//! Uploads and downloads as methods of a handle and of a connection.

use alloc::sync::Arc;
use core::future::poll_fn;
use core::pin::pin;
use core::task::Poll;

use super::{Clerk, Downloaded, Progress, Sink, Source, TransferFailed, download, upload};
use crate::driver::handle::Command;
use crate::driver::{Connection, Gone, Handle, Runtime, Streams};
use crate::error::CallFailed;
use crate::rest::files::{Authorized, Download, Step, Terms, Upload};

impl Handle {
    /// Uploads a file and waits until the server has it. A large file for a message goes in parts,
    /// some at once, where the server knows them; a part that fails is sent again where that may
    /// help. The file is read as the network takes it, 64 KiB at a time for each part under way.
    ///
    /// Everything happens on the task that awaits this. Dropping the future gives the upload up and
    /// withdraws what it had asked for; the server forgets parts that were never completed.
    ///
    /// # Errors
    /// [`TransferFailed`].
    pub async fn upload<U: Upload, S: Source>(
        &self,
        what: U,
        source: S,
        progress: impl FnMut(Progress) + Send,
    ) -> Result<U::Reply, TransferFailed> {
        upload(self, what, source, progress).await
    }

    /// Downloads a file to the end of what `sink` holds already. After a cut it goes on where it
    /// broke off.
    ///
    /// Cancel-safe: when dropped, a later call with the same sink goes on where it broke off.
    ///
    /// # Errors
    /// [`TransferFailed`]; what came before is in the sink.
    #[doc(alias = "utils.download")]
    #[doc(alias = "downloadGroupSharedFile")]
    pub async fn download<K: Sink>(
        &self,
        what: impl Into<Download>,
        sink: &mut K,
        progress: impl FnMut(Progress) + Send,
    ) -> Result<Downloaded, TransferFailed> {
        download(self, what.into(), sink, progress).await
    }

    pub(super) fn streams(&self) -> Arc<dyn Streams> {
        self.streams.clone()
    }

    pub(super) async fn terms(&self) -> Result<Terms, Gone> {
        self.ask(Command::Terms).await
    }

    pub(super) async fn authorize(
        &self,
        step: Arc<dyn Step>,
        tries: u32,
    ) -> Result<Result<Authorized, CallFailed>, Gone> {
        self.ask(|reply| Command::Authorize(step, tries, reply)).await
    }
}

impl<R: Runtime> Connection<R> {
    /// Uploads a file while the client runs: [`Handle::upload`] says more. Events meanwhile wait for
    /// [`next`](Self::next).
    ///
    /// Cancel-safe: when dropped, the upload is given up, and nothing else is.
    ///
    /// # Errors
    /// [`TransferFailed`].
    pub async fn upload<U: Upload, S: Source>(
        &mut self,
        what: U,
        source: S,
        progress: impl FnMut(Progress) + Send,
    ) -> Result<U::Reply, TransferFailed> {
        self.beside(async move |handle| handle.upload(what, source, progress).await).await
    }

    /// Downloads a file while the client runs: [`Handle::download`] says more. Events meanwhile wait
    /// for [`next`](Self::next).
    ///
    /// Cancel-safe: when dropped, a later call with the same sink goes on where it broke off.
    ///
    /// # Errors
    /// [`TransferFailed`].
    pub async fn download<K: Sink>(
        &mut self,
        what: impl Into<Download>,
        sink: &mut K,
        progress: impl FnMut(Progress) + Send,
    ) -> Result<Downloaded, TransferFailed> {
        let what = what.into();
        self.beside(async move |handle| handle.download(what, sink, progress).await).await
    }

    /// Runs the client beside `work`, which may ask it for things.
    async fn beside<T>(&mut self, work: impl AsyncFnOnce(Handle) -> T) -> T {
        let clerk = Clerk::new(&self.io);
        let handle = clerk.handle();
        let mut beside = Beside { connection: self, clerk };
        // Dropped before what it asks.
        let mut work = pin!(work(handle));
        poll_fn(|cx| {
            let Beside { connection, clerk } = &mut beside;
            loop {
                connection.start_effects();
                if let Poll::Ready(done) = work.as_mut().poll(cx) {
                    return Poll::Ready(done);
                }
                let (now, client) = (connection.io.now(), &mut connection.client);
                let served = clerk.poll(cx, now, client).is_ready();
                connection.start_effects();
                match connection.poll_input(cx) {
                    Poll::Ready(()) => clerk.route(&mut connection.client),
                    Poll::Pending if served => {}
                    Poll::Pending => return Poll::Pending,
                }
            }
        })
        .await
    }
}

/// A connection while something else asks things of it.
struct Beside<'a, R: Runtime> {
    connection: &'a mut Connection<R>,
    clerk: Clerk,
}

/// The application is not told the answers to what it never asked.
impl<R: Runtime> Drop for Beside<'_, R> {
    fn drop(&mut self) {
        let now = self.connection.io.now();
        self.clerk.give_up(now, &mut self.connection.client);
    }
}
