//! See `src/fuzzing.rs`, which says what must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| xunzhang::fuzzing::run("folds", bytes));
