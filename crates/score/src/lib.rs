//! How good the hosts of reports are, measured with labels made by hand.
//!
//! [`Labels`] are what a person found in a package, [`Found`] is what a report says of it, and a [`Board`] counts how far the
//! two agree and writes it down. The rules, and the lines to the letter, are those of `check/score.py` beside the repository,
//! so that a figure from here is a figure from there; a test compares the two.
//!
//! Four shares are counted, each over the rows that the labeller is sure of:
//!
//! * **candidates**: of the labelled hosts that the form asks for (endpoint, template, ip, deeplink), those that a report
//!   shows, that is with high or medium confidence;
//! * **all**: the same over all kinds;
//! * **precision**: of the hosts that a report shows, those that are labelled;
//! * **kind**: of the labelled hosts that a report shows, those that have the label's kind.
//!
//! ```
//! use beian_model::{Confidence, HostKind};
//! use beian_score::{Board, Found, Labels};
//!
//! let labels = Labels::parse("host\tkind\tsure\tcontext\na.example.cn\tendpoint\t1\thttps://a.example.cn/\n", "text\n")?;
//! let found = [Found {
//!     host: "a.example.cn".into(),
//!     kind: HostKind::Endpoint,
//!     confidence: Confidence::High,
//!     text: "https://a.example.cn/".into(),
//! }];
//! let mut board = Board::default();
//! board.add("shop.apk", &labels, &found);
//! assert!(board.overall().shares().iter().all(|share| share.ratio() == 1.0));
//! # Ok::<(), beian_score::Error>(())
//! ```

mod board;
mod compare;
mod counts;
mod error;
mod found;
mod held_out;
mod kinds;
mod labels;
mod marks;
mod packages;
mod table;
mod tally;

pub use board::{Board, Detail};
pub use counts::{Counts, Share};
pub use error::{Error, NoReport};
pub use found::{Found, hosts_of_report, json_report};
pub use held_out::is_held_out;
pub use labels::{Label, Labels, labelled};
pub use marks::Marks;
pub use packages::Packages;
pub use tally::{Hit, Tally};
