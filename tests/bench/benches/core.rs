//! Time of the core beside its floors: `cargo bench -p easemob-bench`.

use divan::{Bencher, counter::ItemsCount};
use easemob_bench::{Recording, floor};

const PAGES: usize = 50;
const SIZES: [usize; 3] = [1, 20, 100];

fn main() {
    divan::main();
}

/// Bytes in, events out, all books kept.
#[divan::bench(args = SIZES)]
fn core(bencher: Bencher<'_, '_>, per_page: usize) {
    let recording = Recording::of_pages(PAGES, per_page, 32, false);
    bencher
        .counter(ItemsCount::new(PAGES * per_page))
        .with_inputs(|| recording.client())
        .bench_local_refs(|client| recording.replay(client));
}

/// The same frames decoded and thrown away.
#[divan::bench(args = SIZES)]
fn prost(bencher: Bencher<'_, '_>, per_page: usize) {
    let pages = Recording::of_pages(PAGES, per_page, 32, false).pages();
    bencher
        .counter(ItemsCount::new(PAGES * per_page))
        .bench_local(|| pages.iter().map(floor::prost).sum::<usize>());
}

/// The same frames walked over.
#[divan::bench(args = SIZES)]
fn walk(bencher: Bencher<'_, '_>, per_page: usize) {
    let pages = Recording::of_pages(PAGES, per_page, 32, false).pages();
    bencher
        .counter(ItemsCount::new(PAGES * per_page))
        .bench_local(|| pages.iter().map(|page| floor::walk(page)).sum::<usize>());
}
