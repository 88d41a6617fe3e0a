//! `beian`: the command line. Arguments → engine → printer → exit status; nothing else lives here.

fn main() {}
