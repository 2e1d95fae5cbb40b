//! A Rust program: hash maps, iterators, traits, formatting, sorting, files and standard input.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt;
use std::fs;
use std::io::{self, BufRead, Write};

#[derive(Debug, Clone, PartialEq)]
enum Expression {
    Number(f64),
    Negation(Box<Expression>),
    Operation(char, Box<Expression>, Box<Expression>),
}

#[derive(Debug)]
enum ParseError {
    Unexpected(char, usize),
    End,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            ParseError::Unexpected(c, at) => write!(f, "unexpected {:?} at {}", c, at),
            ParseError::End => write!(f, "unexpected end"),
        }
    }
}

struct Parser {
    input: Vec<char>,
    at: usize,
}

impl Parser {
    fn expression(&mut self, binding: u8) -> Result<Expression, ParseError> {
        let mut left = match self.input.get(self.at).copied() {
            None => return Err(ParseError::End),
            Some('-') => {
                self.at += 1;
                Expression::Negation(Box::new(self.expression(9)?))
            }
            Some('(') => {
                self.at += 1;
                let inner = self.expression(0)?;
                match self.input.get(self.at) {
                    Some(')') => self.at += 1,
                    Some(&c) => return Err(ParseError::Unexpected(c, self.at)),
                    None => return Err(ParseError::End),
                }
                inner
            }
            Some(c) if c.is_ascii_digit() => {
                let start = self.at;
                let inside = |c: &char| c.is_ascii_digit() || *c == '.';
                while self.input.get(self.at).map_or(false, inside) {
                    self.at += 1;
                }
                let text: String = self.input[start..self.at].iter().collect();
                Expression::Number(text.parse().map_err(|_| ParseError::Unexpected('.', start))?)
            }
            Some(c) => return Err(ParseError::Unexpected(c, self.at)),
        };
        while let Some(&operator) = self.input.get(self.at) {
            let power = match operator {
                '+' | '-' => 1,
                '*' | '/' => 3,
                ')' => break,
                c => return Err(ParseError::Unexpected(c, self.at)),
            };
            if power < binding {
                break;
            }
            self.at += 1;
            let right = self.expression(power + 1)?;
            left = Expression::Operation(operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }
}

trait Evaluate {
    fn evaluate(&self) -> Option<f64>;
}

impl Evaluate for Expression {
    fn evaluate(&self) -> Option<f64> {
        Some(match self {
            Expression::Number(value) => *value,
            Expression::Negation(inner) => -inner.evaluate()?,
            Expression::Operation(operator, left, right) => {
                let (a, b) = (left.evaluate()?, right.evaluate()?);
                match operator {
                    '+' => a + b,
                    '-' => a - b,
                    '*' => a * b,
                    '/' if b == 0.0 => return None,
                    _ => a / b,
                }
            }
        })
    }
}

fn main() -> io::Result<()> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut lengths: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut recent: VecDeque<String> = VecDeque::with_capacity(3);
    for line in io::stdin().lock().lines() {
        let line = line?;
        for word in line.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
            let word = word.to_lowercase();
            *counts.entry(word.clone()).or_default() += 1;
            if recent.len() == 3 {
                recent.pop_front();
            }
            recent.push_back(word);
        }
    }
    let mut sorted: Vec<_> = counts.iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    for (word, count) in sorted.iter().take(8) {
        println!("{:<12}{:>4}", word, count);
    }
    for word in counts.keys() {
        lengths.entry(word.chars().count()).or_default().push(word.clone());
    }
    for (length, words) in &mut lengths {
        words.sort();
        let start: String = words.join(" ").chars().take(40).collect();
        println!("{:>2}: {} ({})", length, words.len(), start);
    }
    println!("last {:?}", recent);

    for text in ["1+2*3", "-(4-6)*2.5", "1/0", "2*(3", "7&8", "((((1))))-1-1"] {
        let mut parser = Parser { input: text.chars().collect(), at: 0 };
        match parser.expression(0) {
            Ok(tree) => println!("{} = {:?}", text, tree.evaluate()),
            Err(error) => println!("{}: {}", text, error),
        }
    }

    let mut file = fs::File::create("/data/summary.txt")?;
    writeln!(file, "{} words", counts.values().sum::<usize>())?;
    drop(file);
    print!("{}", fs::read_to_string("/data/summary.txt")?);
    let mut names: Vec<_> = fs::read_dir("/data")?.map(|e| e.unwrap().file_name()).collect();
    names.sort();
    println!("{:?}", names);
    println!("{:?}", fs::metadata("/data/missing").map_err(|e| e.kind()));
    println!("{:?} {:?} {}", 255u8.checked_add(1), i32::MAX.wrapping_add(1), u128::MAX);
    println!("{:?} {:e} {:.3}", 0.1 + 0.2, 1234.5, std::f64::consts::E);
    std::process::exit(if "ßigma".to_uppercase() == "SSIGMA" { 3 } else { 1 })
}
