//! Files of the file system, read and written where blocking is no harm.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use easemob_core::driver::{Sink, Source};

use crate::net::Net;

/// A file to be uploaded. It must not change meanwhile.
pub struct FileSource<N> {
    file: Shared,
    length: u64,
    net: PhantomData<fn() -> N>,
}

/// A file that takes a download.
pub struct FileSink<N> {
    writer: Writer,
    length: u64,
    net: PhantomData<fn() -> N>,
}

type Shared = Arc<Mutex<File>>;

/// Writes to a file one after another. A write whose future was dropped may come late: it does
/// nothing then, so that it changes nothing that was written since.
struct Writer {
    file: Shared,
    newest: Arc<AtomicU64>,
}

impl Writer {
    fn new(file: File) -> Self {
        Self { file: Arc::new(Mutex::new(file)), newest: Arc::default() }
    }

    /// Something to be done with the file by whoever may block, unless something newer has begun.
    fn turn(
        &self,
        work: impl FnOnce(&mut File) -> io::Result<()> + Send + 'static,
    ) -> impl FnOnce() -> io::Result<()> + Send + 'static {
        let (file, newest) = (self.file.clone(), self.newest.clone());
        let number = newest.fetch_add(1, Ordering::SeqCst) + 1;
        move || {
            let mut file = lock(&file)?;
            match newest.load(Ordering::SeqCst) == number {
                true => work(&mut file),
                false => Err(io::Error::other("given up")),
            }
        }
    }
}

impl<N: Net> FileSource<N> {
    /// Opens a file for reading.
    ///
    /// # Errors
    /// As the system says.
    pub async fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let (file, length) = N::unblock(move || {
            let file = File::open(path)?;
            let length = file.metadata()?.len();
            Ok((file, length))
        })
        .await?;
        Ok(Self { file: Arc::new(Mutex::new(file)), length, net: PhantomData })
    }
}

impl<N: Net> Source for FileSource<N> {
    fn length(&self) -> u64 {
        self.length
    }

    async fn read(&self, offset: u64, most: usize) -> io::Result<Bytes> {
        let file = self.file.clone();
        N::unblock(move || {
            let mut file = lock(&file)?;
            file.seek(SeekFrom::Start(offset))?;
            let mut chunk = Vec::with_capacity(most);
            Read::by_ref(&mut *file).take(most as u64).read_to_end(&mut chunk)?;
            Ok(chunk.into())
        })
        .await
    }
}

impl<N: Net> FileSink<N> {
    /// A new file, or an empty one in the place of one that is there. It may be there, and empty,
    /// also when the future was dropped.
    ///
    /// # Errors
    /// As the system says.
    pub async fn create(path: impl AsRef<Path>) -> io::Result<Self> {
        Self::open(path, |options| options.write(true).create(true).truncate(true)).await
    }

    /// What is there of a file, to go on after it; a new file if there is none. It may be there also
    /// when the future was dropped.
    ///
    /// # Errors
    /// As the system says.
    pub async fn resume(path: impl AsRef<Path>) -> io::Result<Self> {
        Self::open(path, |options| options.write(true).create(true).truncate(false)).await
    }

    async fn open(
        path: impl AsRef<Path>,
        how: fn(&mut OpenOptions) -> &mut OpenOptions,
    ) -> io::Result<Self> {
        let path = path.as_ref().to_owned();
        let (file, length) = N::unblock(move || {
            let file = how(&mut OpenOptions::new()).open(path)?;
            let length = file.metadata()?.len();
            Ok((file, length))
        })
        .await?;
        Ok(Self { writer: Writer::new(file), length, net: PhantomData })
    }
}

impl<N: Net> Sink for FileSink<N> {
    fn length(&self) -> u64 {
        self.length
    }

    async fn write(&mut self, chunk: Bytes) -> io::Result<()> {
        let (at, more) = (self.length, chunk.len() as u64);
        let write = self.writer.turn(move |file| {
            file.seek(SeekFrom::Start(at))?;
            file.write_all(&chunk)
        });
        N::unblock(write).await?;
        self.length += more;
        Ok(())
    }

    /// Cuts off what a write that was given up has left behind the end.
    async fn finish(&mut self) -> io::Result<()> {
        let length = self.length;
        N::unblock(self.writer.turn(move |file| file.set_len(length))).await
    }
}

fn lock(file: &Mutex<File>) -> io::Result<std::sync::MutexGuard<'_, File>> {
    file.lock().map_err(|_| io::Error::other("the file was given up in the middle of something"))
}

impl<N> fmt::Debug for FileSource<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileSource").field("length", &self.length).finish_non_exhaustive()
    }
}

impl<N> fmt::Debug for FileSink<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileSink").field("length", &self.length).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Seek as _, SeekFrom, Write as _};

    use super::Writer;

    #[test]
    fn a_late_write_changes_nothing() {
        let path = std::env::temp_dir().join(format!("easemob-late-write-{}", std::process::id()));
        let mut options = std::fs::OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(true).open(&path);
        let mut written = file.expect("a file");
        let writer = Writer::new(written.try_clone().expect("another handle"));
        let write = |text: &'static [u8]| {
            writer.turn(move |file| {
                file.seek(SeekFrom::Start(0))?;
                file.write_all(text)
            })
        };
        // The future of the first was dropped before its turn came.
        let (late, newer) = (write(b"an older file"), write(b"a newer one"));
        newer().expect("written");
        late().expect_err("given up");
        let mut content = String::new();
        written.seek(SeekFrom::Start(0)).expect("a file");
        written.read_to_string(&mut content).expect("text");
        assert_eq!(content, "a newer one");
        std::fs::remove_file(path).expect("it is there");
    }
}
