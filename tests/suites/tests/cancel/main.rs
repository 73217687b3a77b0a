//! Every `async` method dropped at every point where it can wait: nothing is lost, nothing is done
//! twice.
//!
//! The transport is memory and the clock virtual, so the points are a finite list and all of them
//! are tried: a scene is played with its future dropped after 0, 1, 2, … steps, until it is ready
//! before. `transports` does the same over sockets.

mod background;
mod by_hand;
mod connection;
mod room;
mod runtime;
mod steps;
mod transfers;
mod world;

/// A test for each scene; each says at how many points at least its future can be dropped.
macro_rules! scenes {
    ($($module:ident :: $scene:ident from $least:literal,)*) => {
        mod at_every_point {
            $(#[test] fn $scene() {
                let points = super::steps::at_every_point(super::$module::$scene);
                println!("{}: {points} points", stringify!($scene));
                assert!(points >= $least, "{points} points only");
            })*
        }
    };
}

scenes! {
    connection::next from 3,
    connection::next_with_a_store from 3,
    connection::events from 3,
    connection::log_in from 3,
    connection::log_in_refused from 3,
    connection::register from 3,
    connection::call from 3,
    connection::next_item from 3,
    connection::shutdown from 3,
    by_hand::io_input from 5,
    by_hand::io_settled from 1,
    transfers::upload from 5,
    transfers::upload_in_parts from 5,
    transfers::download from 5,
    transfers::handle_upload from 5,
    transfers::handle_download from 5,
    background::handle_login from 2,
    background::handle_logout from 2,
    background::handle_send from 2,
    background::handle_send_in_a_queue from 2,
    background::handle_post from 2,
    background::handle_cancel from 2,
    background::handle_join_room from 2,
    background::handle_leave_room from 2,
    background::handle_commit from 1,
    background::handle_renew_token from 2,
    background::handle_token_unavailable from 1,
    background::handle_register from 2,
    background::handle_network from 1,
    background::handle_session from 2,
    background::handle_shutdown from 2,
    background::handle_call from 2,
    background::pages from 2,
    background::events_next from 2,
    background::background_run from 2,
}
