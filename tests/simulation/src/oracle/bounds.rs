//! Every buffer of a client within its bound.

use easemob_core::Stats;

/// What a page of the server may hold.
pub(crate) const PAGE: usize = 20;

/// Reading is stopped by what has come: the pages asked for before may still arrive.
const MAY_OVERRUN: [&str; 3] = ["content", "content_waiting", "events"];

pub(super) fn within(stats: &Stats) -> Result<(), String> {
    let asked = stats.pulls.bound.saturating_mul(PAGE);
    for (name, gauge) in stats.iter() {
        let more = if MAY_OVERRUN.contains(&name) { asked } else { 0 };
        if gauge.fill > gauge.bound.saturating_add(more) {
            return Err(format!("{name} hold {}, which may hold {}", gauge.fill, gauge.bound));
        }
    }
    Ok(())
}
