//! Work in a child process of our own binary, with limits on time and memory: what a hostile file does there brings nothing else
//! down.
//!
//! The child reads its request from standard input up to its end, and writes frames to standard output: a tag, a length (eight
//! bytes, big-endian) and so many bytes. `p` is a tick of progress, `r` the response, after which nothing comes.

use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// The hidden command that [`serve`]s a job.
pub const COMMAND: &str = "apart";

/// What a child may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of address space. Only Unix systems can limit it.
    pub memory: u64,
    /// How long it may go on without a tick.
    pub still: Duration,
    /// How long it may take in all.
    pub whole: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 2 << 30,
            still: Duration::from_secs(60),
            whole: Duration::from_secs(30 * 60),
        }
    }
}

/// How a child has failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failed {
    /// It could not be started, or not be spoken to.
    Start(String),
    /// It crashed.
    Crashed(String),
    /// It wanted more memory than it may have.
    Memory,
    /// It did not get on for this many seconds, or took this many in all.
    Late(u64),
    /// What it answered makes no sense.
    Garbled,
}

/// The largest response; a hostile child must not fill our memory either.
const MOST: u64 = 1 << 30;
/// How much of what it complains of is read.
const COMPLAINT: u64 = 64 << 10;

const TICK: u8 = b'p';
const RESPONSE: u8 = b'r';

enum Heard {
    Tick(u64),
    Response(Vec<u8>),
    End,
    Garbled,
}

