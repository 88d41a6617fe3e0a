//! The form's rows in text.

use std::io::{self, Write};

use beian_model::{Bilingual, Form, FormRow, RowKey, RowStatus, Shape};

use super::page::Page;

pub(super) fn form<W: Write>(page: &mut Page<W>, form: &Form) -> io::Result<()> {
    if form.rows.is_empty() {
        return Ok(());
    }
    page.gap()?;
    let provider = &form.provider;
    page.heading(&Bilingual::new(format!("备案信息（{provider}）"), format!("For the form ({provider})")))?;
    let mut said = None;
    for row in &form.rows {
        one_row(page, row)?;
        let note = row.note.as_ref().filter(|note| said != Some(*note));
        note.map_or(Ok(()), |note| page.both_hanging("  * ", note))?;
        said = row.note.as_ref();
    }
    Ok(())
}

fn one_row<W: Write>(page: &mut Page<W>, row: &FormRow) -> io::Result<()> {
    let status = page.inline(&status_words(row));
    let Some(value) = &row.value else {
        let label = page.inline(&row.label);
        return page.sides(&format!("  {label}"), &status);
    };
    let label = counted(page.inline(&labelled(&row.label, row.shape)), row.key, value);
    page.sides(&format!("  {label}"), &status)?;
    page.value(value)?;
    for other in row.alternatives.iter().filter(|other| other.beside) {
        let label = page.inline(&labelled(&row.label, other.shape));
        page.sides(&format!("  {label}"), "")?;
        page.value(&other.value)?;
    }
    Ok(())
}

/// The row's label with what the value is; a fingerprint's label says that already.
fn labelled(label: &Bilingual, shape: Shape) -> Bilingual {
    match shape.words() {
        Some(words) if !label.zh.contains(&words.zh) => {
            Bilingual::new(format!("{}（{}）", label.zh, words.zh), format!("{} ({})", label.en, words.en))
        }
        _ => label.clone(),
    }
}

/// The label of a list of hosts with their number.
fn counted(label: String, key: RowKey, value: &str) -> String {
    match key {
        RowKey::Domains | RowKey::OtherDomains | RowKey::Ips => {
            format!("{label} ({})", value.lines().count())
        }
        _ => label,
    }
}

fn status_words(row: &FormRow) -> Bilingual {
    match (row.status, &row.value) {
        (RowStatus::Ready, Some(_)) => Bilingual::new("", ""),
        (RowStatus::Ready, None) => Bilingual::new("无", "none"),
        (RowStatus::Check, _) => Bilingual::new("待核对", "check"),
        (RowStatus::Missing, _) => Bilingual::new("缺失", "missing"),
    }
}
