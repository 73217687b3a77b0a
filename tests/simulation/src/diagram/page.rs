//! The diagram as one page that needs nothing else: open it in a browser.

use std::fmt::Write as _;

use super::{Diagram, Mark, Mood, Row, clock};
use crate::network::Way;

/// Pixels: a row, the first lane, from one lane to the next.
const ROW: usize = 22;
const LEFT: usize = 150;
const LANE: usize = 330;
/// Rows drawn; what came before the last ones is in the text.
const MOST: usize = 3_000;

const STYLE: &str = "
:root{--paper:#fbfaf7;--ink:#22252b;--faint:#8b8f98;--line:#dcd9d1;--up:#2563eb;--down:#0d8a6a;
--fault:#d6336c;--good:#2b8a3e;--broken:#b00020}
@media(prefers-color-scheme:dark){:root{--paper:#15171c;--ink:#e6e7ea;--faint:#7c818c;
--line:#2c3038;--up:#7aa2ff;--down:#4fd1a5;--fault:#ff6b9d;--good:#7ddc8f;--broken:#ff5370}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);
font:13px/1.4 ui-sans-serif,system-ui,sans-serif}
header{padding:20px 28px 8px}h1{font-size:18px;margin:0 0 4px;font-weight:650}
header p{margin:0;color:var(--faint)}code{font:12px ui-monospace,monospace}
.names{position:sticky;top:0;z-index:1;height:38px;background:var(--paper);
border-bottom:1px solid var(--line)}
.names b{position:absolute;top:8px;transform:translateX(-50%);padding:1px 12px;border-radius:99px;
border:1px solid var(--line);font-weight:600}
svg{display:block;font:12px ui-sans-serif,system-ui,sans-serif}
.lane{stroke:var(--line);stroke-width:2}.time{fill:var(--faint);font:11px ui-monospace,monospace}
.up{stroke:var(--up);fill:var(--up)}.down{stroke:var(--down);fill:var(--down)}
.lost{stroke:var(--fault);fill:var(--fault);stroke-dasharray:4 4}
.flight{stroke-width:1.4;fill:none}.name{stroke:var(--paper);stroke-width:4;paint-order:stroke}
.cross{stroke:var(--fault);stroke-width:2.4}
.plain{fill:var(--faint)}.good{fill:var(--good)}.fault{fill:var(--fault);font-weight:600}
.broken{fill:var(--broken);font-weight:700}
";

impl Diagram {
    /// The diagram as an HTML page with one SVG. `title` and `replay`, the command that replays it,
    /// stand above.
    #[must_use]
    pub fn page(&self, title: &str, replay: &str) -> String {
        let first = self.rows.len().saturating_sub(MOST);
        let (width, height) =
            (LEFT + (self.names.len() + 1) * LANE, (self.rows.len() - first) * ROW);
        let mut page = format!(
            "<!doctype html><html lang=en><meta charset=utf-8>\
             <meta name=viewport content='width=device-width'><title>{0}</title>\
             <style>{STYLE}</style><header><h1>{0}</h1><p><code>{1}</code></p></header>\
             <div class=names style='width:{width}px'>",
            escape(title),
            escape(replay),
        );
        let names = ["server"].into_iter().chain(self.names.iter().map(String::as_str));
        for (lane, name) in names.enumerate() {
            let _ = write!(page, "<b style='left:{}px'>{}</b>", x(lane), escape(name));
        }
        let _ = write!(page, "</div><svg width={width} height={} role=img>", height + ROW);
        for way in ["up", "down", "lost"] {
            let _ = write!(
                page,
                "<marker id={way} viewBox='0 0 8 8' refX=7 refY=4 markerWidth=7 markerHeight=7 \
                 orient=auto><path d='M0 0L8 4L0 8z' class={way} stroke='none'/></marker>"
            );
        }
        for lane in 0..=self.names.len() {
            let x = x(lane);
            let _ = write!(page, "<path class=lane d='M{x} 0V{}'/>", height + ROW);
        }
        let mut last = None;
        for (index, row) in self.rows.iter().enumerate().skip(first) {
            let y = y(index - first);
            if last.replace(row.at) != Some(row.at) {
                let at = clock(row.at);
                let _ =
                    write!(page, "<text class=time x=96 y={} text-anchor=end>{at}</text>", y + 4);
            }
            self.draw(&mut page, row, y, |other| y_of(other, first));
        }
        page.push_str("</svg></html>\n");
        page
    }

    fn draw(&self, page: &mut String, row: &Row, y: usize, y_of: impl Fn(usize) -> usize) {
        let lane = row.lane.map_or(0, |lane| lane + 1);
        match &row.mark {
            Mark::Note(mood, what) => {
                let class = match mood {
                    Mood::Plain => "plain",
                    Mood::Good => "good",
                    Mood::Fault => "fault",
                    Mood::Broken => "broken",
                };
                let (x, radius) = (x(lane), if *mood == Mood::Plain { 3 } else { 5 });
                let short: String = what.chars().take(46).collect();
                let short = if short.len() < what.len() && *mood != Mood::Broken {
                    escape(&format!("{short}…"))
                } else {
                    escape(what)
                };
                let _ = write!(
                    page,
                    "<g class={class}><title>{}</title><circle cx={x} cy={y} r={radius} />\
                     <text x={} y={}>{short}</text></g>",
                    escape(what),
                    x + 11,
                    y + 4,
                );
            }
            Mark::Sent { way, name, arrives } => {
                let (from, to) = if *way == Way::Up { (x(lane), x(0)) } else { (x(0), x(lane)) };
                let class = match (way, arrives) {
                    (_, None) => "lost",
                    (Way::Up, _) => "up",
                    (Way::Down, _) => "down",
                };
                let end = arrives.map_or(y + ROW, y_of);
                // A frame that is lost gets half the way.
                let (to, end) = if arrives.is_some() { (to, end) } else { ((from + to) / 2, end) };
                let took = arrives.map(|arrival| self.rows[arrival].at - row.at);
                let told = took.map_or("lost".into(), |took| format!("{took} ms"));
                let name = escape(name);
                let back = if *way == Way::Up { -1 } else { 1 };
                let label = from.saturating_add_signed(back * 14);
                let anchor = if *way == Way::Up { "end" } else { "start" };
                let _ = write!(
                    page,
                    "<g class={class}><title>{name}: {told}</title>\
                     <path class=flight d='M{from} {y}L{to} {end}' marker-end='url(#{class})'/>\
                     <text class=name x={label} y={} text-anchor={anchor}>{name}</text></g>",
                    y.saturating_sub(3),
                );
                if arrives.is_none() {
                    let (a, b, c, d) = (to - 5, end - 5, to + 5, end + 5);
                    let _ =
                        write!(page, "<path class=cross d='M{a} {b}L{c} {d}M{a} {d}L{c} {b}'/>");
                }
            }
            Mark::Arrived(_) => {}
        }
    }
}

fn x(lane: usize) -> usize {
    LEFT + lane * LANE
}

fn y(row: usize) -> usize {
    row * ROW + ROW
}

fn y_of(row: usize, first: usize) -> usize {
    y(row.saturating_sub(first))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\'', "&#39;")
}
