//! A store in a file: a log of records, each line checked, made anew when it grows long.
//!
//! ```text
//! easemob-store 1
//! 1c291ca3 [{"Accepted":{…}},…]      one append: all of it counts or none
//! ```
//! A line that was torn by a crash is the last one and is dropped: its append had not returned. A
//! damaged line before others is an error, never a silent loss.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use easemob_core::Session;
use easemob_core::store::{Record, Store, StoreFailed};

const HEADER: &[u8] = b"easemob-store 1\n";

/// Bytes of records below which a log is never too long.
const SHORT: u64 = 64 * 1024;

/// A [`Store`] in a file of one client. Every write is flushed to the disk before it counts, and
/// the file is readable by its owner only: it holds the token and unsent messages.
///
/// A connection writes it, given one by `Connection::with_store`; by hand:
///
/// ```
/// use easemob_core::store::{Record, Store};
/// use easemob_core::{AppKey, Client, Config, Instant, UnixMillis};
/// use easemob_transport::{FileStore, OpenFailed};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("alice.store");
/// let (mut store, session) = FileStore::open(&path)?;
/// assert_eq!(session, None);
/// let config = Config::new(AppKey::parse("org#app")?);
/// let client = Client::new(config, None, [7; 32], Instant::from_millis(0), UnixMillis(0))?;
/// store.append(&[Record::All(Box::new(client.session()))])?;
/// assert!(matches!(FileStore::open(&path), Err(OpenFailed::InUse(_))));
///
/// drop(store);
/// let (_store, session) = FileStore::open(&path)?;
/// assert_eq!(session, Some(client.session()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct FileStore {
    path: PathBuf,
    file: File,
    /// Bytes of the newest whole session, and of what was added since.
    whole: u64,
    added: u64,
}

/// Why a store could not be opened.
#[derive(Debug)]
pub enum OpenFailed {
    /// The operating system refused.
    Io(PathBuf, io::Error),
    /// Another process, or another client of this one, has it open.
    InUse(PathBuf),
    /// It is no store, or one of a later version.
    NotAStore(PathBuf),
    /// Something other than a crash has changed it. The line is counted from 1.
    Damaged(PathBuf, usize),
}

impl std::fmt::Display for OpenFailed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
            Self::InUse(path) => {
                write!(f, "{} is in use: every client needs a file of its own", path.display())
            }
            Self::NotAStore(path) => {
                write!(f, "{} is no store of this version: give another path", path.display())
            }
            Self::Damaged(path, line) => write!(
                f,
                "{}, line {line}, is damaged: restore the file from a copy, or remove it and log in \
                 anew, whereupon the server sends again what it still holds",
                path.display()
            ),
        }
    }
}

impl std::error::Error for OpenFailed {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(_, error) => Some(error),
            _ => None,
        }
    }
}

impl FileStore {
    /// Opens the store at `path`, which is made if there is none, and reads what it holds.
    ///
    /// # Errors
    /// [`OpenFailed`] says which file, what is wrong with it and what to do.
    pub fn open(path: impl AsRef<Path>) -> Result<(Self, Option<Session>), OpenFailed> {
        let path = path.as_ref().to_path_buf();
        let io = |error| OpenFailed::Io(path.clone(), error);
        let mut file = options().read(true).open(&path).map_err(io)?;
        // Behind a link it is the file itself that is made anew, not the link.
        let path = match path.is_symlink() {
            true => fs::canonicalize(&path).map_err(io)?,
            false => path.clone(),
        };
        match file.try_lock() {
            Ok(()) if is_at(&file, &path).map_err(io)? => {}
            // Its owner has put another one in its place meanwhile, so there is an owner.
            Ok(()) | Err(TryLockError::WouldBlock) => return Err(OpenFailed::InUse(path)),
            Err(TryLockError::Error(error)) => return Err(io(error)),
        }
        let mut content = Vec::new();
        file.read_to_end(&mut content).map_err(io)?;
        if HEADER.starts_with(&content) {
            // New, or torn when it was made.
            file.set_len(0).map_err(io)?;
            file.seek(SeekFrom::Start(0)).map_err(io)?;
            file.write_all(HEADER).and_then(|()| file.sync_all()).map_err(io)?;
            sync_folder(&path).map_err(io)?;
            return Ok((Self { path, file, whole: 0, added: 0 }, None));
        }
        let (session, good) = read(&path, &content)?;
        file.set_len(good).and_then(|()| file.seek(SeekFrom::Start(good))).map_err(io)?;
        Ok((Self { path, file, whole: 0, added: good }, session))
    }

