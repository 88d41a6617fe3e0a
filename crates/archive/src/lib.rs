//! Files and zip archives as bytes: sources, entries, inflating, nesting, limits
