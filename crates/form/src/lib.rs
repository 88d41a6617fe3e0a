//! From a report to the rows of the App filing form, by provider profiles
