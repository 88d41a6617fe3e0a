//! x
/// x
#[derive(Clone, Copy, Debug)]
pub struct AxmlReader;
impl crate::Reader for AxmlReader {
    fn id(&self) -> crate::ReaderId {
        crate::ReaderId("axml")
    }
    fn wants(&self, _e: &crate::EntryInfo<'_>, _h: &[u8]) -> bool {
        false
    }
    fn read(&self, _b: &[u8], _c: &mut crate::Context<'_>, _o: &mut dyn beian_text::Sink) -> crate::Outcome {
        crate::Outcome::default()
    }
}
