//! `beian hosts`.

use std::io;

use beian_form::Profile;
use beian_inspect::Parts;
use beian_model::{HostKind, Report};
use beian_print::{HostList, HostSelection, HostView};

use super::batch::Batch;
use super::output::Output;
use crate::args::{Format, Hosts, KindChoice};
use crate::status::{Status, failed};

/// The profile whose form nobody sees here.
const PROFILE: &str = "generic";

pub fn run(arguments: &Hosts) -> io::Result<Status> {
    let profile = match Profile::named(PROFILE) {
        Ok(profile) => profile,
        Err(error) => return Ok(failed(PROFILE, &error)),
    };
    if arguments.registrable && arguments.format != Format::Text {
        return Ok(failed("--registrable", &"is for text; JSON has the registrable domain of every host"));
    }
    let mut batch = Batch::new(&arguments.input, profile);
    batch.options().parts = Parts::HOSTS;
    let list = list(arguments, batch.is_several());
    let mut out = Output::new(arguments.format, arguments.input.lang);
    let status = batch.run(|mut report| {
        let Some(hosts) = &mut report.hosts else { return Ok(without_hosts(&report)) };
        // JSON has every host, also the doubtful ones, unless kinds are named.
        if !arguments.kind.is_empty() && arguments.format != Format::Text {
            hosts.retain(|host| list.selection.kinds.contains(&host.kind));
        }
        out.report(report, "\n", |report, style, out| beian_print::host_list(report, &list, style, out))
    })?;
    out.finish()?;
    Ok(status)
}

fn list(arguments: &Hosts, titled: bool) -> HostList {
    let usual = HostSelection::default();
    let kinds = if arguments.kind.is_empty() { usual.kinds } else { kinds(&arguments.kind) };
    let view = match (arguments.registrable, arguments.with_evidence) {
        (true, _) => HostView::Registrable,
        (false, true) => HostView::Evidence,
        (false, false) => HostView::Lines,
    };
    HostList { selection: HostSelection { kinds, doubtful: arguments.all }, view, titled }
}

fn kinds(chosen: &[KindChoice]) -> Vec<HostKind> {
    let all = chosen.contains(&KindChoice::All);
    HostKind::ALL.into_iter().filter(|&kind| all || chosen.contains(&KindChoice::One(kind))).collect()
}

/// A certificate is no package: that it has no hosts must not look as if none was found.
fn without_hosts(report: &Report) -> Status {
    failed(&report.package.path, &"no hosts are read from a file of this kind")
}
