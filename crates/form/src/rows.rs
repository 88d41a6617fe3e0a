//! The rows themselves.

use std::collections::BTreeSet;

use beian_model::{
    App, Asked, Bilingual, Form, FormRow, Names, Report, RowKey, RowStatus, Shape, ShapedValue, Signer,
    Signing,
};

use crate::profile::{Fields, Profile, ShapeRule};
use crate::{domains, form_languages, in_shape};

/// The form's rows for a report.
///
/// A row stands for each field whose part of the report was made: without hosts there is no row for domains, and a bare
/// certificate has rows for the key and the fingerprint alone. What a package should state and nobody could read has a
/// row that says it is missing.
pub fn fill(report: &Report, profile: &Profile) -> Form {
    let platform = report.package.kind.platform();
    let fields = profile.fields(platform);
    let mut rows = Vec::new();
    match &report.app {
        Some(app) => rows.extend([app_name(app, fields), package_id(app, fields)]),
        None if platform.is_some() && report.identity == Asked::Yes => {
            rows.extend([RowKey::AppName, RowKey::PackageId].map(|key| row(key, fields, None, Shape::Text)));
        }
        None => {}
    }
    if let Some(signing) = &report.signing {
        rows.push(public_key(signing, fields));
        rows.push(fingerprint(signing, fields));
    }
    if let Some(hosts) = &report.hosts {
        rows.extend(domains::rows(report, hosts, fields));
    }
    if let Some(app) = &report.app {
        rows.push(languages(app, fields));
    }
    Form { platform, provider: profile.name().into(), rows }
}

fn app_name(app: &App, fields: &Fields) -> FormRow {
    let proposed = app.names.proposed();
    let others = other_names(&app.names, app.name.as_deref());
    let note = (!others.is_empty()).then(|| {
        let listed = others.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>();
        Bilingual::new(
            format!("须与应用商店中的名称一致；其他语言的名称：{}。", listed.join("、")),
            format!("Must equal the name in the stores; in other languages: {}.", listed.join(", ")),
        )
    });
    let status = match (proposed, &note) {
        (None, _) => RowStatus::Missing,
        (Some(_), None) => RowStatus::Ready,
        (Some(_), Some(_)) => RowStatus::Check,
    };
    let alternatives = others
        .into_iter()
        .map(|name| ShapedValue { shape: Shape::Text, value: name.into(), beside: false })
        .collect();
    FormRow { note, status, alternatives, ..row(RowKey::AppName, fields, app.name.clone(), Shape::Text) }
}

/// Distinct names other than the proposed one, the default first.
fn other_names<'a>(names: &'a Names, proposed: Option<&str>) -> Vec<&'a str> {
    let mut seen: BTreeSet<&str> = proposed.into_iter().collect();
    let all = names.default.iter().chain(names.locales.values());
    all.map(String::as_str).filter(|name| seen.insert(name)).collect()
}

fn package_id(app: &App, fields: &Fields) -> FormRow {
    row(RowKey::PackageId, fields, app.id.clone(), Shape::Text)
}

fn public_key(signing: &Signing, fields: &Fields) -> FormRow {
    let key = primary(signing).and_then(|signer| signer.public_key.as_ref().map(|key| (signer, key)));
    match key {
        Some((signer, key)) => {
            signed_row(RowKey::PublicKey, fields, signing, signer, fields.key_rule(&key.algorithm))
        }
        None => row(RowKey::PublicKey, fields, None, Shape::SpkiHex),
    }
}

fn fingerprint(signing: &Signing, fields: &Fields) -> FormRow {
    let rule = &fields.fingerprint;
    match primary(signing) {
        Some(signer) => signed_row(RowKey::Fingerprint, fields, signing, signer, rule),
        None => row(RowKey::Fingerprint, fields, None, rule.shape),
    }
}

fn primary(signing: &Signing) -> Option<&Signer> {
    signing.primary.and_then(|index| signing.signers.get(index))
}

/// A row whose value comes from the signer: to be checked as long as the signature was not, or where a note asks for it.
fn signed_row(key: RowKey, fields: &Fields, signing: &Signing, signer: &Signer, rule: &ShapeRule) -> FormRow {
    let value = in_shape(signer, rule.shape);
    let notes = [rule.note.as_ref().map(Bilingual::from), unverified(signing)];
    let note =
        notes.into_iter().flatten().reduce(|a, b| Bilingual { zh: a.zh + &b.zh, en: a.en + " " + &b.en });
    let status = match (&value, &note) {
        (None, _) => RowStatus::Missing,
        (Some(_), Some(_)) => RowStatus::Check,
        (Some(_), None) => RowStatus::Ready,
    };
    let shaped = |shapes: &[Shape], beside| {
        shapes
            .iter()
            .filter_map(|&shape| Some(ShapedValue { shape, value: in_shape(signer, shape)?, beside }))
            .collect::<Vec<_>>()
    };
    let alternatives = [shaped(&rule.beside, true), shaped(&rule.others, false)].concat();
    FormRow { note, status, alternatives, ..row(key, fields, value, rule.shape) }
}

/// What to say of a value whose signature does not hold or was not checked; nothing for a bare certificate, which has none.
fn unverified(signing: &Signing) -> Option<Bilingual> {
    let signed = signing.schemes.iter().any(|(_, state)| state.present);
    match signing.verified {
        Some(false) if signed => Some(Bilingual::new(
            "签名无效：此证书可能不是打包人的。",
            "The signature does not hold: this certificate may be anybody's.",
        )),
        None if signed => Some(Bilingual::new("签名未验证。", "Signature not verified.")),
        _ => None,
    }
}

fn languages(app: &App, fields: &Fields) -> FormRow {
    let proposed = form_languages(app.languages.iter().map(String::as_str));
    let value = lines(proposed.iter().map(|language| language.zh.as_str()));
    let note = Bilingual::new(
        "按安装包中的语言资源推断，第三方库的语言也在内。",
        "From the package's resources; those of libraries are among them.",
    );
    let status = if value.is_some() { RowStatus::Check } else { RowStatus::Missing };
    FormRow {
        note: value.is_some().then_some(note),
        status,
        ..row(RowKey::Languages, fields, value, Shape::Lines)
    }
}

pub(crate) fn lines<'a>(values: impl Iterator<Item = &'a str>) -> Option<String> {
    let joined = values.collect::<Vec<_>>().join("\n");
    (!joined.is_empty()).then_some(joined)
}

pub(crate) fn row(key: RowKey, fields: &Fields, value: Option<String>, shape: Shape) -> FormRow {
    let status = if value.is_some() { RowStatus::Ready } else { RowStatus::Missing };
    FormRow { key, label: fields.label(key), value, shape, alternatives: Vec::new(), status, note: None }
}

#[cfg(test)]
#[path = "rows_tests.rs"]
mod tests;
