//! What was said, on the right.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};

use super::super::line::Mark;
use super::super::rows::{Form, Row, tail};
use super::super::state::State;
use super::super::talk::{Older, Talk};
use super::super::wrap::{cut, width};
use super::QUIET;
use crate::words::words;

pub(super) fn draw(state: &State, area: Rect, frame: &mut Frame<'_>) {
    let Some(talk) = state.talk() else { return };
    let form = Form { columns: area.width.into(), lang: state.lang, zone: &state.zone };
    let height = usize::from(area.height);
    let rows = form.last(talk, height + talk.scroll);
    let all = rows.len() < height + talk.scroll;
    // On a screen that has grown there is less to scroll.
    let end = rows.len().saturating_sub(talk.scroll).max(height.min(rows.len()));
    let from = end.saturating_sub(height);
    let names = form.names(talk);
    let mut lines: Vec<Line<'_>> =
        rows[from..end].iter().map(|row| line(row, names, &form)).collect();
    if all && lines.len() < height {
        lines.insert(0, beginning(state, talk));
    }
    // The latest is at the bottom.
    let top = area.height.saturating_sub(lines.len().try_into().unwrap_or(u16::MAX));
    let area = Rect { y: area.y + top, height: area.height - top, ..area };
    frame.render_widget(ratatui::text::Text::from(lines), area);
}

/// What stands before the first message.
fn beginning(state: &State, talk: &Talk) -> Line<'static> {
    let words = match talk.older {
        Older::Unasked => words!("", ""),
        Older::Asked(_) => words!("loading …", "正在加载…"),
        Older::From(_) => words!("PageUp for earlier messages", "按 PageUp 查看更早的消息"),
        Older::None if talk.lines().is_empty() => words!("nothing was said yet", "还没有消息"),
        Older::None => words!("this is where it began", "没有更早的消息了"),
    };
    Line::styled(words.pick(state.lang).to_owned(), QUIET)
}

fn line(row: &Row, names: usize, form: &Form<'_>) -> Line<'static> {
    match row {
        Row::Day(day) => {
            let rest = form.columns.saturating_sub(width(day) + 4);
            Line::styled(format!("── {day} {}", "─".repeat(rest)), QUIET)
        }
        Row::Said { head, text, own, taken_back, edited, mark } => {
            let mut spans = match head {
                Some((at, from)) => {
                    let name = cut(from.as_str(), names);
                    let gap = " ".repeat(names - width(&name) + 1);
                    let style = Style::new().fg(color(from.as_str(), *own));
                    vec![
                        Span::styled(format!("{at} "), QUIET),
                        Span::styled(format!("{name}{gap}"), style.add_modifier(Modifier::BOLD)),
                    ]
                }
                None => vec![Span::raw(" ".repeat(Form::TIME + names + 1))],
            };
            let style = if *taken_back { QUIET } else { Style::new() };
            spans.push(Span::styled(text.clone(), style));
            let color = match mark {
                Some(Mark::Failed) => Style::new().fg(Color::Red),
                Some(Mark::Read) => Style::new().fg(Color::Cyan),
                _ => QUIET,
            };
            spans.push(Span::styled(tail(*edited, *mark, form.lang), color));
            Line::from(spans)
        }
    }
}

/// The colour of a name: always the same.
fn color(name: &str, own: bool) -> Color {
    const COLORS: [Color; 5] =
        [Color::Magenta, Color::Yellow, Color::Blue, Color::LightRed, Color::LightMagenta];
    if own {
        return Color::Green;
    }
    let sum = name.bytes().fold(7_usize, |sum, byte| sum.wrapping_mul(31) ^ usize::from(byte));
    COLORS[sum % COLORS.len()]
}
