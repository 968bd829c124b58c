//! Everything that is tested from outside: the program as people run it, the house rules, the real reports.

#[path = "harness/mod.rs"]
mod harness;

#[path = "integration/across.rs"]
mod across;
#[path = "integration/across_corpora.rs"]
mod across_corpora;
#[path = "integration/addresses.rs"]
mod addresses;
#[path = "integration/asking.rs"]
mod asking;
#[path = "integration/bounded.rs"]
mod bounded;
#[path = "integration/commands.rs"]
mod commands;
#[path = "integration/concurrent.rs"]
mod concurrent;
#[path = "integration/corpus.rs"]
mod corpus;
#[path = "integration/covers.rs"]
mod covers;
#[path = "integration/damage.rs"]
mod damage;
#[path = "integration/dict.rs"]
mod dict;
#[path = "integration/doors.rs"]
mod doors;
#[path = "integration/engine.rs"]
mod engine;
#[path = "integration/facts.rs"]
mod facts;
#[path = "integration/filters.rs"]
mod filters;
#[path = "integration/first_ten_minutes.rs"]
mod first_ten_minutes;
#[path = "integration/folding.rs"]
mod folding;
#[path = "integration/formats.rs"]
mod formats;
#[path = "integration/headings.rs"]
mod headings;
#[path = "integration/hostile.rs"]
mod hostile;
#[path = "integration/house.rs"]
mod house;
#[path = "integration/incremental.rs"]
mod incremental;
#[path = "integration/index_folder.rs"]
mod index_folder;
#[path = "integration/interrupt.rs"]
mod interrupt;
#[path = "integration/json.rs"]
mod json;
#[path = "integration/judged.rs"]
mod judged;
#[path = "integration/kept_index.rs"]
mod kept_index;
#[path = "integration/kill.rs"]
mod kill;
#[path = "integration/language.rs"]
mod language;
#[path = "integration/minimal.rs"]
mod minimal;
#[path = "integration/numbers.rs"]
mod numbers;
#[path = "integration/ocr.rs"]
mod ocr;
#[path = "integration/order.rs"]
mod order;
#[path = "integration/outlines.rs"]
mod outlines;
#[path = "integration/own_folder.rs"]
mod own_folder;
#[path = "integration/places.rs"]
mod places;
#[path = "integration/query_semantics.rs"]
mod query_semantics;
#[path = "integration/ranking.rs"]
mod ranking;
#[path = "integration/reading_on.rs"]
mod reading_on;
#[path = "integration/readme.rs"]
mod readme;
#[path = "integration/recall.rs"]
mod recall;
#[path = "integration/roots.rs"]
mod roots;
#[path = "integration/serve.rs"]
mod serve;
#[path = "integration/source.rs"]
mod source;
#[path = "integration/stop_words.rs"]
mod stop_words;
#[path = "integration/surroundings.rs"]
mod surroundings;
#[path = "integration/synonym.rs"]
mod synonym;
#[path = "integration/texts.rs"]
mod texts;
#[path = "integration/titles.rs"]
mod titles;
#[path = "integration/trees.rs"]
mod trees;
#[path = "integration/tui.rs"]
mod tui;
#[path = "integration/watch.rs"]
mod watch;
