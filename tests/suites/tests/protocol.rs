//! What this repository cites of the protocol is in `docs/protocol`, where anybody can look it up.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Pages with sections of their own.
const PAGES: [&str; 3] = ["connection", "messages", "rest"];

/// What looks like a row and is none: CRC-32, P-256, SSH-2, UTF-8.
const NO_ROWS: [&str; 4] = ["CRC", "P", "SSH", "UTF"];

/// Sources whose sections are those of RFC 6455, or of the data sheets of a board.
const OTHER_DOCUMENTS: [&str; 2] = ["websocket", "firmware/src/board"];

/// Where there is something to be read, and folders in it that hold none of our words.
const READ: [&str; 8] = [
    "core",
    "docs",
    "fuzz",
    "llms.txt",
    "tests",
    "transport-embedded",
    "transport-smol",
    "transport-tokio",
];
const NOT_READ: [&str; 6] = ["api", "artifacts", "corpus", "node_modules", "seeds", "target"];

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cited {
    /// `DNS-3`
    Row(String, u32),
    /// `DNS rows`
    Rows(String),
    /// `messages §3.7`; without a page where the words before do not say which.
    Section(Option<String>, Vec<u32>),
    /// `rest oddity 6`
    Oddity(Option<String>, u32),
}

impl Cited {
    /// What lies between it and `last`, and `last`.
    fn to(&self, last: &Self) -> Vec<Self> {
        match (self, last) {
            (Self::Row(family, from), Self::Row(other, to)) if family == other => {
                (from + 1..=*to).map(|number| Self::Row(family.clone(), number)).collect()
            }
            (Self::Section(page, from), Self::Section(_, to)) if from.len() == to.len() => {
                let (path, [first]) = from.split_at(from.len() - 1) else { unreachable!() };
                let section = |number| Self::Section(page.clone(), [path, &[number]].concat());
                (first + 1..=to[path.len()]).map(section).collect()
            }
            _ => vec![last.clone()],
        }
    }
}

/// Words with their dots and dashes, and everything else but space by itself.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let mut rest = word;
        while let Some(other) = rest.find(|c: char| !(c.is_alphanumeric() || "§.-_".contains(c))) {
            let (word, more) = rest.split_at(other);
            let (sign, more) = more.split_at(more.chars().next().map_or(0, char::len_utf8));
            words.extend([word.trim_matches('.'), sign]);
            rest = more;
        }
        words.push(rest.trim_matches('.'));
    }
    words.retain(|word| !word.is_empty());
    words
}

fn is_family(word: &str) -> bool {
    (1..=5).contains(&word.len()) && word.bytes().all(|c| c.is_ascii_uppercase())
}

fn page(word: &str) -> Option<String> {
    let word = word.to_lowercase();
    PAGES.contains(&&*word).then_some(word)
}

/// What a text cites, in its order. A section without the name of a page is one of `own`.
fn cited(text: &str, own: Option<&str>) -> Vec<Cited> {
    let words = words(text);
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    let before = |at: usize, back: usize| at.checked_sub(back).map_or("", word);
    let mut found: Vec<Cited> = Vec::new();
    // The place behind the last citation: what follows at once, or after "and", goes on with it.
    let mut end = 0;
    for at in 0..words.len() {
        let joined =
            matches!(words.get(end..at), Some([] | ["," | "and" | "to" | "…"] | [",", "and"]));
        let last = found.last().filter(|_| joined).cloned();
        let this = if let Some(numbers) = word(at).strip_prefix('§') {
            let numbers: Option<_> = numbers.split('.').map(|number| number.parse().ok()).collect();
            let Some(numbers) = numbers else { continue };
            let page = page(before(at, 1)).or_else(|| match &last {
                Some(Cited::Section(page, _)) => page.clone(),
                _ => own.map(str::to_owned),
            });
            Cited::Section(page, numbers)
        } else if let Ok(number) = word(at).parse() {
            match (before(at, 1).to_lowercase().as_str(), &last) {
                ("oddity" | "oddities", _) => Cited::Oddity(page(before(at, 2)), number),
                (_, Some(Cited::Oddity(page, _))) => Cited::Oddity(page.clone(), number),
                _ => continue,
            }
        } else if word(at) == "rows" && is_family(before(at, 1)) {
            if before(at, 2) == "and" && is_family(before(at, 3)) {
                found.push(Cited::Rows(before(at, 3).to_owned()));
            }
            Cited::Rows(before(at, 1).to_owned())
        } else if let Some((family, number)) = word(at).split_once('-') {
            let Ok(number) = number.parse() else { continue };
            if !is_family(family) || NO_ROWS.contains(&family) {
                continue;
            }
            Cited::Row(family.to_owned(), number)
        } else {
            continue;
        };
        match last.filter(|_| matches!(before(at, 1), "to" | "…")) {
            Some(first) => found.extend(first.to(&this)),
            None => found.push(this),
        }
        end = at + 1;
    }
    found
}

