#![allow(missing_docs, dead_code)]
#[derive(Debug, Clone, Copy, Default)]
pub enum Corner {
    #[default]
    TopRight,
}
impl Corner {
    pub fn of(_: &str) -> Option<Self> {
        None
    }
}
#[derive(Debug)]
pub struct Overlaid {
    pub bytes: Vec<u8>,
    pub pages: Vec<Placed>,
}
#[derive(Debug)]
pub struct Placed {
    pub page: usize,
    pub free: bool,
    pub scale: f32,
}
#[derive(Debug)]
pub enum Refusal {
    Encrypted,
    Signed,
    Other,
}
impl Refusal {
    pub fn words(&self) -> crate::diag::Text {
        crate::diag::Text::new("x", "x")
    }
}
pub enum Kind {
    Pdf,
}
impl Kind {
    pub fn of(_: &[u8]) -> Option<Self> {
        None
    }
}
pub fn apart(_: &[u8], _: &[u8], _: Corner, _: &[String]) -> Result<Overlaid, Refusal> {
    Err(Refusal::Other)
}
pub fn look(_: &[u8]) -> Result<usize, Refusal> {
    Err(Refusal::Other)
}
