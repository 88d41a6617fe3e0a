//! From a report to what people and programs read: text and JSON.
//!
//! Printers lay out; they invent no words of their own about a package (those stand in `beian_model`), and they write to
//! any [`std::io::Write`]. Whether there is a terminal, how wide it is and whether it takes colour is the caller's to know.
//!
//! ```
//! use beian_model::{Package, PackageKind, Report, Tool};
//! use beian_print::{Language, TextStyle, text};
//!
//! let tool = Tool { name: "beian".into(), version: "0.1.0".into() };
//! let package = Package { path: "app.apk".into(), bytes: 1024, sha256: None, kind: PackageKind::Apk };
//! let mut out = Vec::new();
//! text(&Report::new(tool, package), &TextStyle::plain(Language::En), &mut out)?;
//! assert!(String::from_utf8(out).unwrap().contains("app.apk"));
//! # Ok::<(), std::io::Error>(())
//! ```

mod escape;
mod field;
mod json;
mod text;

pub use escape::escaped;
pub use field::{Field, field};
pub use json::{document, json_line};
pub use text::{Colour, HostList, HostSelection, HostView, Language, TextStyle, host_list, text};
