//! What happened, in numbers, in the text form that Prometheus reads.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::fault::lock;

/// Upper bounds of the classes of times, in seconds.
const BOUNDS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

#[derive(Clone, Default)]
struct Times {
    counts: [u64; BOUNDS.len() + 1],
    sum: f64,
}

/// Counters since the process began.
#[derive(Default)]
pub(super) struct Metrics {
    requests: Mutex<BTreeMap<(&'static str, u16), u64>>,
    times: Mutex<BTreeMap<&'static str, Times>>,
    /// Connections that are open.
    pub(super) connections: AtomicUsize,
}

impl Metrics {
    /// Counts an answered request to an endpoint.
    pub(super) fn count(&self, endpoint: &'static str, status: u16, took: Duration) {
        *lock(&self.requests).entry((endpoint, status)).or_default() += 1;
        let mut times = lock(&self.times);
        let times = times.entry(endpoint).or_default();
        let seconds = took.as_secs_f64();
        let class = BOUNDS.iter().position(|bound| seconds <= *bound).unwrap_or(BOUNDS.len());
        times.counts[class] += 1;
        times.sum += seconds;
    }

    /// Returns all numbers; `gauges` are those of this moment, with what each is.
    pub(super) fn text(&self, gauges: &[(&str, &str, f64)]) -> String {
        let mut out = String::new();
        // Writing to a string never fails.
        let _ = self.write(&mut out, gauges);
        out
    }

    fn write(&self, out: &mut String, gauges: &[(&str, &str, f64)]) -> std::fmt::Result {
        writeln!(out, "# HELP xunzhang_requests_total Requests answered, by endpoint and status.")?;
        writeln!(out, "# TYPE xunzhang_requests_total counter")?;
        for ((endpoint, status), count) in lock(&self.requests).iter() {
            let labels = format!("endpoint=\"{endpoint}\",status=\"{status}\"");
            writeln!(out, "xunzhang_requests_total{{{labels}}} {count}")?;
        }
        let name = "xunzhang_request_seconds";
        writeln!(out, "# HELP {name} Time from the head of a request to its answer.")?;
        writeln!(out, "# TYPE {name} histogram")?;
        for (endpoint, times) in lock(&self.times).iter() {
            let mut below = 0;
            for (bound, count) in BOUNDS.iter().zip(times.counts) {
                below += count;
                writeln!(out, "{name}_bucket{{endpoint=\"{endpoint}\",le=\"{bound}\"}} {below}")?;
            }
            let all: u64 = times.counts.iter().sum();
            writeln!(out, "{name}_bucket{{endpoint=\"{endpoint}\",le=\"+Inf\"}} {all}")?;
            writeln!(out, "{name}_sum{{endpoint=\"{endpoint}\"}} {}", times.sum)?;
            writeln!(out, "{name}_count{{endpoint=\"{endpoint}\"}} {all}")?;
        }
        let connections = self.connections.load(Ordering::Relaxed) as f64;
        let open = ("xunzhang_connections", "Connections that are open.", connections);
        for (name, help, value) in gauges.iter().chain([&open]) {
            writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_fall_into_classes_that_add_up() {
        let metrics = Metrics::default();
        for milliseconds in [1, 20, 20_000] {
            metrics.count("search", 200, Duration::from_millis(milliseconds));
        }
        let text = metrics.text(&[("xunzhang_commit", "Which commit.", 7.0)]);
        for line in [
            "xunzhang_requests_total{endpoint=\"search\",status=\"200\"} 3",
            "xunzhang_request_seconds_bucket{endpoint=\"search\",le=\"0.005\"} 1",
            "xunzhang_request_seconds_bucket{endpoint=\"search\",le=\"5\"} 2",
            "xunzhang_request_seconds_bucket{endpoint=\"search\",le=\"+Inf\"} 3",
            "xunzhang_commit 7",
        ] {
            assert!(text.lines().any(|known| known == line), "{line} is missing in\n{text}");
        }
    }
}
