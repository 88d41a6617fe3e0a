//! Opening an archive that the platform may refuse.
use crate::archive::{Archive, Reading};
use crate::error::Error;
use crate::limits::Budget;
use crate::source::Source;
use crate::strict;

pub(crate) fn open(source: &Source, budget: &mut Budget) -> Result<Archive, Error> {
    let archive = strict::open(source, crate::rule::Release::NEWEST, budget)?;
    Ok(Archive { reading: Reading::Recovered, ..archive })
}
