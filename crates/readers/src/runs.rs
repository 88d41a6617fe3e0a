//! Runs of readable bytes: what is read where no reader knows the format.

use beian_text::{Sink, Span};

/// Hands over every run of readable bytes within `spans` of `bytes`, whose first byte stands at `base` of its entry.
pub fn runs(bytes: &[u8], base: u64, spans: &[Span], out: &mut dyn Sink) {
    let _ = (bytes, base, spans, out);
}

/// The last place at or before `at` where `bytes` can be cut without cutting a run, or `at` where there is none near.
pub fn safe_cut(bytes: &[u8], at: usize) -> usize {
    at.min(bytes.len())
}
