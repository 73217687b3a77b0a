//! A screen as a picture.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

use crate::commands::chat::wrap::width;

/// A cell, in pixels.
const CELL: (usize, usize) = (9, 20);
/// Around the cells, and of the bar on top of the window.
const MARGIN: usize = 16;
const BAR: usize = 34;
const BACK: &str = "#1e1e2e";
const FRONT: &str = "#cdd6f4";

/// What is on the screen, in a window with a title; the cursor is a block.
pub(super) fn svg(screen: &Buffer, cursor: Position, title: &str) -> String {
    let (columns, rows) = (usize::from(screen.area.width), usize::from(screen.area.height));
    let (wide, high) = (columns * CELL.0 + 2 * MARGIN, rows * CELL.1 + BAR + MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" \
         viewBox=\"0 0 {wide} {high}\" font-family=\"ui-monospace, SFMono-Regular, Menlo, \
         Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"15\">\n\
         <rect width=\"{wide}\" height=\"{high}\" rx=\"9\" fill=\"{BACK}\"/>\n"
    );
    for (at, color) in ["#f38ba8", "#f9e2af", "#a6e3a1"].into_iter().enumerate() {
        let x = MARGIN + 5 + at * 20;
        _ = writeln!(svg, "<circle cx=\"{x}\" cy=\"17\" r=\"6\" fill=\"{color}\"/>");
    }
    let middle = wide / 2;
    _ = writeln!(
        svg,
        "<text x=\"{middle}\" y=\"22\" text-anchor=\"middle\" fill=\"#7f849c\">{title}</text>"
    );
    for y in 0..rows {
        let row: Vec<&Cell> = (0..columns).map(|x| &screen.content()[y * columns + x]).collect();
        backgrounds(&mut svg, &row, y);
        if usize::from(cursor.y) == y {
            let (x, y) = corner(cursor.x.into(), y);
            let (w, h) = CELL;
            _ = writeln!(
                svg,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" fill=\"{FRONT}\"/>"
            );
        }
        texts(&mut svg, &row, y);
    }
    svg.push_str("</svg>\n");
    svg
}

fn corner(column: usize, row: usize) -> (usize, usize) {
    (MARGIN + column * CELL.0, BAR + row * CELL.1)
}

fn backgrounds(svg: &mut String, row: &[&Cell], y: usize) {
    let mut x = 0;
    for same in row.chunk_by(|one, other| one.bg == other.bg) {
        if let Some(color) = color(same[0].bg) {
            let (left, top) = corner(x, y);
            let (w, h) = (same.len() * CELL.0, CELL.1);
            _ = writeln!(
                svg,
                "<rect x=\"{left}\" y=\"{top}\" width=\"{w}\" height=\"{h}\" fill=\"{color}\"/>"
            );
        }
        x += same.len();
    }
}

/// Characters of one column in one piece, as wide as their columns whatever the font; wide ones each
/// in the middle of theirs; lines and blocks drawn, so that they meet.
fn texts(svg: &mut String, row: &[&Cell], y: usize) {
    let mut x = 0;
    while let Some(cell) = row.get(x) {
        let columns = width(cell.symbol()).max(1);
        if drawn(svg, cell, x, y) {
            x += 1;
        } else if columns > 1 {
            let (left, top) = corner(x, y);
            let (at, base) = (left + columns * CELL.0 / 2, top + 15);
            let style = style(cell);
            let text = cell.symbol();
            _ = writeln!(
                svg,
                "<text x=\"{at}\" y=\"{base}\" text-anchor=\"middle\"{style}>{text}</text>"
            );
            x += columns;
        } else {
            let same = |other: &&&Cell| {
                (other.fg, other.modifier) == (cell.fg, cell.modifier)
                    && width(other.symbol()) == 1
                    && !is_drawn(other.symbol())
            };
            let run: String = row[x..].iter().take_while(same).map(|cell| cell.symbol()).collect();
            let length = row[x..].iter().take_while(same).count();
            written(svg, &run, cell, (x, y));
            x += length;
        }
    }
}

/// A piece of text, without the spaces around it.
fn written(svg: &mut String, run: &str, cell: &Cell, (x, y): (usize, usize)) {
    let text = run.trim();
    if text.is_empty() {
        return;
    }
    let (left, top) = corner(x + run.len() - run.trim_start().len(), y);
    let (length, base) = (width(text) * CELL.0, top + 15);
    let style = style(cell);
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    _ = writeln!(
        svg,
        "<text x=\"{left}\" y=\"{base}\" textLength=\"{length}\" \
         lengthAdjust=\"spacingAndGlyphs\" style=\"white-space:pre\"{style}>{text}</text>"
    );
}

fn is_drawn(symbol: &str) -> bool {
    matches!(symbol, "─" | "│" | "┼" | "┴" | "▌")
}

fn drawn(svg: &mut String, cell: &Cell, x: usize, y: usize) -> bool {
    let ((left, top), (w, h)) = (corner(x, y), CELL);
    let (right, bottom) = (left + w, top + h);
    let (middle, half) = (left + w / 2, top + h / 2);
    let path = match cell.symbol() {
        "─" => format!("M{left} {half}H{right}"),
        "│" => format!("M{middle} {top}V{bottom}"),
        "┼" => format!("M{left} {half}H{right}M{middle} {top}V{bottom}"),
        "┴" => format!("M{left} {half}H{right}M{middle} {top}V{half}"),
        "▌" => {
            let front = color(cell.fg).unwrap_or(FRONT);
            _ = writeln!(
                svg,
                "<rect x=\"{left}\" y=\"{top}\" width=\"4\" height=\"{h}\" fill=\"{front}\"/>"
            );
            return true;
        }
        _ => return false,
    };
    _ = writeln!(svg, "<path d=\"{path}\" stroke=\"#45475a\"/>");
    true
}

fn style(cell: &Cell) -> String {
    let front = color(cell.fg).unwrap_or(FRONT);
    match cell.modifier.contains(Modifier::BOLD) {
        true => format!(" fill=\"{front}\" font-weight=\"bold\""),
        false => format!(" fill=\"{front}\""),
    }
}

fn color(color: Color) -> Option<&'static str> {
    Some(match color {
        Color::Reset => return None,
        Color::Black => BACK,
        Color::DarkGray => "#7f849c",
        Color::Indexed(236) => "#313244",
        Color::Red => "#f38ba8",
        Color::Green => "#a6e3a1",
        Color::Yellow => "#f9e2af",
        Color::Blue => "#89b4fa",
        Color::Magenta => "#f5c2e7",
        Color::Cyan => "#89dceb",
        Color::LightRed => "#fab387",
        Color::LightMagenta => "#cba6f7",
        other => panic!("no picture has {other:?} yet"),
    })
}
