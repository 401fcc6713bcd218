//! Drop-downs: in the cell's own rule where they are short, else in a sheet that nobody is shown.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, Formula, Worksheet, XlsxError, utility,
};

use super::Language;
use crate::diag::Text;
use crate::record::table::Field;
use crate::record::workbook::CHOICES;
use crate::schema::Kind;

/// Characters that Excel takes in the rule itself.
const SHORT: usize = 255;

/// The long drop-downs, a column of the hidden sheet each.
#[derive(Default)]
pub(super) struct Choices(Vec<Vec<String>>);

/// The words of the values of a field; none where it is no choice.
pub(super) fn words(field: &Field, language: Language) -> Vec<String> {
    match field.kind {
        Kind::Choice => field
            .labels
            .iter()
            .map(|(value, label)| word(value, label, field, language))
            .collect(),
        Kind::YesNo => [true, false]
            .map(|yes| yes_or_no(yes, language).to_owned())
            .into(),
        _ => Vec::new(),
    }
}

/// What a value of a choice is called; the value itself where another has the same name.
pub(super) fn word(value: &str, label: &Text, field: &Field, language: Language) -> String {
    let word = language.of(label);
    if field.chosen(&word) == value {
        word
    } else {
        value.to_owned()
    }
}

/// A tick as a word.
pub(super) fn yes_or_no(yes: bool, language: Language) -> &'static str {
    match (language, yes) {
        (Language::En, true) => "Yes",
        (Language::En, false) => "No",
        (_, true) => "是",
        (_, false) => "否",
    }
}

impl Choices {
    /// Whether no list is too long for its rule.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The drop-down of a field; `None` where it has none.
    pub fn rule(
        &mut self,
        field: &Field,
        language: Language,
    ) -> Result<Option<DataValidation>, XlsxError> {
        let words = words(field, language);
        if words.is_empty() {
            return Ok(None);
        }
        let length: usize = words
            .iter()
            .map(|word| word.encode_utf16().count() + 1)
            .sum();
        let plain = |word: &String| !word.contains([',', '"']) && word.trim() == word;
        let rule = if length <= SHORT && words.iter().all(plain) {
            DataValidation::new().allow_list_strings(&words)?
        } else {
            DataValidation::new().allow_list_formula(self.range(words))
        };
        let told = language.of(&Text::new(
            "请从下拉列表中选择，或留空。",
            "Choose from the list, or leave it empty.",
        ));
        Ok(Some(rule.set_error_message(told)?))
    }

    /// The cells of the hidden sheet that hold a list.
    fn range(&mut self, words: Vec<String>) -> Formula {
        let last = words.len();
        let known = self.0.iter().position(|known| *known == words);
        let column = known.unwrap_or_else(|| {
            self.0.push(words);
            self.0.len() - 1
        });
        let column = utility::column_number_to_name(u16::try_from(column).unwrap_or_default());
        Formula::new(format!("={CHOICES}!${column}$1:${column}${last}"))
    }

    /// Fills the hidden sheet.
    pub fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for (column, words) in (0u16..).zip(&self.0) {
            for (row, word) in (0u32..).zip(words) {
                sheet.write_string(row, column, word)?;
            }
        }
        Ok(())
    }
}

/// A drop-down of the ids in a column of another sheet; others are taken after a question.
pub(super) fn ids(tab: &str, column: u16, rows: u32) -> DataValidation {
    let column = utility::column_number_to_name(column);
    let tab = tab.replace('\'', "''");
    let range = format!("='{tab}'!${column}$2:${column}${rows}");
    DataValidation::new()
        .allow_list_formula(Formula::new(range))
        .set_error_style(DataValidationErrorStyle::Warning)
}