/// Has a job done by a child. `ticked` hears each tick.
///
/// # Errors
/// However the child fails. It is gone by then.
pub fn ask(
    job: &str,
    request: Vec<u8>,
    limits: Limits,
    ticked: &mut dyn FnMut(u64),
) -> Result<Vec<u8>, Failed> {
    let start = |error: io::Error| Failed::Start(error.to_string());
    let program = std::env::current_exe().map_err(start)?;
    let mut child = Command::new(program)
        .args([COMMAND, job, "--memory", &limits.memory.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(start)?;
    let heard = listen(&mut child, request);
    let complaint = complaints(&mut child);
    let result = wait(&heard, limits, ticked);
    let _ = child.kill();
    let status = child.wait();
    match result {
        Err(Failed::Crashed(_)) => {
            let said = complaint.recv().unwrap_or_default();
            // An allocator that gets nothing ends the process.
            Err(if said.contains("memory allocation of") {
                Failed::Memory
            } else {
                Failed::Crashed(status.map(|status| status.to_string()).unwrap_or_default())
            })
        }
        result => result,
    }
}

fn wait(
    heard: &Receiver<Heard>,
    limits: Limits,
    ticked: &mut dyn FnMut(u64),
) -> Result<Vec<u8>, Failed> {
    let began = Instant::now();
    loop {
        let left = limits.whole.saturating_sub(began.elapsed());
        let patience = limits.still.min(left);
        match heard.recv_timeout(patience) {
            Ok(Heard::Tick(tick)) => ticked(tick),
            Ok(Heard::Response(response)) => return Ok(response),
            Ok(Heard::Garbled) => return Err(Failed::Garbled),
            Ok(Heard::End) | Err(RecvTimeoutError::Disconnected) => {
                return Err(Failed::Crashed(String::new()));
            }
            Err(RecvTimeoutError::Timeout) => {
                let late = if patience < limits.still {
                    limits.whole
                } else {
                    limits.still
                };
                return Err(Failed::Late(late.as_secs()));
            }
        }
    }
}

/// Sends the request and hears the frames, each in a thread: neither waits for the other.
fn listen(child: &mut Child, request: Vec<u8>) -> Receiver<Heard> {
    let (told, heard) = channel();
    if let Some(mut input) = child.stdin.take() {
        // A child that has died reads no more; what became of it shows elsewhere.
        thread::spawn(move || input.write_all(&request));
    }
    if let Some(mut output) = child.stdout.take() {
        thread::spawn(move || {
            loop {
                let frame = frame(&mut output).unwrap_or(Heard::End);
                let goes_on = matches!(frame, Heard::Tick(_));
                if told.send(frame).is_err() || !goes_on {
                    break;
                }
            }
        });
    }
    heard
}

fn complaints(child: &mut Child) -> Receiver<String> {
    let (told, heard) = channel();
    if let Some(output) = child.stderr.take() {
        thread::spawn(move || {
            let mut said = Vec::new();
            let mut output = output.take(COMPLAINT);
            let _ = output.read_to_end(&mut said);
            let _ = told.send(String::from_utf8_lossy(&said).into_owned());
            // Whoever goes on complaining is not kept waiting.
            let _ = io::copy(&mut output.into_inner(), &mut io::sink());
        });
    }
    heard
}

fn frame(output: &mut impl Read) -> io::Result<Heard> {
    let mut head = [0; 9];
    output.read_exact(&mut head)?;
    let mut length = [0; 8];
    length.copy_from_slice(&head[1..]);
    let length = u64::from_be_bytes(length);
    Ok(match head[0] {
        TICK => Heard::Tick(length),
        RESPONSE if length <= MOST => {
            let mut response = Vec::new();
            output.take(length).read_to_end(&mut response)?;
            if response.len() as u64 == length {
                Heard::Response(response)
            } else {
                Heard::End
            }
        }
        _ => Heard::Garbled,
    })
}

/// What the child does: reads the request, works under the limit, answers. `work` gets the request and a way to tick.
///
/// # Errors
/// When nobody sends or listens, or the limit cannot be set.
pub fn serve(
    memory: u64,
    work: impl FnOnce(&[u8], &mut dyn FnMut(u64)) -> Vec<u8>,
) -> io::Result<()> {
    limit(memory)?;
    let mut request = Vec::new();
    io::stdin().lock().read_to_end(&mut request)?;
    let mut tick = |count: u64| {
        let _ = say(TICK, count, &[]);
    };
    let response = work(&request, &mut tick);
    say(RESPONSE, response.len() as u64, &response)
}

fn say(tag: u8, number: u64, bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(&[tag])?;
    out.write_all(&number.to_be_bytes())?;
    out.write_all(bytes)?;
    out.flush()
}

#[cfg(unix)]
fn limit(memory: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let now = getrlimit(Resource::As);
    let least = |given: Option<u64>| Some(given.map_or(memory, |given| given.min(memory)));
    let limit = Rlimit {
        current: least(now.current),
        maximum: least(now.maximum),
    };
    // A crash here is told by the parent; a core file helps nobody.
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none)?;
    Ok(setrlimit(Resource::As, limit)?)
}

#[cfg(not(unix))]
fn limit(_memory: u64) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_told_apart() {
        let mut bytes = vec![TICK];
        bytes.extend(7u64.to_be_bytes());
        bytes.push(RESPONSE);
        bytes.extend(3u64.to_be_bytes());
        bytes.extend(b"abc");
        let mut input = bytes.as_slice();
        assert!(matches!(frame(&mut input), Ok(Heard::Tick(7))));
        assert!(matches!(frame(&mut input), Ok(Heard::Response(text)) if text == b"abc"));
        assert!(frame(&mut input).is_err());
        let mut short = &bytes[9..20];
        assert!(matches!(frame(&mut short), Ok(Heard::End)));
        let mut huge: &[u8] = &[RESPONSE, 255, 255, 255, 255, 255, 255, 255, 255];
        assert!(matches!(frame(&mut huge), Ok(Heard::Garbled)));
        let mut other: &[u8] = b"Hello, world";
        assert!(matches!(frame(&mut other), Ok(Heard::Garbled)));
    }

    #[test]
    fn whoever_does_not_get_on_is_late() {
        let (told, heard) = channel();
        let limits = Limits {
            still: Duration::from_millis(20),
            whole: Duration::from_secs(60),
            ..Limits::default()
        };
        let mut ticks = Vec::new();
        told.send(Heard::Tick(1)).unwrap();
        let late = wait(&heard, limits, &mut |tick| ticks.push(tick));
        assert_eq!((late, ticks), (Err(Failed::Late(0)), vec![1]));
        drop(told);
        let gone = wait(&heard, limits, &mut |_| {});
        assert_eq!(gone, Err(Failed::Crashed(String::new())));
    }
}
