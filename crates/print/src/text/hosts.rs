//! Lists of hosts in text: one host a line, its name first; whatever else is said stands behind `#`, or indented.

use std::collections::BTreeMap;
use std::io::{self, Write};

use beian_model::{Bilingual, Finding, Host, HostEvidence, HostKind, OwnerVerdict, Report, Severity};
use unicode_width::UnicodeWidthStr;

use super::TextStyle;
use super::page::Page;
use crate::escaped;

/// Sightings shown of one host; JSON has all that were kept.
const EVIDENCE_SHOWN: usize = 5;

/// How to list the hosts of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostList {
    /// Which hosts.
    pub selection: HostSelection,
    /// What of each.
    pub view: HostView,
    /// Whether a line says which package it is, as is wanted where there are several.
    pub titled: bool,
}

/// Which hosts to list, by kind and confidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostSelection {
    /// The kinds, by a host's first kind.
    pub kinds: Vec<HostKind>,
    /// Whether hosts of low confidence are listed too.
    pub doubtful: bool,
}

/// What of each host to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HostView {
    /// Name, kind, owner, confidence, number of sightings.
    #[default]
    Lines,
    /// The same, and below it why it was judged so and where it stands.
    Evidence,
    /// Registrable domains, once each, with the number of their hosts.
    Registrable,
}

/// Likely hosts of the kinds that belong on the form or have to be looked at.
impl Default for HostSelection {
    fn default() -> Self {
        Self { kinds: HostKind::ALL.into_iter().filter(|kind| kind.is_listed()).collect(), doubtful: false }
    }
}

impl HostSelection {
    /// Whether this host is among them.
    pub fn takes(&self, host: &Host) -> bool {
        self.kinds.contains(&host.kind) && (self.doubtful || host.is_likely())
    }
}

/// Prints the hosts of one report. Warnings that concern the list stand before it, what is left out behind it.
pub fn host_list(report: &Report, list: &HostList, style: &TextStyle, out: impl Write) -> io::Result<()> {
    let mut page = Page::new(out, *style);
    let hosts: Vec<&Host> = report.hosts.iter().flatten().filter(|host| list.selection.takes(host)).collect();
    if list.titled {
        page.remark(&same(&title(report)))?;
    }
    warnings(&mut page, report)?;
    match list.view {
        HostView::Registrable => registrable(&mut page, &hosts)?,
        HostView::Lines | HostView::Evidence => table(&mut page, &hosts, list.view)?,
    }
    left_out(&mut page, report, &list.selection, hosts.is_empty())
}

/// In a whole report, behind the form: how many hosts are not among its rows, and what lists them.
pub(super) fn summary<W: Write>(page: &mut Page<W>, report: &Report) -> io::Result<()> {
    let Some(hosts) = &report.hosts else { return Ok(()) };
    let count = |wanted: fn(&Host) -> bool| hosts.iter().filter(|host| wanted(host)).count();
    let to_check = count(|host| host.is_likely() && host.kind.is_listed() && !host.kind.is_candidate());
    let others = count(|host| host.is_likely() && !host.kind.is_listed());
    let doubtful = count(|host| !host.is_likely());
    if to_check + others + doubtful == 0 {
        return Ok(());
    }
    page.gap()?;
    let counted = |zh, en, count: usize| format!("{} ({count})", page.inline(&Bilingual::new(zh, en)));
    let mut parts = vec![counted("未确定", "To check", to_check), counted("其他", "others", others)];
    let mut command = "beian hosts --kind all".to_owned();
    if doubtful > 0 {
        parts.push(counted("存疑", "doubtful", doubtful));
        command += " --all";
    }
    let (parts, command) = (parts.join(" · "), format!("{command} {}", shell_word(&report.package.path)));
    // A command that can be copied is not wrapped.
    if parts.width() + ": ".width() + escaped(&command).width() <= page.columns() {
        return page.line(&format!("{parts}: {command}"));
    }
    page.prose(0, &format!("{parts}:"))?;
    page.line(&format!("  {command}"))
}

/// `demo.apk  com.example.demo.mall  2.4.1`, as far as it is known.
fn title(report: &Report) -> String {
    let app = report.app.as_ref();
    let parts = [app.and_then(|app| app.id.as_deref()), app.and_then(|app| app.version.as_deref())];
    [Some(report.package.path.as_str())].into_iter().chain(parts).flatten().collect::<Vec<_>>().join("  ")
}