    fn write(&mut self, records: &[Record]) -> io::Result<u64> {
        let line = line(records)?;
        let before = self.file.stream_position()?;
        let written = self.file.write_all(&line).and_then(|()| self.file.sync_data());
        if written.is_err() {
            // Half a line must not stand before the next one.
            self.file.set_len(before)?;
            self.file.seek(SeekFrom::Start(before))?;
        }
        written.map(|()| line.len() as u64)
    }

    /// Writes a new file beside the old one and puts it in its place.
    fn rewrite(&mut self, session: &Session) -> io::Result<u64> {
        let beside = beside(&self.path);
        let line = line(&[Record::All(Box::new(session.clone()))])?;
        let mut file = options().open(&beside)?;
        // Somebody's store may be called like that.
        file.try_lock().map_err(|_| io::Error::other(format!("{} is in use", beside.display())))?;
        file.set_len(0)?;
        file.write_all(HEADER)?;
        file.write_all(&line)?;
        file.sync_all()?;
        fs::rename(&beside, &self.path)?;
        // From here on the new file is the store, also when the folder cannot be flushed.
        self.file = file;
        sync_folder(&self.path)?;
        Ok(line.len() as u64)
    }

    fn failed(&self, error: &io::Error) -> StoreFailed {
        StoreFailed(format!("{}: {error}", self.path.display()))
    }
}

impl Store for FileStore {
    fn append(&mut self, records: &[Record]) -> Result<(), StoreFailed> {
        let written = self.write(records).map_err(|error| self.failed(&error))?;
        self.added += written;
        Ok(())
    }

    fn replace(&mut self, session: &Session) -> Result<(), StoreFailed> {
        self.whole = self.rewrite(session).map_err(|error| self.failed(&error))?;
        self.added = 0;
        Ok(())
    }

    fn is_long(&self) -> bool {
        self.added > SHORT.max(4 * self.whole)
    }
}

/// The session of a log, and how many of its bytes are good.
fn read(path: &Path, content: &[u8]) -> Result<(Option<Session>, u64), OpenFailed> {
    let Some(mut rest) = content.strip_prefix(HEADER) else {
        return Err(OpenFailed::NotAStore(path.to_path_buf()));
    };
    let (mut session, mut number) = (None::<Session>, 1);
    while !rest.is_empty() {
        number += 1;
        let end = rest.iter().position(|byte| *byte == b'\n');
        let (line, after) = end.map_or((rest, &[][..]), |end| (&rest[..end], &rest[end + 1..]));
        let Some(json) = end.and_then(|_| checked(line)) else {
            if after.is_empty() {
                break;
            }
            return Err(OpenFailed::Damaged(path.to_path_buf(), number));
        };
        // Whole, and yet no records of ours: a later version wrote them.
        let records = serde_json::from_slice::<Vec<Record>>(json);
        let records = records.map_err(|_| OpenFailed::NotAStore(path.to_path_buf()))?;
        session = records.into_iter().fold(session, Session::folded);
        rest = after;
    }
    Ok((session, (content.len() - rest.len()) as u64))
}

fn line(records: &[Record]) -> io::Result<Vec<u8>> {
    let json = serde_json::to_vec(records)?;
    let mut line = format!("{:08x} ", crc32fast::hash(&json)).into_bytes();
    line.extend(json);
    line.push(b'\n');
    Ok(line)
}

/// What a line says, if it is whole.
fn checked(line: &[u8]) -> Option<&[u8]> {
    let (crc, json) = line.split_at_checked(9)?;
    let crc = u32::from_str_radix(std::str::from_utf8(crc.strip_suffix(b" ")?).ok()?, 16).ok()?;
    (crc32fast::hash(json) == crc).then_some(json)
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".new");
    path.with_file_name(name)
}

/// Whether a file is still the one of this name.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let (ours, there) = (file.metadata()?, fs::metadata(path)?);
    Ok((ours.dev(), ours.ino()) == (there.dev(), there.ino()))
}

/// Where open files cannot be replaced, it is.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true)
}

/// A new name is safe only when its folder is.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if cfg!(unix) { File::open(folder.unwrap_or(Path::new(".")))?.sync_all() } else { Ok(()) }
}
