//! Every `async` method, what dropping its future does, and who shows it.

use std::fs;
use std::path::{Path, PathBuf};

/// A method, or a future or stream by its name.
pub(crate) struct Method {
    pub(crate) name: &'static str,
    /// What becomes of what was begun.
    pub(crate) dropped: &'static str,
    /// Tests here; with a slash, of another file of the suites.
    pub(crate) shown_by: &'static [&'static str],
}

/// A test for each scene, which says at how many points at least its future can be dropped.
macro_rules! methods {
    ($($name:literal, $dropped:literal =>
        [$($module:ident :: $scene:ident from $least:literal),*] $($file:literal)*;)*) => {
        pub(crate) const METHODS: &[Method] = &[$(Method {
            name: $name,
            dropped: $dropped,
            shown_by: &[$(stringify!($scene),)* $($file,)*],
        },)*];

        mod at_every_point {
            $($(#[test] fn $scene() {
                let points = crate::steps::at_every_point(crate::$module::$scene);
                println!("{}: dropped at {points} points", stringify!($scene));
                assert!(points >= $least, "{points} points only");
            })*)*
        }
    };
}

methods! {
    "Connection::next", "Nothing is lost: the next call goes on." =>
        [connection::next from 20, connection::next_with_a_store from 20]
        "transports/cancel.rs next_dropped_at_every_poll";
    "Connection::events", "As `next`." => [connection::events from 3];
    "Connection::log_in", "The login goes on; its end is told as `Event::Online` or `Event::Offline`." =>
        [connection::log_in from 5, connection::log_in_refused from 3]
        "transports/drops.rs log_in_dropped";
    "Connection::register", "The account is made; its end is told as `Event::Registered`." =>
        [connection::register from 3] "transports/drops.rs calls_dropped";
    "Calling", "What `Connection::call` gives. The call goes on; its answer is told as `Event::Answered`." =>
        [connection::call from 3] "transports/drops.rs calls_dropped";
    "Connection::next_item", "The walk stays where it is: the page is asked for again." =>
        [connection::next_item from 5];
    "Connection::upload", "The upload is given up, and what it had asked for withdrawn. Events go on." =>
        [transfers::upload from 10, transfers::upload_in_parts from 100]
        "transports/drops.rs uploads_dropped";
    "Connection::download", "What came is in the sink; another call with it goes on from there." =>
        [transfers::download from 20] "transports/drops.rs downloads_dropped";
    "Connection::shutdown", "The sockets are dropped without a word, like the connection itself. What \
        a store holds, the next process goes on with." =>
        [connection::shutdown from 5] "transports/drops.rs shutdown_dropped";

    "Handle::login", "The login goes on; its end is told as an event, as always." =>
        [background::handle_login from 5];
    "Handle::logout", "The logout goes on." => [background::handle_logout from 5];
    "Handle::send", "Not handed over: not sent. Handed over: it is sent, and its one end told as \
        `Event::Settled`, also when it was there and unread." =>
        [messages::handle_send from 5, messages::handle_send_in_a_queue from 64]
        "transports/drops.rs sends_dropped";
    "Handle::post", "Not handed over: not sent. Handed over: it is sent; give it an id of your own to \
        know it again." => [messages::handle_post from 3];
    "Handle::cancel", "Handed over: the message is withdrawn, or it was too late; `Event::Settled` \
        says which." => [messages::handle_cancel from 3];
    "Handle::join_room", "Handed over: it is asked; `Event::RoomAnswered` tells the end." =>
        [messages::handle_join_room from 3];
    "Handle::leave_room", "As `join_room`." => [messages::handle_leave_room from 3];
    "Handle::commit", "Handed over: committed." => [background::handle_commit from 1];
    "Handle::refuse", "Handed over: refused. If not, the application still has it." =>
        [background::handle_refuse from 3];
    "Handle::renew_token", "Handed over: `Event::TokenRenewed` tells the end." =>
        [background::handle_renew_token from 3];
    "Handle::token_unavailable", "Handed over: done." =>
        [background::handle_token_unavailable from 1];
    "Handle::register", "Handed over: the account is made, and the end told as `Event::Registered`." =>
        [background::handle_register from 3];
    "Handle::network", "Handed over: done." => [background::handle_network from 1];
    "Handle::session", "Nothing." => [background::handle_session from 3];
    "Handle::shutdown", "Handed over: the loop ends." => [background::handle_shutdown from 5];
    "Handle::call", "The call is withdrawn at once, though the server may have done it already; \
        nothing is told." =>
        [background::handle_call from 5] "cancel/background.rs a_dropped_call_makes_room_at_once";
    "Pages", "The future of an item: the page that was asked for is waited for by the next one. The \
        stream itself: the call is withdrawn." => [background::pages from 10];
    "Handle::upload", "The upload is given up, and what it had asked for withdrawn." =>
        [transfers::handle_upload from 10];
    "Handle::download", "What came is in the sink; another call with it goes on from there." =>
        [transfers::handle_download from 20];
    "Events::next", "Nothing is lost: an event on its way is returned by the next call." =>
        [background::events_next from 10];
    "Events", "As `Events::next`." => [] "cancel/background.rs events_next";
    "Background::run", "The sockets are dropped without a word. Who waits for an answer learns that \
        the loop is gone; what a store holds, the next process goes on with." =>
        [background::background_run from 20] "transports/drops.rs background_dropped";

    "Io::input", "Nothing is lost: the next call goes on." => [by_hand::io_input from 10];
    "Io::settled", "Nothing is lost: the next call goes on." => [by_hand::io_settled from 2];

    "FileSource::open", "Nothing." => [] "transports/drops.rs files_dropped";
    "Source::read", "Nothing: it is read again." => [] "transports/drops.rs uploads_dropped";
    "FileSink::create", "The file may have been made, or emptied." =>
        [] "transports/drops.rs files_dropped";
    "FileSink::resume", "The file may have been made." => [] "transports/drops.rs files_dropped";
    "Sink::write", "The sink is no longer than before: the next write begins where this one did." =>
        [] "transports/drops.rs files_dropped";
    "Sink::finish", "It is finished again by the next download." =>
        [] "transports/drops.rs downloads_dropped";
}

