//! Binary XML: values of attributes, text, namespaces, and the names by which a manifest calls things.
//!
//! | what | becomes |
//! | --- | --- |
//! | an attribute that is a string | a value under the attribute's name; `value` beside `name` under that name |
//! | text that is all of its element | a value under the element's name, or its `name` attribute |
//! | text beside other elements | content |
//! | a namespace's prefix and URI | an identifier |
//! | a comment that was kept | a comment |
//! | `android:host` of an intent filter's `data` | a host that the app answers for, where the filter has the scheme `http` or `https`; of another scheme nothing: the authority of an address that never leaves the device is no host |
//! | the same of an `intent` in `queries` | a name that a rule is for: it says which other apps are seen |
//! | `domain` of a network security config | a name that a rule is for; `pin-set`, `certificates` and what is in them are nothing |
//! | `access`, `allow-navigation`, `allow-intent` of a web view's config (`widget`) | names that a rule is for |
//! | class names in a manifest, and of views, fragments and a web view's plugins | the name of a class; in a manifest completed by the package where it is relative |
//! | authorities, permissions, actions, processes, schemes and other dotted names in a manifest, the `id` of a `widget` | the name of a class: they are made like one, are nobody's host, and are to be known when they stand in code |
//! | the `name` beside a `value` | the name of a resource: a key |
//! | names of elements and attributes | nothing |
//! | a string that nothing uses | a literal |
//!
//! Resources that an attribute refers to are in the table, and read there. A string that is used in several ways comes once for each.
//!
//! Claimed are the document's header, its pool's tables and strings, the resource map, and the nodes; chunks that the platform skips and
//! what stands behind the document are left to the run reader.

mod attributes;
mod uses;
mod walk;

use beian_android::Error;
use beian_android::axml::Document;
use beian_text::Sink;

use crate::arsc_pool::{left_over, span};
use crate::{Context, EntryInfo, Outcome, Part, Reader, ReaderId, Unread};
use walk::Walk;

/// Reads binary XML.
#[derive(Clone, Copy, Debug)]
pub struct AxmlReader;

/// `RES_XML_TYPE` and the size of its header (`ResourceTypes.h`).
const KIND: [u8; 2] = [3, 0];
const HEADER: [u8; 2] = [8, 0];
/// A string pool's kind and the size of its header.
const POOL: [u8; 4] = [1, 0, 28, 0];

impl Reader for AxmlReader {
    fn id(&self) -> ReaderId {
        ReaderId("axml")
    }

    /// By the document's kind, or by the pool behind its header: the platform never looks at the kind (`ResXMLTree::setTo`), and packages
    /// are made that have another one.
    fn wants(&self, _entry: &EntryInfo<'_>, head: &[u8]) -> bool {
        let [k0, k1, h0, h1, _, _, _, _, rest @ ..] = head else { return false };
        [*h0, *h1] == HEADER && ([*k0, *k1] == KIND || rest.starts_with(&POOL))
    }

    fn read(&self, bytes: &[u8], cx: &mut Context<'_>, out: &mut dyn Sink) -> Outcome {
        let whole = span(0..bytes.len());
        // A byte for each string, of which none takes less than the four bytes of its offset.
        if let Err(error) = cx.budget.spend_bytes(whole.len() / 4) {
            return Outcome {
                unread: vec![Part { span: whole, why: Unread::Limit(error) }],
                ..Outcome::default()
            };
        }
        let mut outcome = Outcome::default();
        let refused = match walked(bytes) {
            Ok((walk, refused)) => {
                walk.finish(bytes.len(), &mut outcome, out);
                refused
            }
            Err(error) => Some(error),
        };
        if let Some(error) = refused {
            outcome.unread.extend(left_over(&outcome.claimed, bytes.len(), error));
        }
        outcome
    }
}

/// The whole document as the platform reads it; where that gives up, as far as it can be recovered, and why it gave up.
fn walked(bytes: &[u8]) -> Result<(Walk<'_>, Option<Error>), Error> {
    let strict = Document::strict(bytes).map(|document| Walk::through(&document, bytes.len()));
    let refused = match &strict {
        Ok((_, None)) => return strict,
        Ok((_, Some(error))) | Err(error) => *error,
    };
    match Document::recovered(bytes) {
        Ok(document) => Ok((Walk::through(&document, bytes.len()).0, Some(refused))),
        // Nothing to recover: what the platform gets to is all there is.
        Err(_) => strict,
    }
}

#[cfg(test)]
mod tests;
