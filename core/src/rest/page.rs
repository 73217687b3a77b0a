//! Lists that come in pages.

use alloc::string::String;
use alloc::vec::Vec;

use super::Endpoint;

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next one begins; `None` on the last page.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// A page of a list with cursors: an empty or missing one means the end.
    #[must_use]
    pub fn with_cursor(items: Vec<T>, cursor: Option<String>) -> Self {
        Self { items, next: cursor.filter(|cursor| !cursor.is_empty()) }
    }

    /// A page of a list with numbered pages: the last one is not full.
    #[must_use]
    pub fn with_number(items: Vec<T>, number: u32, size: u32) -> Self {
        let full = u32::try_from(items.len()).is_ok_and(|count| count >= size.max(1));
        let next = full.then(|| alloc::format!("{}", number.saturating_add(1)));
        Self { items, next }
    }

    /// The same page with other items.
    #[must_use]
    pub fn map<U>(self, item: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(item).collect(), next: self.next }
    }
}

/// An endpoint that answers a page.
///
/// [`Paged::turn`] leads from page to page; the transports have `pages`, a stream of the items of
/// all of them.
pub trait Paged: Endpoint<Reply = Page<Self::Item>> + Sized {
    /// What is on a page.
    type Item: Send + 'static;

    /// The call for the page that begins at `next`, as a [`Page`] said.
    #[must_use]
    fn turn(&self, next: &str) -> Option<Self>;
}
