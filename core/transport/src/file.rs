//! Files of the file system, read and written where blocking is no harm.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
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
    file: Shared,
    length: u64,
    net: PhantomData<fn() -> N>,
}

type Shared = Arc<Mutex<File>>;

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
    /// A new file, or an empty one in the place of one that is there.
    ///
    /// # Errors
    /// As the system says.
    pub async fn create(path: impl AsRef<Path>) -> io::Result<Self> {
        Self::open(path, |options| options.write(true).create(true).truncate(true)).await
    }

    /// What is there of a file, to go on after it; a new file if there is none.
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
        Ok(Self { file: Arc::new(Mutex::new(file)), length, net: PhantomData })
    }
}

impl<N: Net> Sink for FileSink<N> {
    fn length(&self) -> u64 {
        self.length
    }

    async fn write(&mut self, chunk: Bytes) -> io::Result<()> {
        let (file, at, more) = (self.file.clone(), self.length, chunk.len() as u64);
        // At its place, so that a write nobody waited for does no harm.
        N::unblock(move || {
            let mut file = lock(&file)?;
            file.seek(SeekFrom::Start(at))?;
            file.write_all(&chunk)
        })
        .await?;
        self.length += more;
        Ok(())
    }
}

fn lock(file: &Mutex<File>) -> io::Result<std::sync::MutexGuard<'_, File>> {
    file.lock().map_err(|_| io::Error::other("the file was given up in the middle of something"))
}
