//! JSON, as the types of `beian_model` serialise.

use std::io::{self, Write};

use beian_model::{Document, Report};

/// The whole document, indented, with a final newline.
pub fn document(document: &Document, mut out: impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut out, document)?;
    out.write_all(b"\n")
}

/// One report on one line.
pub fn json_line(report: &Report, mut out: impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut out, report)?;
    out.write_all(b"\n")
}
