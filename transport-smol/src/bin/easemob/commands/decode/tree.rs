//! A decoded frame as a tree for people, and as JSON.

use easemob_emulator::dissect::{Part, Problem, Value, Way};
use serde_json::{Value as Json, json};

use super::Decoded;
use crate::exit::Failure;
use crate::output::{self, printable};
use crate::words::{Lang, words};

/// Bytes shown as hex; the rest is counted.
const HEX: usize = 64;

pub(super) fn print(decoded: &Decoded, lang: Lang) -> Result<(), Failure> {
    output::line(&printable(&head(decoded, lang)))?;
    if let Some(inside) = &decoded.inside {
        parts(&inside.parts, 1, lang)?;
    }
    for Problem { layer, at, what } in &decoded.problems {
        let words = words!("  ✗ {layer}, byte {at}: {what}", "  ✗ {layer}，第 {at} 字节：{what}");
        output::line(&printable(words.pick(lang)))?;
    }
    Ok(())
}

fn head(decoded: &Decoded, lang: Lang) -> String {
    let (place, length) = (&decoded.captured.place, decoded.length);
    let mut head = match &decoded.inside {
        Some(inside) => {
            let command = &inside.command;
            let arrow = match inside.way {
                Way::Up => words!("client → server", "客户端 → 服务器"),
                Way::Down => words!("server → client", "服务器 → 客户端"),
            };
            let arrow = arrow.pick(lang);
            words!(
                "{place}  {command}  {arrow}  {length} bytes",
                "{place}  {command}  {arrow}  {length} 字节"
            )
        }
        None => words!("{place}  {length} bytes", "{place}  {length} 字节"),
    };
    if let Some(packed) = decoded.compressed {
        head.add(&words!(" (LZ4: {packed})", "（LZ4：{packed}）"));
    }
    head.pick(lang).to_owned()
}

fn parts(of: &[Part], depth: usize, lang: Lang) -> Result<(), Failure> {
    let indent = "  ".repeat(depth);
    for part in of {
        let name = match part.name {
            Some(name) => name.to_owned(),
            None => format!("#{} ({})", part.number, part.wire),
        };
        let (value, inside) = match &part.value {
            Value::Plain(Json::String(text)) if part.wire != "varint" => {
                (format!("{text:?}"), None)
            }
            Value::Plain(Json::String(text)) => (text.clone(), None),
            Value::Plain(json) => (json.to_string(), None),
            Value::Message(inside) => (String::new(), Some(inside)),
            Value::Payload(kind, inside) => (kind.clone(), Some(inside)),
            Value::Bytes(bytes) => (hex(bytes, lang), None),
            Value::Hidden(length) => {
                (words!("*** ({length} bytes)", "***（{length} 字节）").pick(lang).to_owned(), None)
            }
        };
        let value = if value.is_empty() { value } else { format!(" {value}") };
        output::line(&printable(&format!("{indent}{name}:{value}")))?;
        if let Some(inside) = inside {
            parts(inside, depth + 1, lang)?;
        }
    }
    Ok(())
}

fn hex(bytes: &[u8], lang: Lang) -> String {
    let shown: String = bytes.iter().take(HEX).map(|byte| format!("{byte:02x}")).collect();
    let length = bytes.len();
    let words = match length {
        0 => words!("0 bytes", "0 字节"),
        1..=HEX => words!("{shown}", "{shown}"),
        _ => words!("{shown}… ({length} bytes)", "{shown}…（{length} 字节）"),
    };
    words.pick(lang).to_owned()
}

pub(super) fn json(decoded: &Decoded) -> Json {
    let problems: Vec<Json> = decoded
        .problems
        .iter()
        .map(|Problem { layer, at, what }| json!({ "layer": layer, "at": at, "what": what }))
        .collect();
    let inside = decoded.inside.as_ref();
    json!({
        "place": decoded.captured.place,
        "direction": inside.map(|it| it.way.name()),
        "command": inside.map(|it| &it.command),
        "bytes": decoded.length,
        "compressed": decoded.compressed,
        "fields": inside.map(|it| list(&it.parts)),
        "problems": problems,
    })
}

fn list(parts: &[Part]) -> Json {
    parts.iter().map(field).collect()
}

fn field(part: &Part) -> Json {
    let mut shown = json!({ "at": part.at, "number": part.number, "wire": part.wire });
    let mut set = |name: &str, value: Json| shown[name] = value;
    if let Some(name) = part.name {
        set("name", json!(name));
    }
    match &part.value {
        Value::Plain(value) => set("value", value.clone()),
        Value::Message(inside) => set("fields", list(inside)),
        Value::Payload(kind, inside) => {
            set("payload", json!(kind));
            set("fields", list(inside));
        }
        Value::Bytes(bytes) => {
            set("hex", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into());
        }
        Value::Hidden(length) => set("hidden", json!(length)),
    }
    shown
}
