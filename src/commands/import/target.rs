//! What the rows of a table are: records, or the entries of a list of one.

use anyhow::bail;

use crate::record::workbook::Layout;
use crate::source::Row;

/// The sheet of a form's layout that a table stands for: the one that is asked for, else the one whose fields its heads name
/// most of. Of equal ones a list: its rows are one record.
///
/// # Errors
/// When the form has no such list, or its entries belong to entries.
pub(super) fn choose(layout: &Layout, rows: &[Row], list: Option<&str>) -> anyhow::Result<usize> {
    if let Some(name) = list {
        let found = layout.named(name);
        let outer = found.filter(|at| layout.sheets[*at].owner.is_none());
        return match outer {
            Some(at) => Ok(at),
            None => bail!("{}", unknown(layout, name)),
        };
    }
    let lists = layout.sheets.iter().enumerate().skip(1);
    let lists = lists.filter(|(_, sheet)| sheet.owner.is_none());
    let mut best = (0, 0);
    for (at, sheet) in lists {
        let matching = sheet.heads.matching(rows);
        if matching > best.1 {
            best = (at, matching);
        }
    }
    let own = layout.sheets[0].heads.matching(rows);
    Ok(if own > best.1 { 0 } else { best.0 })
}

fn unknown(layout: &Layout, name: &str) -> String {
    let lists = layout.sheets.iter().skip(1);
    let lists = lists.filter(|sheet| sheet.owner.is_none());
    let known: Vec<String> = lists
        .map(|sheet| format!("{}（{}）", sheet.list, sheet.title.zh))
        .collect();
    let known = known.join("、");
    format!(
        "表单没有可导入的列表 {name}；有：{known} (the form has no list {name} that rows can go into)"
    )
}
