//! The recogniser: a program that gets a picture and says what is on it, for one page within time and memory.

use std::io::{self, Read};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use crate::system;

use super::Picture;
use super::kept::ANSWER_BYTES_MAX;

/// What recognises pages where the person says nothing else: tesseract with simplified Chinese, each character with its place.
/// `{image}` is the file of the page, `{dpi}` its pixels an inch.
pub const COMMAND: [&str; 10] =
    ["tesseract", "{image}", "stdout", "--dpi", "{dpi}", "-l", "chi_sim", "-c", "hocr_char_boxes=1", "hocr"];
/// How often it is looked after.
const PAUSE: Duration = Duration::from_millis(10);
/// Bytes of what it says on standard error that are told.
const COMPLAINT_BYTES: usize = 300;

/// Returns whether the program of a command can be started, and, of tesseract, whether it knows the language that is asked for.
///
/// # Errors
/// What is missing, in words for people.
pub fn is_there(command: &[String]) -> Result<(), String> {
    let Some((program, arguments)) = command.split_first() else {
        return Err("the command is empty".to_owned());
    };
    let is_tesseract = std::path::Path::new(program).file_stem().is_some_and(|name| name == "tesseract");
    let mut asked = Command::new(program);
    if !is_tesseract {
        // Whatever it says to that: it is there.
        asked.arg("--version");
    } else {
        asked.arg("--list-langs");
    }
    let said = asked.stdin(Stdio::null()).stderr(Stdio::null()).output();
    let said = said.map_err(|error| format!("`{program}` cannot be started ({error})"))?;
    let wanted = arguments.iter().skip_while(|argument| *argument != "-l").nth(1);
    if let Some(languages) = wanted.filter(|_| is_tesseract) {
        let known = String::from_utf8_lossy(&said.stdout).into_owned();
        let lacking =
            languages.split('+').find(|language| !known.lines().any(|line| line.trim() == *language));
        if let Some(language) = lacking {
            return Err(format!("tesseract has no data for {language}"));
        }
    }
    Ok(())
}

/// Runs the command on a page; returns what it says on standard output.
///
/// # Errors
/// Why there is no answer, in words for people.
pub(super) fn run(
    command: &[String],
    picture: &Picture,
    most: Duration,
    memory: u64,
) -> Result<String, String> {
    let file = written(picture).map_err(|error| format!("its picture cannot be written: {error}"))?;
    let path = file.path().to_string_lossy();
    let (program, arguments) = command.split_first().ok_or("the command is empty")?;
    let mut started = Command::new(program);
    started
        .args(
            arguments
                .iter()
                .map(|one| one.replace("{image}", &path).replace("{dpi}", &picture.head.dpi.to_string())),
        )
        // Pages are recognised side by side already; threads of one page would wait for one another.
        .env("OMP_THREAD_LIMIT", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = system::set_apart(&mut started)
        .spawn()
        .map_err(|error| format!("`{program}` cannot be started ({error})"))?;
    system::limit_memory(&child, memory);
    let (out, errors) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        let said = scope.spawn(|| heard(out, ANSWER_BYTES_MAX));
        let complained = scope.spawn(|| heard(errors, 1 << 20));
        let ended = wait(&mut child, most);
        let (said, complained) = (said.join().unwrap_or_default(), complained.join().unwrap_or_default());
        match ended {
            None => Err(format!("`{program}` did not end within {} seconds", most.as_secs())),
            Some(status) if !status.success() => {
                let why = String::from_utf8_lossy(&complained);
                let why: String = why.split_whitespace().collect::<Vec<_>>().join(" ");
                let why = &why[..why.floor_char_boundary(COMPLAINT_BYTES)];
                Err(format!("`{program}` failed ({status}): {why}"))
            }
            Some(_) => String::from_utf8(said).map_err(|_| format!("`{program}` answered what is no UTF-8")),
        }
    })
}

/// Writes the picture where the program can read it; only the person can.
fn written(picture: &Picture) -> io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::Builder::new().prefix("xunzhang-page-").suffix(".png").tempfile()?;
    let head = picture.head;
    let colours = if head.channels == 1 { ExtendedColorType::L8 } else { ExtendedColorType::Rgb8 };
    PngEncoder::new_with_quality(&mut file, CompressionType::Fast, FilterType::Sub)
        .write_image(&picture.pixels, head.width, head.height, colours)
        .map_err(io::Error::other)?;
    Ok(file)
}

fn heard(from: Option<impl Read>, most: u64) -> Vec<u8> {
    let mut said = Vec::new();
    if let Some(mut from) = from {
        // What cannot be read is missing in the answer; the rest is drained, so that the program never waits.
        let _ = (&mut from).take(most).read_to_end(&mut said);
        let _ = io::copy(&mut from, &mut io::sink());
    }
    said
}

/// Waits for the end; `None` where it had to be ended, with all that it had started.
fn wait(child: &mut Child, most: Duration) -> Option<std::process::ExitStatus> {
    let until = Instant::now() + most;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < until => std::thread::sleep(PAUSE),
            _ => {
                system::end_with_all(child);
                return None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::extract::PictureHead;
    use super::*;

    fn picture() -> Picture {
        Picture { head: PictureHead { width: 4, height: 2, channels: 3, dpi: 200 }, pixels: vec![255; 24] }
    }

    fn ran(script: &str, milliseconds: u64) -> Result<String, String> {
        let command = ["sh", "-c", script, "{image}", "{dpi}"].map(str::to_owned);
        run(&command, &picture(), Duration::from_millis(milliseconds), 1 << 30)
    }

    #[test]
    fn a_program_gets_a_picture_and_what_it_says_or_why_not_is_told() {
        assert_eq!(ran("head -c 4 \"$0\" | tail -c 3; echo \" $1\"", 20_000).as_deref(), Ok("PNG 200\n"));
        let failed = ran("echo no data for chi_sim >&2; exit 3", 20_000).expect_err("it fails");
        assert!(failed.contains("exit status: 3") && failed.ends_with("no data for chi_sim"), "{failed}");
        assert!(ran("printf '\\377'", 20_000).expect_err("no text").contains("UTF-8"));
        // With what it started: else its pipe would stay open for a minute.
        let begun = Instant::now();
        assert!(ran("sleep 60 & sleep 60", 200).expect_err("it is too slow").contains("did not end"));
        assert!(begun.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn what_is_missing_is_said() {
        let there =
            |command: &[&str]| is_there(&command.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
        assert_eq!(there(&["true"]), Ok(()));
        assert!(there(&["/no/such/program"]).expect_err("it is not there").contains("cannot be started"));
        assert!(there(&[]).is_err());
    }
}
