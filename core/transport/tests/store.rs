//! The store in a file: what was appended is read again, whatever a crash leaves of it.

use std::fs;
use std::path::PathBuf;

use easemob_core::store::{Record, Store as _, Unsent};
use easemob_core::{AppKey, Client, Config, Instant, LocalId, Secret, Session, UnixMillis};
use easemob_transport::{FileStore, OpenFailed};

/// A folder of its own, removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("easemob-store-{}-{name}", std::process::id()));
        let _none = fs::remove_dir_all(&path);
        fs::create_dir(&path).expect("a folder");
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("alice.store")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}

fn session() -> Session {
    let app_key = AppKey::parse("org#app").expect("an app key");
    let config = Config::private(app_key, "ws://127.0.0.1:1/", "http://127.0.0.1:1");
    let now = Instant::from_millis(0);
    Client::new(config, None, [1; 32], now, UnixMillis(1)).expect("a client").session()
}

fn logged_in() -> Record {
    let (user, device) = ("alice".to_string(), session().device);
    Record::LoggedIn { user, device, token: Secret::new("the token") }
}

fn accepted(local: u64) -> Record {
    let meta = bytes::Bytes::from(vec![0, 10, 255, u8::try_from(local % 256).unwrap_or(0)]);
    Record::Accepted(Unsent { local: LocalId(local), meta, at: UnixMillis(5), ended: None })
}

fn fold(batches: &[Vec<Record>]) -> Session {
    let mut all = session();
    batches.iter().flatten().for_each(|record| all.apply(record.clone()));
    all
}

fn batches() -> Vec<Vec<Record>> {
    vec![
        vec![logged_in()],
        vec![accepted(1), accepted(2), Record::Taken { namespace: 1, id: u64::MAX }],
        vec![Record::Settled(LocalId(1)), Record::Token(Secret::new("another \"token\"\n"))],
        vec![Record::Taken { namespace: 1, id: 7 }],
    ]
}

#[test]
fn what_was_appended_is_read_again() {
    let folder = Folder::new("again");
    for round in 0..2 {
        let (mut store, kept) = FileStore::open(folder.file()).expect("a store");
        assert_eq!(kept, (round > 0).then(|| fold(&batches())));
        if round == 0 {
            batches().iter().for_each(|batch| store.append(batch).expect("room on the disk"));
        }
    }
}

#[test]
fn a_session_as_a_whole_takes_the_place_of_everything() {
    let folder = Folder::new("whole");
    let (mut store, _) = FileStore::open(folder.file()).expect("a store");
    for local in 0..20_000 {
        store.append(&[Record::Settled(LocalId(local))]).expect("room on the disk");
        if store.is_long() {
            break;
        }
    }
    assert!(store.is_long(), "a log of 20,000 lines is not long");
    let whole = fold(&batches());
    store.replace(&whole).expect("room on the disk");
    assert!(!store.is_long());
    store.append(&[accepted(9)]).expect("room on the disk");
    drop(store);
    let (_, kept) = FileStore::open(folder.file()).expect("a store");
    let mut expected = whole;
    expected.apply(accepted(9));
    assert_eq!(kept, Some(expected));
    assert!(fs::metadata(folder.file()).expect("the file").len() < 4_096);
}

/// A crash may leave any part of the last append, which had not returned.
#[test]
fn a_torn_end_is_dropped_and_nothing_else() {
    let folder = Folder::new("torn");
    let (mut store, _) = FileStore::open(folder.file()).expect("a store");
    let batches = batches();
    let (last, before) = batches.split_last().expect("batches");
    before.iter().for_each(|batch| store.append(batch).expect("room on the disk"));
    let safe = fs::read(folder.file()).expect("the file").len();
    store.append(last).expect("room on the disk");
    drop(store);
    let whole = fs::read(folder.file()).expect("the file");
    for end in safe..=whole.len() {
        fs::write(folder.file(), &whole[..end]).expect("a file");
        let (mut store, kept) = FileStore::open(folder.file()).expect("a store");
        let expected = if end == whole.len() { fold(&batches) } else { fold(before) };
        assert_eq!(kept, Some(expected), "{end} of {} bytes", whole.len());
        // It goes on from there.
        store.append(&[accepted(9)]).expect("room on the disk");
        drop(store);
        let (_, kept) = FileStore::open(folder.file()).expect("a store");
        assert!(kept.expect("a session").outbox.iter().any(|u| u.local == LocalId(9)));
    }
    for end in 0.."easemob-store 1\n".len() {
        fs::write(folder.file(), &whole[..end]).expect("a file");
        assert_eq!(FileStore::open(folder.file()).expect("a store").1, None);
    }
}

