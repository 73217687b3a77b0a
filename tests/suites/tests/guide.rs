//! What `docs/guide` and the READMEs say beside prose: tables, links, and a translation.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use easemob_core::ErrorCode;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|failed| panic!("{path}: {failed}"))
}

/// Names between backticks in the first column of the tables below a heading.
fn first_column<'a>(page: &'a str, heading: &str) -> Vec<&'a str> {
    let below = page.split_once(heading).unwrap_or_else(|| panic!("no {heading:?}")).1;
    let section = below.split("\n## ").next().unwrap_or(below);
    let rows = section.lines().filter_map(|line| line.strip_prefix("| "));
    let cells = rows.filter_map(|row| row.split(" | ").next());
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect()
}

#[test]
fn every_error_code_is_listed_with_both_texts() {
    const HEADING: &str = "| code | name | English | 中文 |\n";
    let path = "docs/guide/errors.md";
    let page = read(path);
    let mut table = format!("{HEADING}| ---: | --- | --- | --- |\n");
    for code in ErrorCode::ALL {
        let (number, name) = (*code as i32, code.name());
        writeln!(table, "| {number} | `{name}` | {} | {} |", code.text_en(), code.text_zh())
            .expect("a string");
    }
    let prose = page.split(HEADING).next().unwrap_or(&page);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(root().join(path), format!("{prose}{table}")).expect("it can be written");
        return;
    }
    assert!(page == format!("{prose}{table}"), "{path} is old: run this with UPDATE=1");
}

#[test]
fn every_name_of_4_x_is_one_of_the_web_sdks() {
    let page = read("docs/guide/migration.md");
    let coverage = read("docs/coverage.md");
    let names = first_column(&page, "## The names of 4.x\n");
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        let known = coverage.lines().any(|line| {
            line.split(" | ").next().is_some_and(|cell| cell.contains(&format!("`{name}`")))
        });
        assert!(known, "docs/coverage.md has no operation `{name}`");
    }
}

/// Every page of the repository that people read.
fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<_> =
        ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "SECURITY.md", "llms.txt"]
            .map(|page| root().join(page))
            .into();
    let crates = ["core", "core/transport", "transport-smol", "transport-tokio", "fuzz"];
    let more = ["transport-embedded", "tests/bench", "tests/driver", "tests/emulator"];
    let last = ["tests/interop", "tests/simulation", "docs", "docs/guide", "docs/protocol"];
    for folder in crates.iter().chain(&more).chain(&last) {
        let entries = fs::read_dir(root().join(folder)).expect("a folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        pages.extend(paths.filter(|path| path.extension().is_some_and(|end| end == "md")));
    }
    assert!(pages.len() > 30, "{pages:?}");
    pages
}

/// The name under which a heading is linked to.
fn anchor(heading: &str) -> String {
    let heading = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// A link that leads nowhere is worse than none.
#[test]
fn every_relative_link_leads_to_a_file_and_its_heading() {
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page");
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in targets.filter(|target| !target.contains("://")) {
            let (path, heading) = target.split_once('#').unwrap_or((target, ""));
            let file = match path {
                "" => page.clone(),
                path => page.parent().expect("a folder").join(path),
            };
            assert!(file.exists(), "{}: {target}", page.display());
            if !heading.is_empty() {
                let linked = fs::read_to_string(&file).expect("a page");
                let mut headings = linked.lines().filter(|line| line.starts_with('#'));
                let found = headings.any(|line| anchor(line) == heading);
                assert!(found, "{}: no heading {target}", page.display());
            }
        }
    }
}

/// The blocks of code of a page.
fn blocks(page: &str) -> Vec<&str> {
    page.split("\n```").skip(1).step_by(2).collect()
}

#[test]
fn the_chinese_readme_has_the_code_of_the_english_one() {
    let (english, chinese) = (read("README.md"), read("README.zh-CN.md"));
    assert_eq!(blocks(&chinese), blocks(&english));
    assert!(blocks(&english).len() > 6);
}
