//! The configuration file: TOML, a key for each option.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::rc::Rc;

use toml::{Table, Value};

use super::{Given, Layer, Origin, Setting};
use crate::exit::{Exit, Failure};
use crate::words::{Lang, Words, os, words};

/// What the file says. It may be missing when nobody `asked` for it.
///
/// Nothing of its content is repeated in a failure: it may hold a password.
pub(super) fn read(path: &Path, asked: bool) -> Result<Layer, Failure> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        // Where it would be there may be no folder either, without a home for example.
        Err(error)
            if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) && !asked =>
        {
            return Ok(Layer::default());
        }
        Err(error) => return Err(Failure::at(path, Exit::Config, &os(&error))),
    };
    let table = text.parse::<Table>().map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let (line, column) = position(before);
        let en = format!("line {line}, column {column}: this is not TOML");
        wrong(path, &en, &format!("第 {line} 行第 {column} 列：不符合 TOML 语法"))
    })?;
    let origin: Rc<Path> = path.into();
    let mut layer = Layer::default();
    for (name, value) in table {
        let known = Setting::ALL.into_iter().find(|key| key.name() == name && !key.is_stdin());
        let Some(key) = known else {
            let names = names();
            let en = format!("there is no option {name:?}, only {names}");
            return Err(wrong(path, &en, &format!("没有名为 {name:?} 的选项，可用的有 {names}")));
        };
        let Some(value) = text_of(key, value) else {
            let (en, zh) = match key {
                Setting::Seeds => ("must be text, or a list of texts", "必须是字符串或字符串列表"),
                _ => ("must be text in quotes", "必须是带引号的字符串"),
            };
            return Err(wrong(path, &format!("{name} {en}"), &format!("{name} {zh}")));
        };
        layer.set(Given::new(key, value, Origin::File(origin.clone())));
    }
    Ok(layer)
}

/// The language it asks for, if that can be read.
pub(super) fn lang(path: &Path) -> Option<Lang> {
    let table = fs::read_to_string(path).ok()?.parse::<Table>().ok()?;
    Lang::named(table.get(Setting::Lang.name())?.as_str()?)
}

fn text_of(key: Setting, value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Array(list) if key == Setting::Seeds => {
            let texts: Option<Vec<_>> = list.iter().map(Value::as_str).collect();
            texts.map(|texts| texts.join(","))
        }
        _ => None,
    }
}

fn names() -> String {
    let names = Setting::ALL.iter().filter(|key| !key.is_stdin()).map(|key| key.name());
    names.collect::<Vec<_>>().join(", ")
}

/// Counted from 1.
fn position(before: &str) -> (usize, usize) {
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

fn wrong(path: &Path, en: &str, zh: &str) -> Failure {
    Failure::at(path, Exit::Config, &Words::new(en, zh))
}

/// A password that everybody on the machine can read is worth a word.
#[cfg(unix)]
pub(super) fn is_open(path: &Path, layer: &Layer) -> Option<Words> {
    use std::os::unix::fs::PermissionsExt as _;
    let holds_secret = [Setting::Password, Setting::Token, Setting::AppToken]
        .iter()
        .any(|key| layer.get(*key).is_some());
    let mode = fs::metadata(path).map(|metadata| metadata.permissions().mode());
    let path = path.display();
    (holds_secret && mode.is_ok_and(|mode| mode & 0o077 != 0)).then(|| {
        words!(
            "{path} holds a secret and others can read it: chmod 600 {path}",
            "{path} 中有密码或 token，其他人可以读取：请执行 chmod 600 {path}"
        )
    })
}

#[cfg(not(unix))]
pub(super) fn is_open(_: &Path, _: &Layer) -> Option<Words> {
    None
}
