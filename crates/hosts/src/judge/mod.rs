//! Judging: once per package, over everything that was found.

use beian_model::Host;

use crate::Sightings;

/// What is known of the app whose hosts are judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct App<'a> {
    /// The package name.
    pub package: Option<&'a str>,
    /// Domains that were declared as the app's own.
    pub own: &'a [String],
}

/// A host, and how it was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// As the report shows it.
    pub host: Host,
}

/// Judges what was found, in the order of the report.
pub fn judge(sightings: &Sightings, app: &App<'_>) -> Vec<Judged> {
    let _ = (sightings, app);
    Vec::new()
}
