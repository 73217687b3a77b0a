//! Pages of a list: by number, or after a cursor.

use serde_json::{Value, json};

use super::{Call, Response};
use crate::server::Server;

/// How many of a list a page holds: what is asked for, within what the vendor allows.
#[derive(Clone, Copy)]
pub(super) struct Size {
    /// Name of the number in the query.
    pub(super) name: &'static str,
    pub(super) default: usize,
    pub(super) most: usize,
}

/// A page, and the cursor of the next if there is one.
pub(super) struct Page {
    pub(super) items: Vec<Value>,
    pub(super) next: Option<String>,
}

impl Size {
    fn of(self, call: &Call<'_>) -> usize {
        number(call, self.name).unwrap_or(self.default).clamp(1, self.most)
    }
}

impl Server {
    /// A page in `data`, with how many it holds and the cursor of the next.
    pub(super) fn page(&mut self, call: &Call<'_>, page: Page) -> Response {
        let mut members = json!({ "count": page.items.len(), "data": page.items });
        if let Some(next) = page.next {
            members["cursor"] = json!(next);
        }
        self.envelope(call, members)
    }
}

/// The page whose number the query gives; `first` is the number of the first one.
pub(super) fn numbered(
    call: &Call<'_>,
    first: usize,
    size: Size,
    all: impl Iterator<Item = Value>,
) -> Page {
    let size = size.of(call);
    let page = number(call, "pagenum").unwrap_or(first).saturating_sub(first);
    Page { items: all.skip(page.saturating_mul(size)).take(size).collect(), next: None }
}

/// The page after the cursor of the query; `all` is in the order of its keys.
pub(super) fn after_cursor(
    call: &Call<'_>,
    size: Size,
    all: impl Iterator<Item = (String, Value)>,
) -> Page {
    let cursor = text(call, "cursor").unwrap_or_default();
    let mut left = all.skip_while(|(key, _)| !cursor.is_empty() && key.as_str() <= cursor);
    let page: Vec<_> = left.by_ref().take(size.of(call)).collect();
    let more = left.next().is_some();
    let next = page.last().filter(|_| more).map(|(key, _)| key.clone());
    Page { items: page.into_iter().map(|(_, item)| item).collect(), next }
}

/// A text of the query. The Web SDK writes `undefined` and `null` for what it does not have.
pub(super) fn text<'a>(call: &'a Call<'_>, name: &str) -> Option<&'a str> {
    call.query(name).filter(|text| !["", "undefined", "null"].contains(text))
}

fn number(call: &Call<'_>, name: &str) -> Option<usize> {
    text(call, name)?.parse().ok()
}