#[test]
fn damage_before_the_end_is_an_error_that_names_the_line() {
    let folder = Folder::new("damaged");
    let (mut store, _) = FileStore::open(folder.file()).expect("a store");
    batches().iter().for_each(|batch| store.append(batch).expect("room on the disk"));
    drop(store);
    let mut whole = fs::read(folder.file()).expect("the file");
    let second = whole.iter().position(|byte| *byte == b'\n').expect("a line") + 12;
    whole[second] ^= 1;
    fs::write(folder.file(), &whole).expect("a file");
    let failed = FileStore::open(folder.file()).expect_err("damaged");
    assert!(matches!(failed, OpenFailed::Damaged(_, 2)), "{failed}");
    assert!(failed.to_string().contains("line 2, is damaged"), "{failed}");
}

/// A line that is whole was not torn, also when it is the last one.
#[test]
fn what_a_later_version_wrote_is_left_alone() {
    let folder = Folder::new("later");
    let json = r#"[{"NotYetInvented":1}]"#;
    let line = format!("easemob-store 1\n{:08x} {json}\n", crc32fast::hash(json.as_bytes()));
    fs::write(folder.file(), &line).expect("a file");
    let failed = FileStore::open(folder.file()).expect_err("not understood");
    assert!(matches!(failed, OpenFailed::NotAStore(_)), "{failed}");
    assert_eq!(fs::read_to_string(folder.file()).expect("the file"), line);
}

#[test]
fn what_is_no_store_is_left_alone() {
    let folder = Folder::new("other");
    fs::write(folder.file(), "my diary\n").expect("a file");
    let failed = FileStore::open(folder.file()).expect_err("no store");
    assert!(matches!(failed, OpenFailed::NotAStore(_)), "{failed}");
    assert_eq!(fs::read(folder.file()).expect("the file"), b"my diary\n");
    let failed = FileStore::open(folder.0.join("no/such/folder")).expect_err("no folder");
    assert!(matches!(failed, OpenFailed::Io(..)), "{failed}");
}

#[test]
fn a_file_belongs_to_one_client_at_a_time() {
    let folder = Folder::new("lock");
    let (mut store, _) = FileStore::open(folder.file()).expect("a store");
    let in_use = || matches!(FileStore::open(folder.file()), Err(OpenFailed::InUse(_)));
    assert!(in_use());
    store.replace(&session()).expect("room on the disk");
    assert!(in_use());
    drop(store);
    assert!(FileStore::open(folder.file()).is_ok());
}

/// Whoever opens the file just before it is replaced must not take the old one for the store.
#[cfg(unix)]
#[test]
fn a_store_being_replaced_is_still_in_use() {
    let folder = Folder::new("race");
    let (mut store, _) = FileStore::open(folder.file()).expect("a store");
    let over = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let over = &over;
        let file = folder.file();
        let others = scope.spawn(move || {
            let mut tries = 0_u32;
            while !over.load(std::sync::atomic::Ordering::Relaxed) {
                let opened = FileStore::open(&file);
                assert!(matches!(opened, Err(OpenFailed::InUse(_))), "after {tries} tries");
                tries += 1;
            }
        });
        for _ in 0..200 {
            store.replace(&session()).expect("room on the disk");
        }
        over.store(true, std::sync::atomic::Ordering::Relaxed);
        others.join().expect("the store was in use all the time");
    });
}

#[test]
fn a_neighbour_with_an_unlucky_name_loses_nothing() {
    let folder = Folder::new("neighbour");
    let (mut store, _) = FileStore::open(folder.file()).expect("a store");
    let (mut other, _) = FileStore::open(folder.0.join("alice.store.new")).expect("a store");
    other.append(&[logged_in()]).expect("room on the disk");
    let failed = store.replace(&session()).expect_err("its place is taken");
    assert!(failed.to_string().contains("is in use"), "{failed}");
    drop(other);
    let (_, kept) = FileStore::open(folder.0.join("alice.store.new")).expect("a store");
    assert!(kept.is_some());
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("mode");
    let (mut store, _) = FileStore::open(folder.file()).expect("a store");
    let mode = || fs::metadata(folder.file()).expect("the file").permissions().mode() & 0o777;
    assert_eq!(mode(), 0o600);
    store.replace(&session()).expect("room on the disk");
    assert_eq!(mode(), 0o600);
}

/// Whoever has put it elsewhere, on another disk say, finds it there.
#[cfg(unix)]
#[test]
fn behind_a_link_the_file_is_made_anew_and_the_link_stays() {
    let folder = Folder::new("link");
    let link = folder.0.join("link.store");
    std::os::unix::fs::symlink(folder.file(), &link).expect("a link");
    let (mut store, _) = FileStore::open(&link).expect("a store");
    let whole = fold(&batches());
    store.replace(&whole).expect("room on the disk");
    assert!(link.is_symlink(), "the link became a file");
    assert!(matches!(FileStore::open(folder.file()), Err(OpenFailed::InUse(_))));
    drop(store);
    for path in [folder.file(), link] {
        let (_, kept) = FileStore::open(path).expect("a store");
        assert_eq!(kept.as_ref(), Some(&whole));
    }
}
