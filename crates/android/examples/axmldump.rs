//! Prints the events of bare binary XML files in the lines of `axmldump.cc`, which asks androidfw itself:
//!
//! ```text
//! FILE <tab> <NAME <tab> resource-id name=type:data:string …      one a start tag
//! FILE <tab> = <tab> status <tab> last event <tab> start tags     at the end
//! ```
//!
//! usage: `cargo run -p beian-android --example axmldump -- FILE…`

use std::io::Write;

fn main() -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for path in std::env::args().skip(1) {
        // The platform's program passes over what it cannot open, too.
        let Ok(bytes) = std::fs::read(&path) else { continue };
        for line in dump::lines(&bytes) {
            out.write_all(path.as_bytes())?;
            out.write_all(b"\t")?;
            out.write_all(&line)?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()
}

#[path = "../tests/dump/mod.rs"]
mod dump;
