//! The screen, as a function of the state.

mod list;
mod messages;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget as _};
use unicode_segmentation::UnicodeSegmentation as _;

use super::editor::Editor;
use super::keys::help;
use super::shown::Shown;
use super::state::{Link, State};
use super::talk::Key;
use super::wrap::{cut, width};
use crate::words::words;
use easemob_smol::core::Chat;

pub(super) const QUIET: Style = Style::new().fg(Color::DarkGray);
const STRONG: Style = Style::new().add_modifier(Modifier::BOLD);

/// Where everything is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Areas {
    pub(super) title: Rect,
    pub(super) list: Rect,
    pub(super) history: Rect,
    pub(super) prompt: Rect,
    pub(super) status: Rect,
    /// The column between the list and the history; `None` where there is no room for a list.
    divider: Option<u16>,
}

impl Areas {
    /// Fewer columns have no room for a list.
    const LIST: u16 = 60;

    /// On a screen of so many columns and rows.
    pub(super) fn new((columns, rows): (u16, u16)) -> Self {
        let list = if columns >= Self::LIST { (columns / 3).min(28) } else { 0 };
        let divider = (list > 0).then_some(list);
        let left = divider.map_or(0, |at| at + 2);
        // A title and a rule above, a rule, a prompt and a status below.
        let height = rows.saturating_sub(5);
        let row = |y: u16| Rect::new(0, y.min(rows), columns, u16::from(y < rows));
        Self {
            title: row(0),
            list: Rect::new(0, 2, list, height),
            history: Rect::new(left, 2, columns - left, height),
            prompt: row(height + 3),
            status: row(height + 4),
            divider,
        }
    }
}

/// Draws everything.
pub(super) fn draw(state: &State, frame: &mut Frame<'_>) {
    let screen = frame.area();
    let areas = Areas::new((screen.width, screen.height));
    if screen.is_empty() {
        return;
    }
    if screen.height < 7 || screen.width < 20 {
        let words = words!("too small", "窗口太小");
        frame.render_widget(words.pick(state.lang), screen);
        return;
    }
    title(state, &areas, frame);
    rules(state, &areas, frame);
    list::draw(state, areas.list, frame);
    match state.help || state.chosen.is_none() {
        true => draw_help(state, areas.history, frame),
        false => messages::draw(state, areas.history, frame),
    }
    prompt(state, areas.prompt, frame);
    status(state, areas.status, frame);
}

fn title(state: &State, areas: &Areas, frame: &mut Frame<'_>) {
    let me = Shown::line(state.me.as_str());
    let left = areas.history.x;
    if let Some(divider) = areas.divider {
        let who = cut(&format!(" easemob  {me}"), divider.into());
        frame.render_widget(Span::styled(who, STRONG), areas.title);
        frame.buffer_mut()[(divider, areas.title.y)].set_char('│').set_style(QUIET);
    }
    let Some(key) = &state.chosen else { return };
    let (name, id) = (state.name(key), Shown::line(&key.id));
    let mut spans = vec![Span::styled(format!("{}{name}", sign(key)), STRONG)];
    if name != id {
        spans.push(Span::styled(format!("  {id}"), QUIET));
    }
    let area = Rect { x: left, width: areas.title.width - left, ..areas.title };
    frame.render_widget(Line::from(spans), area);
}

/// What tells groups from people.
fn sign(key: &Key) -> &'static str {
    match key.chat {
        Chat::Single => "",
        Chat::Group | Chat::Room => "# ",
    }
}

fn rules(state: &State, areas: &Areas, frame: &mut Frame<'_>) {
    let (above, below) = (areas.title.y + 1, areas.prompt.y - 1);
    let buffer = frame.buffer_mut();
    for x in 0..areas.title.width {
        for y in [above, below] {
            buffer[(x, y)].set_char('─').set_style(QUIET);
        }
    }
    if let Some(x) = areas.divider {
        for y in above..=below {
            let cross = match y {
                _ if y == above => '┼',
                _ if y == below => '┴',
                _ => '│',
            };
            buffer[(x, y)].set_char(cross).set_style(QUIET);
        }
    }
    let Some(talk) = state.talk() else { return };
    let name = state.name(&talk.key);
    let words = match talk.writing {
        _ if talk.scroll > 0 => words!(" ↓ Esc for the latest ", " ↓ 按 Esc 回到最新 "),
        Some(_) => words!(" {name} is typing … ", " {name} 正在输入… "),
        None => return,
    };
    let area = Rect::new(areas.history.x, below, areas.history.width, 1);
    let text = cut(words.pick(state.lang), area.width.into());
    Span::styled(text, Style::new().fg(Color::Cyan)).render(area, buffer);
}

