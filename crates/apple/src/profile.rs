//! Provisioning profiles: which certificates may sign an app, for which devices, and what the app may do.
//!
//! A profile is a property list in a CMS message that Apple signed; some tools keep the list alone. Keys: Apple's *TN3125: Inside Code
//! Signing: Provisioning Profiles*.

#[cfg(test)]
mod tests;

use beian_archive::Budget;
use beian_pki::Certificate;
use beian_pki::cms::SignedData;

use crate::plist::{Date, Dictionary, Format, Plist, Value};
use crate::{Error, Part};

/// The name of the file, at the top of a bundle of iOS.
pub const EMBEDDED: &str = "embedded.mobileprovision";

/// How a profile is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Container {
    /// In a CMS message.
    Cms,
    /// The property list alone, in this format.
    Bare(Format),
}

/// What a profile is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProfileKind {
    /// Named devices, and a debugger may attach.
    Development,
    /// Named devices.
    AdHoc,
    /// All devices of an enterprise.
    Enterprise,
    /// The store: no device at all.
    Store,
}

/// A provisioning profile. What it does not state is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// How it is stored.
    pub container: Container,
    /// The message around it, where there is one.
    pub message: Option<SignedData>,
    /// `Name`.
    pub name: Option<String>,
    /// `UUID`.
    pub uuid: Option<String>,
    /// The first of `TeamIdentifier`.
    pub team: Option<String>,
    /// `TeamName`.
    pub team_name: Option<String>,
    /// The first of `ApplicationIdentifierPrefix`.
    pub prefix: Option<String>,
    /// `application-identifier` of the entitlements, which begins with the prefix.
    pub application: Option<String>,
    /// `Platform`.
    pub platforms: Vec<String>,
    /// `CreationDate`.
    pub creation: Option<Date>,
    /// `ExpirationDate`.
    pub expiry: Option<Date>,
    /// `DeveloperCertificates`, in stored order.
    pub certificates: Vec<Certificate>,
    /// How many devices `ProvisionedDevices` names; `None` where it names none at all.
    pub devices: Option<usize>,
    /// `ProvisionsAllDevices`.
    pub all_devices: bool,
    /// `Entitlements`.
    pub entitlements: Option<Dictionary>,
}

impl Profile {
    /// Reads a profile, in a message or bare.
    pub fn parse(bytes: &[u8], budget: &mut Budget) -> Result<Self, Error> {
        if !is_message(bytes) {
            let list = Plist::parse(bytes, budget)?;
            return Self::of(&list, None);
        }
        // What is read of a message is copied out of it: certificates, content.
        budget.spend_bytes(u64::try_from(bytes.len()).unwrap_or(u64::MAX))?;
        let mut message = SignedData::parse(bytes).map_err(Error::Message)?;
        let missing = Error::Invalid {
            part: Part::Profile,
            offset: 0,
            expected: "a message with a property list in it",
        };
        let content = message.content.take().ok_or(missing)?;
        let list = Plist::parse(&content, budget)?;
        Self::of(&list, Some(SignedData { content: Some(content), ..message }))
    }

    fn of(list: &Plist, message: Option<SignedData>) -> Result<Self, Error> {
        let container = if message.is_some() { Container::Cms } else { Container::Bare(list.format) };
        let not_one = Error::Invalid {
            part: Part::Profile,
            offset: 0,
            expected: "a dictionary with a UUID or entitlements",
        };
        let list = list.value.as_dictionary().ok_or_else(|| not_one.clone())?;
        let entitlements = list.get("Entitlements").and_then(Value::as_dictionary);
        if entitlements.is_none() && !list.keys().any(|key| key == "UUID") {
            return Err(not_one);
        }
        let text = |key| list.get(key).and_then(Value::as_str).map(str::to_owned);
        let first = |key| texts(list, key).next().map(str::to_owned);
        let application = |key| entitlements.and_then(|list| list.get(key)?.as_str()).map(str::to_owned);
        let certificates = list.get("DeveloperCertificates").and_then(Value::as_array).unwrap_or_default();
        let devices = list.get("ProvisionedDevices").and_then(Value::as_array);
        Ok(Self {
            container,
            message,
            name: text("Name"),
            uuid: text("UUID"),
            team: first("TeamIdentifier"),
            team_name: text("TeamName"),
            prefix: first("ApplicationIdentifierPrefix"),
            application: application("application-identifier")
                .or_else(|| application("com.apple.application-identifier")),
            platforms: texts(list, "Platform").map(str::to_owned).collect(),
            creation: list.get("CreationDate").and_then(Value::as_date),
            expiry: list.get("ExpirationDate").and_then(Value::as_date),
            certificates: certificates.iter().filter_map(Value::as_data).map(Certificate::new).collect(),
            devices: devices.map(<[Value]>::len),
            all_devices: list.get("ProvisionsAllDevices").and_then(Value::as_bool) == Some(true),
            entitlements: entitlements.cloned(),
        })
    }

    /// What it is for, by which devices it names and whether a debugger may attach. On a Mac, which has no ad hoc distribution, named
    /// devices are for development.
    pub fn kind(&self) -> ProfileKind {
        let debug = self.entitlements.as_ref().and_then(|list| list.get("get-task-allow")?.as_bool());
        let is_mac = self.platforms.iter().any(|platform| platform == "OSX");
        match self.devices {
            _ if self.all_devices => ProfileKind::Enterprise,
            Some(_) if debug == Some(true) || is_mac => ProfileKind::Development,
            Some(_) => ProfileKind::AdHoc,
            None => ProfileKind::Store,
        }
    }
}

/// Whether bytes begin with a SEQUENCE, as messages do and no property list does.
fn is_message(bytes: &[u8]) -> bool {
    bytes.first() == Some(&0x30)
}

fn texts<'l>(list: &'l Dictionary, key: &str) -> impl Iterator<Item = &'l str> {
    let values = list.get(key).and_then(Value::as_array).unwrap_or_default();
    values.iter().filter_map(Value::as_str)
}
