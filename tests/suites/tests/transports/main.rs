//! One table of scenarios over every transport, against the emulator on loopback.
//!
//! `cargo test -p easemob-tests --test transports`, or one of them: `smol::half_open_link`.

mod background;
mod cancel;
mod device;
mod downloads;
mod drops;
mod embassy_ground;
mod files;
mod ground;
mod rest;
mod session;
mod sockets;
mod stage;
mod store;
mod texts;
mod tls;
mod trouble;
mod uploads;

use easemob_core::driver::{Events, Handle};

use embassy_ground::Embassy;
use ground::{Smol, Tokio, play};

/// Tasks of any thread may hold what these transports give, and run it.
#[test]
fn threads_may_hold_them() {
    fn any<T>() -> T {
        unreachable!("only its type counts")
    }
    fn is_send<T: Send + 'static>(_made: impl FnOnce() -> T) {}
    fn is_shared<T: Sync>() {}
    is_send(any::<easemob_smol::Connection>);
    is_send(any::<easemob_tokio::Connection>);
    is_send(|| any::<easemob_smol::Background>().run());
    is_send(|| any::<easemob_tokio::Background>().run());
    is_send(|| any::<&'static mut easemob_smol::Connection>().next());
    is_send(|| any::<&'static mut easemob_tokio::Connection>().contact().ids());
    is_send(any::<Events>);
    is_send(any::<Handle>);
    is_shared::<Handle>();
}

/// Every scenario on every ground that can play it. Embedded transports have no files, and their TLS
/// is the application's.
macro_rules! table {
    (@ $ground:ident $($module:ident :: $scenario:ident)*) => {
        $(#[test] fn $scenario() {
            super::play::<super::$ground>(super::$module::$scenario::<super::$ground>());
        })*
    };
    (
        everywhere: { $($module:ident :: $scenario:ident,)* }
        desktop: { $($far:ident :: $only:ident,)* }
    ) => {
        mod smol { table!(@ Smol $($module::$scenario)* $($far::$only)*); }
        mod tokio { table!(@ Tokio $($module::$scenario)* $($far::$only)*); }
        mod embassy { table!(@ Embassy $($module::$scenario)*); }
    };
}

table! {
    everywhere: {
        session::login_by_password,
        session::login_by_token,
        session::login_refused,
        session::registration,
        session::logout,
        session::kick,
        session::two_sessions_on_one_connection,
        session::compression,

        texts::both_ways,
        texts::offline_catch_up,
        texts::cuts_lose_nothing,
        texts::restart_repeats_nothing,
        texts::manual_commit,

        store::the_next_process_goes_on,
        store::a_full_disk_is_told_and_outlived,
        store::an_outcome_nobody_heard_is_told_by_the_next_process,

        cancel::next_dropped_at_every_poll,
        cancel::log_in_dropped_at_every_poll,
        cancel::a_dropped_call_lets_the_next_one_start,
        cancel::an_outcome_nobody_read_is_an_event,

        drops::log_in_dropped,
        drops::calls_dropped,
        drops::shutdown_dropped,
        drops::sends_dropped,
        drops::background_dropped,

        trouble::half_open_link,
        trouble::message_too_large,
        trouble::text_message_is_stray,
        trouble::connection_refused,
        trouble::not_a_websocket,
        trouble::host_unknown,
        trouble::tls_where_there_is_none,
        trouble::bad_option,

        rest::absurd_answers,
        rest::answer_too_large,
        rest::no_answer,
        rest::redirect_is_not_followed,

        sockets::writing_does_not_stop_reading,
        sockets::writing_is_bounded,
        sockets::one_end_for_each_link,
        sockets::goodbye_is_said,
        sockets::what_comes_behind_the_upgrade_is_read,
        sockets::an_upgrade_that_is_not_agreed_to_says_why,

        background::sends_resolve,
        background::asking_wakes_the_loop,
        background::rooms_are_joined_through_a_handle,
        background::not_accepted_comes_back,
        background::slow_reader_holds_nothing_up,
        background::on_the_way_is_not_taken,
        background::token_provider,
        background::shutdown_ends_it,
        background::last_handle_ends_it,
        background::dropped_loop_is_gone,
    }
    desktop: {
        tls::private_authority,
        tls::unknown_authority,

        uploads::uploaded_image_arrives,
        uploads::upload_in_parts_and_in_little_memory,
        uploads::a_part_is_sent_again,
        uploads::a_failed_part_ends_it,
        uploads::too_large_for_parts,
        uploads::without_parts_as_one,
        uploads::upload_refused,
        uploads::not_uploaded_but_given,
        uploads::upload_dropped,
        uploads::upload_by_a_handle,

        downloads::download_refused,
        downloads::download_goes_on_after_a_cut,
        downloads::download_goes_on_with_a_file,
        downloads::download_follows_redirects,
        downloads::download_is_bounded,
        downloads::download_stands_still,
        downloads::download_reads_no_faster_than_it_writes,

        drops::uploads_dropped,
        drops::downloads_dropped,
        drops::files_dropped,

        background::an_upload_renews_its_token,
    }
}
