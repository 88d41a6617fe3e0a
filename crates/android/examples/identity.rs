use beian_android::arsc::Table;
use beian_android::manifest::{Manifest, Resources};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    for pair in a[1..].chunks(2) {
        let x = std::fs::read(&pair[0]).unwrap();
        let r = std::fs::read(&pair[1]).ok();
        let t = r.as_deref().map(|r| Table::strict(r).or_else(|e| Table::recovered(r).map_err(|_| e)));
        let res = match &t { None => Resources::Absent, Some(Ok(t)) => Resources::Table(t), Some(Err(e)) => Resources::Broken(*e) };
        println!("{:#?}", Manifest::read(&x, res));
    }
}
