//! Hosts as the form takes them: own domains to enter, those of others, IP addresses.

use std::collections::BTreeSet;

use beian_model::{
    Bilingual, FormRow, Host, HostKind, OwnerVerdict, Platform, Report, RowKey, RowStatus, Shape,
};

use crate::profile::Fields;
use crate::rows::{lines, row};

/// The form lists names down to this level, `example.cn` being of the second (Aliyun's and Huawei Cloud's count).
const DEEPEST_LEVEL: usize = 4;

/// The rows for domains, other domains and IP addresses.
pub(crate) fn rows(report: &Report, hosts: &[Host], fields: &Fields) -> [FormRow; 3] {
    let named = |owners: &[OwnerVerdict]| {
        let named = hosts.iter().filter(|host| host.is_candidate() && host.kind != HostKind::Ip);
        named.filter(|host| owners.contains(&host.owner.verdict)).collect::<Vec<_>>()
    };
    let to_enter = named(&[OwnerVerdict::Own, OwnerVerdict::Unknown]);
    let others = named(&[OwnerVerdict::Sdk, OwnerVerdict::Platform]);
    let addresses = hosts.iter().filter(|host| host.is_candidate() && host.kind == HostKind::Ip);
    let ips = ips(addresses.collect(), fields);
    [domains(report, &to_enter, ips.value.is_some(), fields), other_domains(&others, fields), ips]
}

fn domains(report: &Report, hosts: &[&Host], has_ips: bool, fields: &Fields) -> FormRow {
    let names = entered(hosts, DEEPEST_LEVEL);
    let incomplete = (!report.coverage.complete).then(|| {
        Bilingual::new(
            "有内容未能读取，清单可能不完整。",
            "Not everything could be read: the list may be incomplete.",
        )
    });
    let notes = if names.is_empty() {
        vec![Some(no_domain(report)), has_ips.then(ips_alone), open_ends(hosts), incomplete]
    } else {
        vec![whose(&names), templates(hosts), open_ends(hosts), deep(hosts), unicode(hosts), incomplete]
    };
    let value = lines(names.iter().map(|entered| entered.name.as_str()));
    let status = if value.is_some() { RowStatus::Check } else { RowStatus::Missing };
    FormRow { status, note: joined(notes), ..row(RowKey::Domains, fields, value, Shape::Lines) }
}

fn other_domains(hosts: &[&Host], fields: &Fields) -> FormRow {
    let names = entered(hosts, usize::MAX);
    let value = lines(names.iter().map(|entered| entered.name.as_str()));
    let note = value.is_some().then(|| {
        Bilingual::new(
            "不填入域名栏；这些域名应由各自的主体备案。",
            "Not to be entered; each must hold a filing of its own, by whoever runs it.",
        )
    });
    // That there is none is no gap: the form does not ask for them.
    FormRow { status: RowStatus::Ready, note, ..row(RowKey::OtherDomains, fields, value, Shape::Lines) }
}

fn ips(mut hosts: Vec<&Host>, fields: &Fields) -> FormRow {
    hosts.sort_by_key(|host| (host.host.parse::<std::net::IpAddr>().ok(), &host.host));
    let value = lines(hosts.iter().map(|host| host.host.as_str()));
    let note = value.is_some().then(|| {
        Bilingual::new(
            "这些是安装包中写明的公网地址；表中填写自己租用的服务器的地址。",
            "The public addresses that the package holds; the form asks for those of your own servers.",
        )
    });
    let status = if value.is_some() { RowStatus::Check } else { RowStatus::Ready };
    FormRow { status, note, ..row(RowKey::Ips, fields, value, Shape::Lines) }
}

/// One line of a row.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Entered<'a> {
    owner: OwnerVerdict,
    registrable: Option<&'a str>,
    name: String,
}

/// The lines that hosts come to, none below the level, each once: own ones first, then by registrable domain.
fn entered<'a>(hosts: &[&'a Host], deepest: usize) -> Vec<Entered<'a>> {
    let lines = hosts.iter().filter_map(|host| {
        let name = Entry::of(host).ancestor(deepest)?;
        Some(Entered { owner: host.owner.verdict, registrable: host.registrable.as_deref(), name })
    });
    let sorted: BTreeSet<Entered> = lines.collect();
    let mut seen = BTreeSet::new();
    sorted.into_iter().filter(|line| seen.insert(line.name.clone())).collect()
}

/// A host on its way to the form.
struct Entry<'a> {
    /// The host, or of a template what stands right of its last hole; none where a hole is the end.
    fixed: Option<&'a str>,
    /// The level of `fixed`, where there is a public suffix.
    level: Option<usize>,
}

impl<'a> Entry<'a> {
    fn of(host: &'a Host) -> Self {
        let fixed = match host.host.rsplit_once('*') {
            None => Some(host.host.as_str()),
            // What shares its label with the hole is not fixed.
            Some((_, behind)) => behind.split_once('.').map(|(_, fixed)| fixed),
        };
        let cut = labels(&host.host).saturating_sub(fixed.map_or(0, labels));
        let level = host.level.and_then(|level| usize::try_from(level).ok());
        Self { fixed, level: level.map(|level| level.saturating_sub(cut)) }
    }

