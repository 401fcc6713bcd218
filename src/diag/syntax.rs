//! What the parsers of TOML, JSON and YAML say, in Chinese.

use super::Text;

/// The parser's words in English, their meaning in Chinese.
pub(super) fn translate(words: &str) -> Text {
    let en = one_line(words);
    let known = WORDS.iter().find(|(pattern, _)| has(&en, pattern));
    let zh = match known {
        Some((_, zh)) => (*zh).to_owned(),
        None => format!("语法错误（{en}）"),
    };
    Text::new(zh, en)
}

/// Parsers start sentences with a capital; a message does not.
fn one_line(words: &str) -> String {
    let joined = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut chars = joined.chars();
    match chars.next() {
        // `TAG directive` and the like keep their capitals.
        Some(first) if !chars.as_str().starts_with(char::is_uppercase) => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => joined,
    }
}

fn has(words: &str, pattern: &str) -> bool {
    words.to_lowercase().contains(&pattern.to_lowercase())
}

/// What a message contains, and what it means. The first row that fits wins, so a longer pattern
/// stands before a shorter one that it contains.
const WORDS: &[(&str, &str)] = &[
    // toml 1.2 (toml_parser 1.1)
    ("string values must be quoted", "文字要加引号"),
    (
        "missing assignment between key-value pairs",
        "键和值之间缺少等号 =",
    ),
    (
        "extra assignment between key-value pairs",
        "键和值之间多了一个等号",
    ),
    ("extra `=`", "多了一个等号 ="),
    ("unexpected `=` in array", "列表里不能有等号 ="),
    ("missing value for key", "键后面没有值"),
    ("key with no value", "键后面没有值"),
    ("missing value", "缺少值"),
    ("unquoted keys cannot be empty", "键不能为空"),
    (
        "invalid unquoted key",
        "这个键要加引号（不加引号的键只能用英文字母、数字、_ 和 -）",
    ),
    ("keys cannot be multi-line", "键不能跨行"),
    ("missing key for inline table element", "行内表里缺少键"),
    (
        "missing comma between array elements",
        "列表的两项之间缺少逗号",
    ),
    (
        "missing comma between key-value pairs",
        "两个键值之间缺少逗号",
    ),
    ("extra comma in inline table", "行内表里多了一个逗号"),
    ("extra comma in array", "列表里多了一个逗号"),
    ("unclosed inline table", "行内表没有用 } 结束"),
    ("unclosed array table", "表头没有用 ]] 结束"),
    ("unclosed array", "列表没有用 ] 结束"),
    ("unclosed table", "表头没有用 ] 结束"),
    (
        "unexpected content between comment and newline",
        "注释后面有多余内容",
    ),
    (
        "unexpected key or value",
        "这里不应有内容，每行只写一个键值",
    ),
    ("unexpected content", "这里有多余内容"),
    ("missing opening quote", "缺少开始的引号"),
    (
        "invalid basic string",
        "文字没有用引号 \" 结束，或含有不允许的字符",
    ),
    (
        "invalid literal string",
        "文字没有用引号 ' 结束，或含有不允许的字符",
    ),
    ("invalid multi-line", "多行文字没有结束，或含有不允许的字符"),
    ("missing escaped value", "反斜杠 \\ 后面缺少字符"),
    ("unicode value digits", "\\u 后面的十六进制位数不够"),
    ("unexpected leading zero", "数字前面不能有多余的 0"),
    ("redundant numeric sign", "数字前面多了正负号"),
    ("`_` may only go between digits", "_ 只能放在数字之间"),
    ("invalid date-time", "日期或时间写错了"),
    ("invalid integer number", "整数写错了"),
    ("invalid float", "小数写错了"),
    ("invalid boolean", "是或否只能写 true 或 false"),
    ("invalid string", "文字写错了"),
    ("invalid key-value pair", "键值写错了"),
    ("invalid comment character", "注释里有不允许的字符"),
    (
        "carriage return must be followed by newline",
        "行尾的回车符后面缺少换行符",
    ),
    ("duplicate key", "键写了两次"),
    ("max recursion depth met", "嵌套太深"),
    // jsonc-parser 0.34
    ("unexpected colon", "多了一个冒号"),
    ("unexpected comma", "多了一个逗号"),
    ("expected colon after the string", "键后面缺少冒号 :"),
    ("expected value after colon", "冒号后面缺少值"),
    ("expected string for object property", "键要加双引号"),
    ("expected comma", "缺少逗号 ,"),
    ("expected four hex digits", "\\u 后面应有四位十六进制数"),
    ("expected digit", "这里应有数字"),
    ("leading or trailing decimal points", "小数点前后都要有数字"),
    ("hexadecimal numbers are not allowed", "不能写十六进制数"),
    ("infinity and nan are not allowed", "不能写无穷大或非数"),
    ("unary plus on numbers", "数字前面不能写加号"),
    ("comments are not allowed", "这里不能写注释"),
    ("trailing commas are not allowed", "最后一项后面不能有逗号"),
    ("single-quoted strings are not allowed", "文字要用双引号 \""),
    ("more than one json value", "文件里只能有一个 JSON 值"),
    ("unterminated string", "文字没有用引号结束"),
    ("unterminated array", "列表没有用 ] 结束"),
    ("unterminated object", "表没有用 } 结束"),
    ("unterminated comment", "注释没有用 */ 结束"),
    ("unexpected close brace", "多了一个 }"),
    ("unexpected close bracket", "多了一个 ]"),
    ("unexpected word", "文字要加双引号"),
    ("unexpected token", "这里有不认识的符号"),
    ("invalid unicode escape sequence", "\\u 后面不是有效的字符"),
    ("invalid escape", "反斜杠 \\ 后面的字符不对"),
    ("nesting depth exceeded", "嵌套太深"),
    // saphyr-parser 0.3
    (
        "tab cannot be used as indentation",
        "缩进不能用制表符，要用空格",
    ),
    ("tabs disallowed", "缩进不能用制表符，要用空格"),
    ("found a tab", "这里不能用制表符，要用空格"),
    ("cannot start with a tab", "缩进不能用制表符，要用空格"),
    (
        "mapping values are not allowed",
        "这里不能有冒号，含冒号的文字要加引号",
    ),
    ("did not find expected key", "缩进不齐，这里应有一个键"),
    (
        "did not find expected '-' indicator",
        "缩进不齐，这里应有列表符 -",
    ),
    ("expected ',' or ']'", "列表缺少逗号或 ]"),
    ("expected ',' or '}'", "表缺少逗号或 }"),
    (
        "quoted scalar, found unexpected end of stream",
        "文字没有用引号结束",
    ),
    (
        "invalid trailing content after double-quoted",
        "引号后面有多余内容",
    ),
    ("unknown escape character", "反斜杠 \\ 后面的字符不对"),
    ("unknown anchor", "引用的 * 名字没有定义"),
    (
        "block sequence entries are not allowed",
        "列表符 - 不能写在这里",
    ),
    ("simple key expect", "键后面缺少冒号 :"),
    ("illegal placement of ':'", "冒号的位置不对"),
    ("misplaced bracket", "括号的位置不对"),
    ("unexpected character", "这里有不允许的字符"),
    ("unprintable character", "这里有不可见的字符"),
    ("byte order mark", "文件中间有 BOM 标记"),
    ("indent", "缩进不对"),
    ("recursion limit", "嵌套太深"),
    ("unexpected end", "文件没有写完"),
    ("unexpected eof", "文件没有写完"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_the_parsers_say() {
        let said = [
            (
                "missing assignment between key-value pairs, expected `=`",
                "键和值之间缺少等号 =",
            ),
            ("unclosed array table, expected `]]`", "表头没有用 ]] 结束"),
            ("Unexpected token in object", "这里有不认识的符号"),
            ("Trailing commas are not allowed", "最后一项后面不能有逗号"),
            (
                "while parsing a block mapping, did not find expected key",
                "缩进不齐，这里应有一个键",
            ),
            ("invalid indentation in flow construct", "缩进不对"),
        ];
        for (en, zh) in said {
            assert_eq!(translate(en).zh, zh, "{en}");
        }
    }

    #[test]
    fn no_row_hides_behind_an_earlier_one() {
        for (at, (pattern, _)) in WORDS.iter().enumerate() {
            let first = WORDS.iter().position(|(earlier, _)| has(pattern, earlier));
            assert_eq!(first, Some(at), "{pattern}");
        }
    }

    #[test]
    fn unknown_words_stay_readable() {
        let told = translate("Something\n  new");
        assert_eq!(
            told,
            Text::new("语法错误（something new）", "something new")
        );
    }
}
