//! The pictures of a TIFF: all of them, as fax machines and scanners pack them.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, RgbImage, RgbaImage};
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

use super::{MOST_BYTES, Sheet, check_pixels, damaged, sheet};
use crate::render::overlay::Refusal;
use crate::render::overlay::refusal::Large;

/// The most pictures of one file.
const MOST_SHEETS: usize = 2_000;

/// Every picture in the file.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let mut limits = Limits::default();
    let most = usize::try_from(MOST_BYTES).unwrap_or(usize::MAX);
    limits.decoding_buffer_size = most;
    limits.intermediate_buffer_size = most;
    let decoder = Decoder::new(Cursor::new(bytes)).map_err(refused)?;
    let mut decoder = decoder.with_limits(limits);
    let mut sheets = Vec::new();
    loop {
        sheets.push(one(&mut decoder)?);
        if !decoder.more_images() {
            return Ok(sheets);
        }
        if sheets.len() == MOST_SHEETS {
            let what = Large::Pages;
            let most = MOST_SHEETS as u64;
            return Err(Refusal::TooLarge { what, most });
        }
        decoder.next_image().map_err(refused)?;
    }
}

fn refused(error: TiffError) -> Refusal {
    match error {
        TiffError::UnsupportedError(_) => Refusal::NotPicture,
        other => damaged(other),
    }
}

fn one(decoder: &mut Decoder<Cursor<&[u8]>>) -> Result<Sheet, Refusal> {
    let (width, height) = decoder.dimensions().map_err(refused)?;
    check_pixels((width, height))?;
    let colour = decoder.colortype().map_err(refused)?;
    let number = |decoder: &mut Decoder<_>, tag| decoder.find_tag(tag).ok().flatten();
    let density = {
        let mut ratio = |tag| {
            let value = number(decoder, tag)?;
            let parts = value.into_u32_vec().ok()?;
            match parts.as_slice() {
                [of, to] if *to > 0 => Some(f64::from(*of) / f64::from(*to)),
                _ => None,
            }
        };
        ratio(Tag::XResolution).zip(ratio(Tag::YResolution))
    };
    let unit = number(decoder, Tag::ResolutionUnit).and_then(|unit| unit.into_u16().ok());
    let density = density.and_then(|(x, y)| match unit.unwrap_or(2) {
        2 => Some((x, y)),
        3 => Some((x * 2.54, y * 2.54)),
        _ => None,
    });
    let turn = number(decoder, Tag::Orientation).and_then(|turn| turn.into_u16().ok());
    let data = bytes(decoder.read_image().map_err(refused)?).ok_or(Refusal::NotPicture)?;
    let image = image((width, height), colour, data).ok_or(Refusal::NotPicture)?;
    let mut sheet = sheet(image);
    sheet.density = density;
    let turn = turn.and_then(|turn| u8::try_from(turn).ok());
    sheet.orientation = turn
        .and_then(Orientation::from_exif)
        .unwrap_or(Orientation::NoTransforms);
    Ok(sheet)
}

/// Samples as bytes; of wider ones the upper half.
fn bytes(read: DecodingResult) -> Option<Vec<u8>> {
    match read {
        DecodingResult::U8(samples) => Some(samples),
        DecodingResult::U16(samples) => {
            Some(samples.iter().map(|sample| (sample >> 8) as u8).collect())
        }
        _ => None,
    }
}

fn image((width, height): (u32, u32), colour: ColorType, data: Vec<u8>) -> Option<DynamicImage> {
    Some(match colour {
        ColorType::Gray(bits @ (1 | 2 | 4)) => {
            GrayImage::from_raw(width, height, unpacked(&data, width, bits)?)?.into()
        }
        ColorType::Gray(8 | 16) => GrayImage::from_raw(width, height, data)?.into(),
        ColorType::RGB(8 | 16) => RgbImage::from_raw(width, height, data)?.into(),
        ColorType::RGBA(8 | 16) => RgbaImage::from_raw(width, height, data)?.into(),
        ColorType::CMYK(8 | 16) => RgbImage::from_raw(width, height, printed(&data))?.into(),
        _ => return None,
    })
}

/// Rows of samples of a few bits, each row beginning with a byte, as a byte a sample.
fn unpacked(data: &[u8], width: u32, bits: u8) -> Option<Vec<u8>> {
    let (columns, bits) = (width as usize, usize::from(bits));
    let most = (1u16 << bits) - 1;
    let row = (columns * bits).div_ceil(8);
    let mut samples = Vec::with_capacity(data.len() * 8 / bits);
    for row in data.chunks_exact(row) {
        for column in 0..columns {
            let at = column * bits;
            let shift = 8 - bits - at % 8;
            let sample = (u16::from(*row.get(at / 8)?) >> shift) & most;
            samples.push((sample * 255 / most) as u8);
        }
    }
    Some(samples)
}

/// Four inks as a screen shows them.
fn printed(data: &[u8]) -> Vec<u8> {
    let pixels = data.chunks_exact(4).flat_map(|inks| {
        let light = |ink: u8| 255 - u16::from(ink);
        let black = light(inks[3]);
        [0, 1, 2].map(|i| (light(inks[i]) * black / 255) as u8)
    });
    pixels.collect()
}
