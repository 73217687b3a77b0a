//! Writes `fuzz/seeds` anew from the captured frames: `cargo run -p easemob-tests --example
//! write_fuzz_seeds`. Seeds with other names, such as findings, stay.

use std::path::Path;
use std::{fs, io};

use easemob_tests::seeds;

fn main() -> io::Result<()> {
    for (target, files) in seeds::from_vectors() {
        let folder = Path::new(seeds::FOLDER).join(target);
        fs::create_dir_all(&folder)?;
        for (name, bytes) in &files {
            fs::write(folder.join(name), bytes)?;
        }
        println!("{}: {} seeds", folder.display(), files.len());
    }
    Ok(())
}
