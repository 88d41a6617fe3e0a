//! One app package in, one report out
