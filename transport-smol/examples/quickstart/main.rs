//! A minute with Easemob. Without arguments: two users on a server inside this process, a cut
//! link, a kick. With an account: the same client against a real server. `--help` tells more.

mod demo;
mod options;
mod person;
mod real;
mod screen;

use std::process::ExitCode;
use std::time::Duration;

use async_io::Timer;
use futures_lite::future::{block_on, or};

use options::Wish;
use screen::Screen;

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let screen = Screen::new();
    let done = match options::read() {
        Ok(Wish::Help) => {
            print!("{}", options::USAGE);
            Ok(())
        }
        Ok(Wish::Demo) => block_on(or(demo::run(&screen), out_of_time(60))),
        Ok(Wish::Real(account)) => block_on(real::run(&screen, *account)),
        Err(failure) => Err(failure),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            screen.bad(&failure.to_string());
            ExitCode::FAILURE
        }
    }
}

async fn out_of_time(seconds: u64) -> Result<(), Failure> {
    Timer::after(Duration::from_secs(seconds)).await;
    Err(format!("not done after {seconds} s").into())
}
