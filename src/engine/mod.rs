//! The one door to a server of an engine (OpenSearch, Elasticsearch): requests, their answers, bulk writes, the layout of the
//! indexes there. What is asked of it, and why, is no matter of this stage.
//!
//! - `access.rs`: where it is and who asks
//! - `client.rs`: one request, tried again where that can help
//! - `send.rs`: one request sent, to a second node where the first is silent
//! - `bulk.rs`: many documents at once, slower where the server is busy, none lost
//! - `layout.rs`: names, settings and mappings of the two indexes, and whose they are
//!
//! Only what OpenSearch and Elasticsearch (from 7.10 on) understand alike is used: no script, no plugin.

mod access;
mod bulk;
mod client;
mod error;
mod layout;
mod send;

pub use access::Access;
pub(crate) use bulk::Bulk;
pub use client::Engine;
pub(crate) use client::{Answer, DocumentHit, Shards};
pub use error::EngineError;
pub(crate) use layout::{Layout, Similarity};