fn draw_help(state: &State, area: Rect, frame: &mut Frame<'_>) {
    frame.render_widget(Clear, area);
    let help = help();
    let keys = help.iter().map(|(key, _)| width(key)).max().unwrap_or_default();
    let line = |(key, words): &(&'static str, crate::words::Words)| {
        let key = format!("{key}{}", " ".repeat(keys - width(key) + 2));
        Line::from(vec![
            Span::styled(key, Style::new().fg(Color::Cyan)),
            Span::raw(words.pick(state.lang).to_owned()),
        ])
    };
    let lines: Vec<Line<'_>> = help.iter().map(line).collect();
    let middle = area.height.saturating_sub(lines.len().try_into().unwrap_or(u16::MAX)) / 2;
    let area = Rect { y: area.y + middle, height: area.height - middle, ..area };
    frame.render_widget(ratatui::text::Text::from(lines), area);
}

fn prompt(state: &State, area: Rect, frame: &mut Frame<'_>) {
    let editor: &Editor = state.talk().map_or(&state.nowhere, |talk| &talk.editor);
    let (before, behind) = editor.parts();
    let area = Rect { x: area.x + 1, width: area.width - 1, ..area };
    frame.render_widget(Span::styled("›", STRONG.fg(Color::Cyan)), area);
    let area = Rect { x: area.x + 2, width: area.width.saturating_sub(3), ..area };
    // The cursor stays on the screen: what is far from it is not shown.
    let mut seen = fitting(before.graphemes(true).rev(), area.width.saturating_sub(1).into());
    seen.reverse();
    let seen = seen.concat();
    let at = u16::try_from(width(&seen)).unwrap_or_default();
    let rest = fitting(behind.graphemes(true), area.width.saturating_sub(at).into()).concat();
    frame.render_widget(Span::raw(seen + &rest), area);
    frame.set_cursor_position(Position::new(area.x + at, area.y));
}

/// What is shown of graphemes, as long as there is room for them in one line.
fn fitting<'a>(graphemes: impl Iterator<Item = &'a str>, mut room: usize) -> Vec<String> {
    let shown = graphemes.map(|grapheme| Shown::text(grapheme).as_str().replace('\n', "⏎"));
    let fits = shown.map_while(|shown| {
        room = room.checked_sub(width(&shown))?;
        Some(shown)
    });
    fits.collect()
}

fn status(state: &State, area: Rect, frame: &mut Frame<'_>) {
    let (dot, color, words) = match &state.link {
        Link::Online if state.syncing => ("●", Color::Green, words!("receiving", "正在接收消息")),
        Link::Online => ("●", Color::Green, words!("online", "在线")),
        Link::Reconnecting(how) => ("○", Color::Yellow, words!("{how}", "{how}")),
    };
    let mut spans = vec![
        Span::styled(format!(" {dot} "), Style::new().fg(color)),
        Span::raw(words.pick(state.lang).to_owned()),
    ];
    match &state.notice {
        Some(notice) => {
            let color = if notice.wrong { Color::Red } else { Color::Cyan };
            let text = format!("  {}", notice.text);
            spans.push(Span::styled(text, Style::new().fg(color)));
        }
        None => {
            let words = words!(
                "  Tab next · PageUp earlier · /help · /quit",
                "  Tab 下一个会话 · PageUp 更早 · /help 帮助 · /quit 退出"
            );
            spans.push(Span::styled(words.pick(state.lang).to_owned(), QUIET));
        }
    }
    frame.render_widget(Line::from(spans), area);
}
