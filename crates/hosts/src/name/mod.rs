//! What is known of a host by its letters alone: no place, no neighbours, no package.
//!
//! [`HostName`] is a host as the report writes it. Everything else here is a question about one: what its public suffix
//! is ([`suffix()`]), whether it is of special use ([`special_use`], [`address_block`]), and what else its letters may be
//! (a file, code, reversed package names, versions, object identifiers). Such evidence is *graded*, never a verdict:
//! whoever knows the place decides.

mod address;
mod domain;
mod dotted;
mod doubt;
mod error;
mod host;
mod lookalike;
mod namespace;
mod owner;
mod reversed;
mod scheme;
mod special;
mod suffix;

pub use address::{AddressBlock, AddressScope, address_block, scope};
pub use domain::Domain;
pub use dotted::{DottedNumbers, NumberSign, dotted_numbers};
pub use doubt::Doubt;
pub use error::NotAHost;
pub use host::HostName;
pub use lookalike::{
    CodeRoot, Lookalike, LookalikeClass, code_like, file_like, lookalike, property_like, variable_like,
};
pub use namespace::{NamespaceEvidence, NamespaceRule, namespace};
pub use owner::{OwnName, OwnerReason, Ownership, own_names, owner};
pub use reversed::reversed;
pub(crate) use reversed::{ends_as_hosts, is_open_to_all};
pub use scheme::{host_behind_colon, network_scheme};
pub use special::{SpecialUse, special_use};
pub use suffix::{Suffix, has_public_suffix, suffix, suffix_list_version};
