//! Lists that come in pages.

use alloc::collections::VecDeque;
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
        let listed = items.len();
        Self::numbered(items, listed, number, size)
    }

    /// The same where not all that is listed is told.
    pub(crate) fn numbered(items: Vec<T>, listed: usize, number: u32, size: u32) -> Self {
        let full = u32::try_from(listed).is_ok_and(|count| count >= size.max(1));
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
/// [`Paged::turn`] leads from page to page; [`Walk`] goes all the way, and the transports make a
/// stream of it.
pub trait Paged: Endpoint<Reply = Page<Self::Item>> + Clone {
    /// What is on a page.
    type Item: Send + 'static;

    /// The call for the page that begins at `next`, as a [`Page`] said.
    #[must_use]
    fn turn(&self, next: &str) -> Option<Self>;
}

/// A walk through a list, page by page, asking for the next page when the last one is used up.
///
/// It ends with the list, also when a server leads in a circle.
#[derive(Clone, Debug)]
pub struct Walk<E: Paged> {
    wanted: Option<E>,
    came_from: Option<String>,
    /// A page turned to earlier, taken anew after 1, 2, 4, 8 … pages: a circle leads back to it.
    mark: Option<String>,
    turns: u64,
    items: VecDeque<E::Item>,
}

impl<E: Paged> Walk<E> {
    /// A walk that begins with this page.
    #[must_use]
    pub fn new(first: E) -> Self {
        Self { wanted: Some(first), came_from: None, mark: None, turns: 0, items: VecDeque::new() }
    }

    /// The next item at hand. With none, [`Walk::wanted`] says what to ask for.
    pub fn item(&mut self) -> Option<E::Item> {
        self.items.pop_front()
    }

    /// The page to ask for; `None` at the end of the list.
    #[must_use]
    pub fn wanted(&self) -> Option<&E> {
        self.wanted.as_ref()
    }

    /// The page that was asked for.
    pub fn take(&mut self, page: Page<E::Item>) {
        self.items.extend(page.items);
        let known = [self.came_from.as_deref(), self.mark.as_deref()];
        let next = page.next.filter(|next| !known.contains(&Some(next)));
        self.turns += 1;
        if self.turns.is_power_of_two() {
            self.mark.clone_from(&next);
        }
        let asked = self.wanted.take();
        self.wanted = asked.zip(next.as_deref()).and_then(|(asked, next)| asked.turn(next));
        self.came_from = next;
    }

    /// Nothing more is asked for: a page failed.
    pub fn stop(&mut self) {
        self.wanted = None;
    }
}

#[cfg(all(test, feature = "contact"))]
mod tests {
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;

    use super::{Page, Walk};
    use crate::rest::contact::{Contact, ListContacts};

    fn page(names: &[&str], next: Option<&str>) -> Page<Contact> {
        let contact = |name: &&str| -> Contact {
            serde_json::from_value(serde_json::json!({ "username": name })).expect("a contact")
        };
        Page::with_cursor(names.iter().map(contact).collect(), next.map(ToString::to_string))
    }

    fn walk(pages: &[Page<Contact>]) -> (Vec<String>, Vec<Option<String>>) {
        let (mut names, mut asked) = (Vec::new(), Vec::new());
        let mut walk = Walk::new(ListContacts { limit: 2, cursor: None });
        let mut pages = pages.iter();
        while let Some(wanted) = walk.wanted() {
            asked.push(wanted.cursor.clone());
            walk.take(pages.next().expect("a page that nobody should ask for").clone());
            while let Some(contact) = walk.item() {
                names.push(contact.user);
            }
        }
        (names, asked)
    }

    #[test]
    fn a_walk_turns_every_page_once() {
        let pages = [page(&["a", "b"], Some("2")), page(&[], Some("3")), page(&["c"], Some(""))];
        let (names, asked) = walk(&pages);
        assert_eq!(names, ["a", "b", "c"]);
        assert_eq!(asked, [None, Some("2".into()), Some("3".into())]);
    }

    #[test]
    fn a_page_that_follows_itself_is_the_last() {
        let pages = [page(&["a"], Some("2")), page(&["b"], Some("2"))];
        assert_eq!(walk(&pages).0, ["a", "b"]);
    }

    #[test]
    fn a_circle_of_pages_ends() {
        for length in 2..6 {
            let mut walk = Walk::new(ListContacts { limit: 2, cursor: None });
            let mut asked = 0;
            while walk.wanted().is_some() {
                asked += 1;
                assert!(asked < 30, "a circle of {length} pages goes on");
                walk.take(page(&["a"], Some(&(asked % length).to_string())));
            }
        }
    }
}
