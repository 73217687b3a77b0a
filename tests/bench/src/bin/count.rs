//! One piece of work, once, for counting its instructions:
//! `valgrind --tool=callgrind --toggle-collect='count::measured::*' count CASE PER_PAGE`.

use easemob_bench::Recording;

const PAGES: usize = 50;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let case = arguments.next().unwrap_or_default();
    let per_page = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(20);
    let recording = Recording::of_pages(PAGES, per_page, 32, case == "lz4");
    let pages = recording.pages();
    let messages = match case.as_str() {
        "core" | "lz4" => measured::core(&recording, &mut recording.client()),
        "prost" => measured::prost(&pages),
        "walk" => measured::walk(&pages),
        _ => {
            eprintln!("count: core, lz4, prost or walk, and messages per page");
            std::process::exit(2);
        }
    };
    println!("{messages}");
}

mod measured {
    use bytes::Bytes;
    use easemob_bench::{Recording, floor};
    use easemob_core::Client;

    #[inline(never)]
    pub(super) fn core(recording: &Recording, client: &mut Client) -> usize {
        recording.replay(client)
    }

    #[inline(never)]
    pub(super) fn prost(pages: &[Bytes]) -> usize {
        pages.iter().map(floor::prost).sum()
    }

    #[inline(never)]
    pub(super) fn walk(pages: &[Bytes]) -> usize {
        pages.iter().map(|page| floor::walk(page)).sum()
    }
}