/// Comments as running text.
fn running(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim_start().trim_start_matches(['/', '!']));
    lines.collect::<Vec<_>>().join("\n")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Our sources and documents, by path below the root, with what is in them.
fn files() -> Vec<(String, String)> {
    let mut waiting: Vec<PathBuf> = READ.iter().map(|path| root().join(path)).collect();
    waiting.extend(["README.md", "README.zh-CN.md"].map(|page| root().join(page)));
    let mut files = Vec::new();
    while let Some(path) = waiting.pop() {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() && !name.starts_with('.') && !NOT_READ.contains(&name) {
            let entries = fs::read_dir(&path).expect("a folder");
            waiting.extend(entries.map(|entry| entry.expect("an entry").path()));
        } else if path.is_file()
            && [".rs", ".md", ".mjs", ".js", ".toml", ".txt"].iter().any(|end| name.ends_with(end))
        {
            let text = fs::read_to_string(&path)
                .unwrap_or_else(|failed| panic!("{}: {failed}", path.display()));
            let below = path.strip_prefix(root()).expect("below the root").display().to_string();
            files.push((below, text));
        }
    }
    files
}

/// The page a file is, in whose sections its own `§` are.
fn own(path: &str) -> Option<&str> {
    path.strip_prefix("docs/protocol/")?.strip_suffix(".md").filter(|page| PAGES.contains(page))
}

/// What the pages define: by a heading, or by a row whose first cell is nothing but the id.
fn defined(files: &[(String, String)]) -> BTreeSet<Cited> {
    let mut defined = BTreeSet::new();
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with("docs/protocol/")) {
        for line in text.lines() {
            let cell = line.strip_prefix("| ").and_then(|row| row.split(" | ").next());
            let found = match cell {
                Some(cell) if !cell.contains('`') && cell.split(' ').count() <= 3 => {
                    cited(cell, None)
                }
                None if line.starts_with('#') => cited(line, own(path)),
                _ => continue,
            };
            for one in found {
                if let Cited::Row(family, _) = &one {
                    defined.insert(Cited::Rows(family.clone()));
                }
                assert!(defined.insert(one.clone()), "{path} defines {one:?} again");
            }
        }
    }
    defined
}

#[test]
fn everything_that_is_cited_is_defined() {
    let files = files();
    let defined = defined(&files);
    let mut count = 0;
    let mut missing = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| !path.ends_with("tests/protocol.rs")) {
        let elsewhere = OTHER_DOCUMENTS.iter().any(|part| path.contains(part));
        for one in cited(&running(text), own(path)) {
            count += 1;
            if !(defined.contains(&one) || elsewhere && matches!(one, Cited::Section(None, _))) {
                missing.push(format!("{path}: {one:?}"));
            }
        }
    }
    assert!(missing.is_empty(), "not in docs/protocol:\n{}", missing.join("\n"));
    assert!(count > 1_000, "{count} citations are not all of them");
}

#[test]
fn every_form_of_a_citation_is_understood() {
    let row = |family: &str, number| Cited::Row(family.to_owned(), number);
    let rows = |family: &str| Cited::Rows(family.to_owned());
    let section =
        |page: &str, numbers: &[u32]| Cited::Section(Some(page.to_owned()), numbers.to_vec());
    let oddity = |page: &str, number| Cited::Oddity(Some(page.to_owned()), number);
    let all = |text: &str| cited(&running(text), None);

    assert_eq!(all("UTF-8 and a CRC-32 (`DNS-3`, O-12): 3 rows"), [row("DNS", 3), row("O", 12)]);
    assert_eq!(
        all("PR-1 to PR-3, KICK-7"),
        [row("PR", 1), row("PR", 2), row("PR", 3), row("KICK", 7)]
    );
    assert_eq!(all("(TX and ACK rows)"), [rows("TX"), rows("ACK")]);
    assert_eq!(
        all("//! Words (messages §3.2,\n//! §3.4 … §3.6), and rest §4."),
        [
            section("messages", &[3, 2]),
            section("messages", &[3, 4]),
            section("messages", &[3, 5]),
            section("messages", &[3, 6]),
            section("rest", &[4])
        ]
    );
    assert_eq!(
        all("/// messages\n/// oddities 11 and 12."),
        [oddity("messages", 11), oddity("messages", 12)]
    );
    assert_eq!(all("§5.2, oddity 6"), [Cited::Section(None, vec![5, 2]), Cited::Oddity(None, 6)]);
    assert_eq!(cited("§5.2", Some("rest")), [section("rest", &[5, 2])]);
}