/// Errors, what limits the list, and that something was not read.
fn warnings<W: Write>(page: &mut Page<W>, report: &Report) -> io::Result<()> {
    let (limits, found): (Vec<_>, Vec<_>) =
        report.findings.iter().partition(|finding| finding.id.limits_hosts());
    let errors = found.into_iter().filter(|finding| finding.severity == Severity::Error);
    limits.into_iter().chain(errors).try_for_each(|finding| warning(page, finding))?;
    let unread = report.coverage.unread.len();
    if unread > 0 {
        page.remark(&Bilingual::new(
            format!("有 {unread} 处未能读取，清单可能不完整；beian inspect 会一一列出。"),
            format!("Not read: {unread}; the list may be incomplete. beian inspect names them."),
        ))?;
    }
    Ok(())
}

fn warning<W: Write>(page: &mut Page<W>, finding: &Finding) -> io::Result<()> {
    let severity = finding.severity.words();
    page.remark(&Bilingual::new(
        format!("{}  {}：{}→ {}", severity.zh, finding.title.zh, finding.detail.zh, finding.help.zh),
        format!("{}  {}: {} → {}", severity.en, finding.title.en, finding.detail.en, finding.help.en),
    ))
}

/// One line a host, in columns. A name longer than its column pushes the others to the right and is never cut.
fn table<W: Write>(page: &mut Page<W>, hosts: &[&Host], view: HostView) -> io::Result<()> {
    const HEAD: [&str; 6] = ["# host", "kind", "owner", "confidence", "count", ""];
    if hosts.is_empty() {
        return Ok(());
    }
    let head = HEAD.map(str::to_owned);
    let rows: Vec<[String; 6]> = [head].into_iter().chain(hosts.iter().map(|host| cells(host))).collect();
    let widths = widths(&rows, page.columns());
    let (head, rows) = rows.split_first().map_or((&[] as &[String], &[] as &[_]), |(h, r)| (h, r));
    page.line(&columns(head, &widths))?;
    for (row, host) in rows.iter().zip(hosts) {
        page.line(&columns(row, &widths))?;
        if view == HostView::Evidence {
            evidence(page, host)?;
        }
    }
    Ok(())
}

/// The last cell is the Unicode form, where it is another.
fn cells(host: &Host) -> [String; 6] {
    let display = if host.display == host.host { String::new() } else { host.display.clone() };
    [
        host.host.clone(),
        host.kind.as_str().into(),
        host.owner.verdict.as_str().into(),
        host.confidence.as_str().into(),
        host.count.to_string(),
        display,
    ]
}

/// The columns' widths: as wide as their content, the first as wide as the page leaves room for.
fn widths<const N: usize>(rows: &[[String; N]], page: usize) -> [usize; N] {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(escaped(cell).width());
        }
    }
    let others: usize = widths.iter().skip(1).map(|width| width + GAP.len()).sum();
    if let Some(first) = widths.first_mut() {
        *first = (*first).min(page.saturating_sub(others));
    }
    widths
}

const GAP: &str = "  ";

fn columns(cells: &[String], widths: &[usize]) -> String {
    let padded = cells.iter().zip(widths).map(|(cell, width)| {
        let pad = width.saturating_sub(escaped(cell).width());
        format!("{cell}{}", " ".repeat(pad))
    });
    padded.collect::<Vec<_>>().join(GAP)
}

/// Why the host was judged so, and where it stands.
fn evidence<W: Write>(page: &mut Page<W>, host: &Host) -> io::Result<()> {
    const INDENT: usize = 4;
    page.both(INDENT, &host.reason)?;
    let owner = host.owner.name.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
    let verdict = host.owner.verdict.as_str();
    let whose = |reason: &str| format!("{verdict}{owner}: {reason}");
    page.both(INDENT, &Bilingual::new(whose(&host.owner.reason.zh), whose(&host.owner.reason.en)))?;
    let ports = host.ports.iter().map(ToString::to_string);
    let how: Vec<String> = host.schemes.iter().cloned().chain(ports).collect();
    if !how.is_empty() {
        page.prose(INDENT, &how.join(", "))?;
    }
    host.evidence.iter().take(EVIDENCE_SHOWN).try_for_each(|found| sighting(page, found))?;
    let shown = u64::try_from(host.evidence.len().min(EVIDENCE_SHOWN)).unwrap_or(u64::MAX);
    match host.evidence_total.saturating_sub(shown) {
        0 => Ok(()),
        more => page.both(INDENT, &Bilingual::new(format!("… 另有 {more} 处"), format!("… and {more} more"))),
    }
}

