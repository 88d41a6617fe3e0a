//! The report that beian prints: its types, its findings and their words, its JSON Schema
