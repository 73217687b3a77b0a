//! The conversations, on the left.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::Span;
use ratatui::widgets::Widget as _;

use super::super::shown::Shown;
use super::super::state::State;
use super::super::talk::Key;
use super::super::wrap::{cut, width};
use super::{QUIET, sign};
use easemob_smol::core::Chat;

/// A row of the list.
enum Row {
    Name(Key, u64),
    /// What was said last.
    Last(Key, Shown),
}

impl Row {
    const fn key(&self) -> &Key {
        match self {
            Self::Name(key, _) | Self::Last(key, _) => key,
        }
    }
}

pub(super) fn draw(state: &State, area: Rect, frame: &mut Frame<'_>) {
    if area.width == 0 {
        return;
    }
    let rows: Vec<Row> = state.list().into_iter().flat_map(|key| rows(state, key)).collect();
    let is_chosen = |row: &Row| state.chosen.as_ref() == Some(row.key());
    // The chosen one is on the screen, with all its rows.
    let end = rows.iter().rposition(is_chosen).map_or(0, |at| at + 1);
    let skipped = end.saturating_sub(area.height.into());
    let lines = area.rows().zip(rows.iter().skip(skipped));
    for (line, row) in lines {
        let chosen = is_chosen(row);
        if chosen {
            let back = Style::new().bg(Color::Indexed(236));
            frame.buffer_mut().set_style(line, back);
            frame.buffer_mut()[(line.x, line.y)].set_char('▌').set_fg(Color::Cyan);
        }
        let line = Rect { x: line.x + 1, width: line.width.saturating_sub(2), ..line };
        match row {
            Row::Name(key, unread) => draw_name(state, key, *unread, chosen, line, frame),
            Row::Last(_, last) => {
                let text = cut(last.as_str(), line.width.into());
                Span::styled(text, QUIET).render(line, frame.buffer_mut());
            }
        }
    }
}

fn rows(state: &State, key: Key) -> Vec<Row> {
    let known = state.known.get(key.chat, &key.id);
    // What comes into the open conversation is read already, or in a moment.
    let seen = state.looks_at(&key);
    let unread = known.filter(|_| !seen).map_or(0, |one| one.unread());
    let last = known.and_then(|one| one.last()).filter(|last| !last.preview.is_empty());
    let last = last.map(|last| {
        let own = last.from == state.me.as_str();
        let text = match key.chat {
            Chat::Single if !own => last.preview.clone(),
            _ => format!("{}: {}", last.from, last.preview),
        };
        Row::Last(key.clone(), Shown::line(&text))
    });
    std::iter::once(Row::Name(key, unread)).chain(last).collect()
}

fn draw_name(
    state: &State,
    key: &Key,
    unread: u64,
    chosen: bool,
    line: Rect,
    frame: &mut Frame<'_>,
) {
    let count = match unread {
        0 => String::new(),
        1..=99 => format!(" {unread} "),
        _ => " 99+ ".to_owned(),
    };
    let room = usize::from(line.width).saturating_sub(width(&count) + 1);
    let name = cut(&format!("{}{}", sign(key), state.name(key)), room);
    let strong = chosen || unread > 0;
    let style = if strong { Style::new().add_modifier(Modifier::BOLD) } else { Style::new() };
    Span::styled(name, style).render(line, frame.buffer_mut());
    let columns = u16::try_from(width(&count)).unwrap_or_default().min(line.width);
    let right = Rect { x: line.right() - columns, width: columns, ..line };
    let badge = Style::new().fg(Color::Black).bg(Color::Yellow);
    Span::styled(count, badge).render(right, frame.buffer_mut());
}
