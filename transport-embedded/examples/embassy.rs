//! An echo bot as a task of embassy, on a machine with an operating system: the executor and the clock
//! are embassy's own for `std`, and TCP takes the place of a network stack of your board. What a
//! board looks like is in `firmware` of the repository.
//!
//! EASEMOB_APP_KEY, EASEMOB_USER, EASEMOB_TOKEN, EASEMOB_WS and EASEMOB_REST; plain `ws://` and
//! `http://`, as the emulator speaks them.

use std::error::Error;
use std::time::{SystemTime, UNIX_EPOCH};
use std::{env, io, process};

use easemob_embedded::core::{
    AppKey, Body, Config, Credentials, Event, Outgoing, UnixMillis, UserId,
};
use easemob_embedded::{Connection, Dial, Embassy, Talk, Target};
use embassy_executor::Spawner;
use embedded_io_adapters::futures_03::FromFutures;

struct Tcp;

impl Dial for Tcp {
    type Error = io::Error;

    async fn dial(&self, to: &Target<'_>, talk: Talk) -> io::Result<()> {
        if to.is_secure() {
            return Err(io::Error::other("this example has no TLS"));
        }
        let reader = async_net::TcpStream::connect((to.host(), to.port())).await?;
        let writer = reader.clone();
        talk.over(FromFutures::new(reader), FromFutures::new(writer)).await;
        Ok(())
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let app_key = AppKey::parse(&env::var("EASEMOB_APP_KEY")?)?;
    let (websocket, rest) = (env::var("EASEMOB_WS")?, env::var("EASEMOB_REST")?);
    let config = Config::private(app_key, websocket, rest).small();
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)?;
    let wall = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let embassy = Embassy::new(Tcp, seed, UnixMillis(u64::try_from(wall.as_millis())?));
    let mut connection = Connection::with_runtime(config, None, embassy)?;
    let user = UserId::new(env::var("EASEMOB_USER")?)?;
    let who = Credentials::token(user, env::var("EASEMOB_TOKEN")?);
    println!("online as {}", connection.log_in(who).await?.user);
    loop {
        match connection.next().await {
            Event::Message(message) => {
                let Body::Text(text) = &message.body else { continue };
                println!("{}: {text}", message.from.name);
                let Ok(from) = UserId::new(message.from.name.clone()) else { continue };
                if Some(&from) == connection.client().user() {
                    continue;
                }
                if let Err(refused) = connection.send(Outgoing::text(from, text.clone())) {
                    println!("not sent: {}", refused.why);
                }
            }
            Event::Offline(why) => return Err(why.into()),
            _ => {}
        }
    }
}

#[embassy_executor::main]
async fn main(_spawner: Spawner) {
    if let Err(failed) = run().await {
        eprintln!("{failed}");
        process::exit(1);
    }
}