    /// What is fixed of it; none where that is no more than a public suffix.
    fn fixed_part(&self) -> Option<&'a str> {
        let enough = self.level.is_none_or(|level| level >= 2);
        self.fixed.filter(|_| enough)
    }

    /// The same, no deeper than this level.
    fn ancestor(&self, deepest: usize) -> Option<String> {
        let too_many = self.level.unwrap_or_default().saturating_sub(deepest);
        self.fixed_part()?.splitn(too_many.saturating_add(1), '.').last().map(str::to_owned)
    }
}

fn labels(name: &str) -> usize {
    name.split('.').count()
}

/// How far the lines are known to be the app's own.
fn whose(names: &[Entered]) -> Option<Bilingual> {
    let own = names.iter().filter(|line| line.owner == OwnerVerdict::Own).count();
    let undecided = Bilingual::new(
        "只填自有域名：此版本还不识别 SDK，第三方的域名也可能在其中。",
        "Enter the app's own domains alone: SDKs are not recognised yet, and domains of third parties may be among these.",
    );
    match own {
        own if own == names.len() => None,
        0 => Some(undecided),
        own => Some(Bilingual::new(
            format!("{}前 {own} 个判断为自有。", undecided.zh),
            format!("{} The first {own} are judged to be its own.", undecided.en),
        )),
    }
}

fn templates(hosts: &[&Host]) -> Option<Bilingual> {
    let listed = listed(hosts, |host, entry| host.host.contains('*') && entry.fixed_part().is_some())?;
    Some(Bilingual::new(
        format!("{} 只写明一部分，此处是其固定部分；请核实实际使用的域名。", listed.zh),
        format!("{}: only a part is fixed, which stands here; ask which names are really used.", listed.en),
    ))
}

fn open_ends(hosts: &[&Host]) -> Option<Bilingual> {
    let listed = listed(hosts, |_, entry| entry.fixed_part().is_none())?;
    Some(Bilingual::new(
        format!("{} 的后缀未写明，没有列入；请核实。", listed.zh),
        format!("{}: its end is left open, so that it does not stand here; ask what it is.", listed.en),
    ))
}

fn deep(hosts: &[&Host]) -> Option<Bilingual> {
    let any = hosts.iter().any(|host| Entry::of(host).level.is_some_and(|level| level > DEEPEST_LEVEL));
    any.then(|| {
        Bilingual::new(
            "超过四级的域名以其四级域名列出。",
            "Names below the fourth level stand as their ancestor of that level.",
        )
    })
}

fn unicode(hosts: &[&Host]) -> Option<Bilingual> {
    let named = hosts.iter().filter(|host| host.display != host.host && !host.host.contains('*'));
    let named: Vec<String> = named.map(|host| format!("{} = {}", host.host, host.display)).collect();
    (!named.is_empty()).then(|| Bilingual::new(named.join("，") + "。", named.join(", ") + "."))
}

/// The first few hosts of a sort, in words; none where there is none.
fn listed(hosts: &[&Host], wanted: impl Fn(&Host, &Entry) -> bool) -> Option<Bilingual> {
    const MOST_NAMED: usize = 3;
    let wanted = hosts.iter().filter(|host| wanted(host, &Entry::of(host)));
    let names: Vec<&str> = wanted.map(|host| host.host.as_str()).collect();
    let first = names.iter().take(MOST_NAMED).copied().collect::<Vec<_>>();
    match names.len().saturating_sub(MOST_NAMED) {
        _ if names.is_empty() => None,
        0 => Some(Bilingual::new(first.join("、"), first.join(", "))),
        more => Some(Bilingual::new(
            format!("{} 等 {} 个", first.join("、"), names.len()),
            format!("{} and {more} more", first.join(", ")),
        )),
    }
}

/// Evidence, never the verdict: whether an app that names no server needs a filing is not for a program to say.
fn no_domain(report: &Report) -> Bilingual {
    // Only Android asks for leave to use the network.
    let app = report.app.as_ref().filter(|app| app.platform == Platform::Android);
    let online = app.map(|app| app.permissions.iter().any(|name| name == "android.permission.INTERNET"));
    let (zh, en) = match online {
        Some(true) => (
            "没有发现域名，但清单申请了联网权限（INTERNET）：请核实应用连接哪些服务器。",
            "No host was found, though the app asks for the INTERNET permission: ask which servers it contacts.",
        ),
        Some(false) => (
            "没有发现域名，清单也没有申请联网权限（INTERNET）；若应用不联网，请向接入商说明。",
            "No host was found, and the app does not ask for the INTERNET permission; if it is offline, tell your access provider so.",
        ),
        None => (
            "没有发现域名；若应用不联网，请向接入商说明。",
            "No host was found; if the app is offline, tell your access provider so.",
        ),
    };
    Bilingual::new(zh, en)
}

fn ips_alone() -> Bilingual {
    Bilingual::new(
        "安装包只写明了 IP 地址；没有域名能否备案，请向接入商确认。",
        "The package names IP addresses alone; ask your access provider whether it can be filed without a domain.",
    )
}

fn joined(notes: Vec<Option<Bilingual>>) -> Option<Bilingual> {
    notes.into_iter().flatten().reduce(|a, b| Bilingual { zh: a.zh + &b.zh, en: a.en + " " + &b.en })
}

#[cfg(test)]
#[path = "domains_tests.rs"]
mod tests;
