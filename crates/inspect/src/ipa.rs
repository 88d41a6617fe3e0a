//! The report of an iOS package.

mod identity;
mod json;
pub(crate) mod profile;

use std::sync::Arc;

use beian_apple::bundle::{AppBundle, Layout};
use beian_archive::{Budget, Entry};
use beian_model::{Finding, FindingId, Report};

use crate::feeder;
use crate::findings::Findings;
use crate::package::Package;
use crate::{Options, container, hosts};

/// Reads the identity, and everything else beside it.
pub(crate) fn read(
    mut report: Report,
    options: &Options,
    package: Package,
    budget: &mut Budget,
) -> (Report, Findings) {
    let mut ipa = Ipa { package, budget, findings: Findings::default() };
    container::opened(&ipa.package, &mut ipa.findings);
    let layout = Layout::of(ipa.package.archive().entries().iter().map(Entry::name));
    let main = layout.as_ref().and_then(|layout| layout.apps.first());
    if options.parts.identity {
        ipa.layout(layout.as_ref());
    }
    let app = if options.parts.hosts {
        let held = main.map(|main| identity::held(main, &ipa.package)).unwrap_or_default();
        let open = Arc::clone(&ipa.package.open);
        let others = ipa.package.share(&held, ipa.budget);
        let limits = ipa.budget.limits().clone();
        let (mut fed, app) =
            feeder::package(&open, &held, hosts::settings(&limits, others, options), |hand_over| {
                for &index in &held {
                    if let Ok(content) = ipa.package.once(index, ipa.budget, &mut ipa.findings) {
                        hand_over(content.kept());
                    }
                }
                main.and_then(|main| ipa.identity(main, options))
            });
        let name = app.as_ref().and_then(|app| app.id.as_deref());
        ipa.package.take(&mut fed, &mut ipa.findings);
        report.hosts = Some(hosts::judged(&fed, name, options));
        app
    } else {
        main.and_then(|main| ipa.identity(main, options))
    };
    ipa.package.forget();
    if options.parts.identity {
        report.app = app;
        ipa.findings.push(Finding::new(FindingId::IosSigningUnread, &[]));
    }
    container::read(&ipa.package, &mut ipa.findings);
    ipa.package.coverage(&mut report.coverage);
    (report, ipa.findings)
}

/// A package while it is being read.
struct Ipa<'b> {
    package: Package,
    budget: &'b mut Budget,
    findings: Findings,
}

impl Ipa<'_> {
    /// What is wrong with where the apps lie.
    fn layout(&mut self, layout: Option<&Layout>) {
        let Some(layout) = layout else {
            self.findings.push(Finding::new(FindingId::IosNoApp, &[]));
            return;
        };
        if layout.apps.len() > 1 {
            let paths = layout.apps.iter().take(MOST_NAMED).map(|app| shown(&app.bundle.path));
            let apps = paths.collect::<Vec<_>>().join(", ");
            self.findings.push(Finding::new(FindingId::IosSeveralApps, &[("apps", apps.into())]));
        }
        if !layout.wrapper.is_empty() {
            let path = shown(&layout.wrapper);
            self.findings.push(Finding::new(FindingId::IosWrapped, &[("path", path.into())]));
        }
    }

    /// What the main app says of itself. Where only hosts are asked for, its name alone is wanted, and no finding.
    fn identity(&mut self, main: &AppBundle, options: &Options) -> Option<beian_model::App> {
        if options.parts.identity {
            return identity::read(main, &mut self.package, self.budget, &mut self.findings);
        }
        identity::read(main, &mut self.package, self.budget, &mut Findings::default())
    }
}

/// So many apps are named where there are several.
const MOST_NAMED: usize = 8;

/// A path, for people.
fn shown(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}
