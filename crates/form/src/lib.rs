//! From a report to the rows of the App filing form.
//!
//! What each field is called and in which shape an access provider takes it is data: a [`Profile`], read from a file in
//! `profiles/`. What the values are comes from [`beian_model::Report`] alone.
//!
//! A shape is only ever filled with what it names: nothing but an RSA modulus stands behind "modulus", and a key that has
//! no such shape has no such row.
//!
//! ```
//! let profile = beian_form::Profile::named("generic").expect("it is built in");
//! assert_eq!(profile.name(), "generic");
//! assert_eq!(beian_form::Profile::names().collect::<Vec<_>>(), ["generic"]);
//! ```

mod domains;
mod languages;
mod profile;
mod rows;
mod shapes;

pub use languages::form_languages;
pub use profile::{Profile, ProfileError};
pub use rows::fill;
pub use shapes::in_shape;
