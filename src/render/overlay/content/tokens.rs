//! Splits a content stream into operands and operators, without recursion and without believing that it is well-formed.

use std::ops::Range;

/// A part of a content stream.
pub(super) enum Token {
    /// A number, name, string, or a bracket of an array or dictionary.
    Operand,
    /// An operator, and where it stands. An inline picture counts as the operator `EI`.
    Operator(Range<usize>),
}

/// The tokens of a content stream, in their order.
pub(super) struct Tokens<'a> {
    content: &'a [u8],
    at: usize,
    /// Arrays and dictionaries that are open, innermost last.
    open: Vec<u8>,
    /// What would end the string, comment or picture in which the content ended.
    within: Vec<u8>,
}

impl<'a> Tokens<'a> {
    pub fn new(content: &'a [u8]) -> Self {
        Self {
            content,
            at: 0,
            open: Vec::new(),
            within: Vec::new(),
        }
    }

    /// After the last token: what ends the string, picture, array or dictionary that was never ended.
    pub fn unclosed(&self) -> Vec<u8> {
        let mut ends = self.within.clone();
        for bracket in self.open.iter().rev() {
            match bracket {
                b'[' => ends.push(b']'),
                _ => ends.extend(b">>"),
            }
        }
        if !ends.is_empty() && ends.last() != Some(&b'\n') {
            ends.push(b'\n');
        }
        ends
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.content.get(self.at + ahead).copied()
    }

    fn comment(&mut self) {
        let rest = &self.content[self.at..];
        match rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
            Some(length) => self.at += length,
            None => {
                self.at = self.content.len();
                self.within = b"\n".to_vec();
            }
        }
    }

    fn string(&mut self) {
        let mut depth = 0usize;
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
        self.at = self.content.len();
        self.within = b")".repeat(depth);
    }

    fn hexadecimal(&mut self) {
        let rest = &self.content[self.at..];
        match rest.iter().position(|byte| *byte == b'>') {
            Some(length) => self.at += length + 1,
            None => {
                self.at = self.content.len();
                self.within = b">".to_vec();
            }
        }
    }

    fn close(&mut self, bracket: u8) {
        if self.open.last() == Some(&bracket) {
            self.open.pop();
        }
    }

    fn word(&mut self) -> Range<usize> {
        let start = self.at;
        self.at += 1;
        while self.peek(0).is_some_and(is_regular) {
            self.at += 1;
        }
        start..self.at
    }

    /// Behind `ID`: passes over the bytes of an inline picture and its `EI`.
    fn picture(&mut self) -> Range<usize> {
        let start = self.at;
        let mut at = start;
        while let Some(length) = self.content[at..].windows(2).position(|two| two == b"EI") {
            at += length;
            let before = at == start || is_space(self.content[at - 1]);
            if before && self.looks_like_content(at + 2) {
                self.at = at + 2;
                return at..self.at;
            }
            at += 2;
        }
        self.at = self.content.len();
        self.within = b"\nEI\n".to_vec();
        self.at..self.at
    }

    /// Whether what stands here can follow `EI`: a space, and after it no bytes that only a picture has.
    fn looks_like_content(&self, at: usize) -> bool {
        let rest = &self.content[at..];
        let rest = &rest[..rest.len().min(12)];
        let plain = |byte: &u8| is_space(*byte) || (0x20..0x7f).contains(byte);
        rest.first().is_none_or(|byte| is_space(*byte)) && rest.iter().all(plain)
    }
}

impl Iterator for &mut Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let byte = self.peek(0)?;
            match byte {
                b'%' => self.comment(),
                _ if is_space(byte) => self.at += 1,
                _ => break,
            }
        }
        match self.peek(0)? {
            b'(' => self.string(),
            b'<' if self.peek(1) == Some(b'<') => {
                self.open.push(b'<');
                self.at += 2;
            }
            b'<' => self.hexadecimal(),
            b'>' if self.peek(1) == Some(b'>') => {
                self.close(b'<');
                self.at += 2;
            }
            b'[' => {
                self.open.push(b'[');
                self.at += 1;
            }
            b']' => {
                self.close(b'[');
                self.at += 1;
            }
            b'/' => {
                self.word();
            }
            byte if is_regular(byte) => return Some(self.bare()),
            _ => self.at += 1,
        }
        Some(Token::Operand)
    }
}

impl Tokens<'_> {
    /// A number or an operator. What stands in an array or dictionary is no operator.
    fn bare(&mut self) -> Token {
        let range = self.word();
        let word = &self.content[range.clone()];
        let number = matches!(word[0], b'0'..=b'9' | b'+' | b'-' | b'.');
        if number || !self.open.is_empty() || matches!(word, b"true" | b"false" | b"null") {
            return Token::Operand;
        }
        if word == b"ID" {
            return Token::Operator(self.picture());
        }
        Token::Operator(range)
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b'\0' | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte)
        && !matches!(
            byte,
            b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
        )
}