/// Where public futures are made.
const SOURCES: &[&str] = &["core/src/driver", "core/transport/src/file.rs"];

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(path).expect("a folder of sources");
    entries.flat_map(|entry| files(&entry.expect("an entry").path())).collect()
}

/// `Type::method` of each `async` method, `Trait::method` of each that gives a future, `Type` of each
/// future and stream.
fn in_source(text: &str) -> Vec<String> {
    let mut of = String::new();
    let mut found = Vec::new();
    for line in text.lines() {
        let word = |prefix: &str| {
            let rest = line.trim_start().strip_prefix(prefix)?;
            Some(rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()?.to_owned())
        };
        if let Some(header) = line.strip_prefix("impl") {
            let header = without_generics(header);
            let (what, whom) = header.split_once(" for ").unwrap_or(("", &header));
            of = word_of(whom);
            let is_awaited = ["Stream", "Future"].iter().any(|kind| what.trim().ends_with(kind));
            if is_awaited && text.contains(&format!("pub struct {of}")) {
                found.push(of.clone());
            }
            if !what.is_empty() {
                of.clear();
            }
        } else if let Some(name) = line.strip_prefix("pub trait ") {
            of = word_of(name);
        }
        let is_trait = text.contains(&format!("pub trait {of}"));
        let name =
            word("pub async fn ").or_else(|| word("pub fn ").filter(|_| gives(line, "Stream")));
        let name = name.or_else(|| word("fn ").filter(|_| is_trait && !of.is_empty()));
        let is_method = line.starts_with("    ") && !line.starts_with("     ") && !of.is_empty();
        if let Some(name) = name.filter(|_| is_method) {
            let signature: String =
                text[offset(text, line)..].split(['{', ';']).next().unwrap_or("").into();
            if !is_trait || signature.contains("impl Future") {
                found.push(format!("{of}::{name}"));
            }
        }
    }
    found
}

fn offset(text: &str, line: &str) -> usize {
    line.as_ptr() as usize - text.as_ptr() as usize
}

fn gives(line: &str, what: &str) -> bool {
    line.split_once("-> impl ").is_some_and(|(_, given)| given.starts_with(what))
}

fn word_of(text: &str) -> String {
    text.trim_start().chars().take_while(|c| c.is_alphanumeric()).collect()
}

fn without_generics(text: &str) -> String {
    let mut depth = 0;
    let outside = text.chars().filter(|c| {
        depth += i32::from(*c == '<');
        let is_outside = depth == 0;
        depth -= i32::from(*c == '>');
        is_outside
    });
    outside.collect()
}

#[test]
fn no_method_is_forgotten() {
    let mut found: Vec<String> = SOURCES
        .iter()
        .flat_map(|place| files(&root().join(place)))
        .flat_map(|file| in_source(&fs::read_to_string(file).expect("a source")))
        .collect();
    found.sort();
    let mut known: Vec<&str> = METHODS.iter().map(|method| method.name).collect();
    known.sort_unstable();
    assert_eq!(found, known, "each needs a scene that drops it at every point, and a line here");
}

#[test]
fn whoever_shows_it_is_there() {
    for method in METHODS {
        assert!(!method.shown_by.is_empty(), "nobody shows {}", method.name);
        for shown in method.shown_by.iter().filter(|shown| shown.contains('/')) {
            let (file, test) = shown.split_once(' ').expect("a file and a test");
            let text = fs::read_to_string(root().join("tests/suites/tests").join(file));
            let text = text.expect("a file of the suites");
            assert!(text.contains(&format!("fn {test}")), "{file} has no {test}");
        }
    }
}
