//! What a seed that fails leaves behind.

use easemob_simulation::Weather;
use easemob_simulation::scenario::{chatter, chatter_drawn, replay_line};

#[test]
fn a_drawing_changes_nothing_and_names_every_frame_through_the_compression() {
    for seed in 0..8 {
        let weather = Weather::crashing();
        let (report, diagram) = chatter_drawn(seed, weather.clone(), 10_000);
        assert_eq!(report, chatter(seed, weather, 10_000, None), "seed {seed}");
        let text = diagram.text();
        for said in ["PROVISION ok", "UNREAD: ", "message → ", "ack #", "crashes", "starts again"]
        {
            assert!(text.contains(said), "seed {seed}: {said:?} is missing in\n{text}");
        }
        assert!(!text.contains("unreadable"), "seed {seed}:\n{text}");
    }
}

#[test]
fn a_page_needs_nothing_else_and_shows_what_was_lost() {
    let (_, diagram) = chatter_drawn(3, Weather::stormy(), 10_000);
    let line = replay_line(3, "stormy", 10);
    let page = diagram.page("Seed 3 <stormy>", &line);
    assert!(page.contains("Seed 3 &lt;stormy&gt;") && page.contains(&line));
    assert!(page.contains("class=lost"), "a storm loses frames");
    for outside in ["http-equiv", "<script", "src=", "href=", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
    for tag in ["g", "svg", "text", "title", "marker"] {
        let (open, close) = (format!("<{tag}"), format!("</{tag}>"));
        let opened = page.split(&open).skip(1).filter(|rest| rest.starts_with([' ', '>'])).count();
        assert_eq!(opened, page.matches(&close).count(), "{tag}");
    }
}