/// Names and snippets stand whole on their lines: a wrapped address is none.
fn sighting<W: Write>(page: &mut Page<W>, found: &HostEvidence) -> io::Result<()> {
    let HostEvidence { entry, offset, reader, .. } = found;
    let how = format!("{reader}, {}, {}", found.encoding.as_str(), found.kind.as_str());
    page.line(&format!("    @ {entry}  0x{offset:x}  {how}"))?;
    page.line(&format!("      {}", found.text))
}

/// Registrable domains with the number of their hosts and whose they are.
fn registrable<W: Write>(page: &mut Page<W>, hosts: &[&Host]) -> io::Result<()> {
    let mut domains: BTreeMap<&str, (usize, OwnerVerdict)> = BTreeMap::new();
    for host in hosts {
        let Some(domain) = &host.registrable else { continue };
        let known = domains.entry(domain).or_insert((0, host.owner.verdict));
        *known = (known.0 + 1, known.1.min(host.owner.verdict));
    }
    let head = ["# registrable", "hosts", "owner"].map(str::to_owned);
    let cells = domains
        .iter()
        .map(|(domain, (count, owner))| [(*domain).to_owned(), count.to_string(), owner.as_str().to_owned()]);
    let rows: Vec<[String; 3]> = [head].into_iter().chain(cells).collect();
    let widths = widths(&rows, page.columns());
    if !domains.is_empty() {
        rows.iter().try_for_each(|row| page.line(&columns(row, &widths)))?;
    }
    let without = hosts.iter().filter(|host| host.registrable.is_none()).count();
    if without > 0 {
        page.remark(&Bilingual::new(
            format!("{without} 个没有注册域名（IP 地址等），不在其中。"),
            format!("{without} without a registrable domain (IP addresses and the like) are not among them."),
        ))?;
    }
    Ok(())
}

/// That nothing is listed, and how many hosts are not.
fn left_out<W: Write>(
    page: &mut Page<W>,
    report: &Report,
    selection: &HostSelection,
    none: bool,
) -> io::Result<()> {
    let hosts = report.hosts.as_deref().unwrap_or_default();
    if hosts.is_empty() {
        return page.remark(&Bilingual::new("没有发现域名。", "No host was found."));
    }
    if none {
        page.remark(&Bilingual::new("没有这样的域名。", "No such host was found."))?;
    }
    let count = |wanted: &dyn Fn(&Host) -> bool| hosts.iter().filter(|host| wanted(host)).count();
    let others = count(&|host| host.is_likely() && !selection.kinds.contains(&host.kind));
    let doubtful = count(&|host| !host.is_likely() && !selection.doubtful);
    let said = [
        (others, Bilingual::new("其他种类", "of other kinds"), "--kind all"),
        (doubtful, Bilingual::new("存疑", "doubtful"), "--all"),
    ];
    let said = said.iter().filter(|(count, _, _)| *count > 0);
    let zh: Vec<_> =
        said.clone().map(|(count, words, flag)| format!("{} {count} 个（{flag}）", words.zh)).collect();
    let en: Vec<_> = said.map(|(count, words, flag)| format!("{count} {} ({flag})", words.en)).collect();
    if zh.is_empty() {
        return Ok(());
    }
    page.remark(&Bilingual::new(
        format!("未列出：{}。", zh.join("，")),
        format!("Not listed: {}.", en.join(", ")),
    ))
}

fn same(text: &str) -> Bilingual {
    Bilingual::new(text, text)
}

/// A word as shells take it (POSIX): in single quotes where it holds anything that could mean something else.
fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./+=:,@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_in_a_command_is_one_word() {
        for (path, word) in [
            ("a/示例-1.apk", "a/示例-1.apk"),
            ("my app.apk", "'my app.apk'"),
            ("it's.apk", r"'it'\''s.apk'"),
            ("$(rm).apk", "'$(rm).apk'"),
        ] {
            assert_eq!(shell_word(path), word);
        }
    }
}
