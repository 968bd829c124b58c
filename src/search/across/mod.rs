//! Looking across reports: whole reports read back from an index, and what is asked of many of them at once.

mod count;
mod facets;
mod figures;
mod list;
mod reports;
mod series;
mod similar;
mod suggest;
mod terms;
mod trend;

pub use self::similar::Alike;
pub use count::{CountBy, CountRow, Counts};
pub use facets::{FacetValue, Facets};
pub use figures::{FigureQuery, FigureRow, Figures, Group};
pub use list::{ListedReport, Listing, ReportOrder};
pub use reports::{WholeReport, WholeSection};
pub use series::Edition;
pub use suggest::Suggestion;
pub use terms::{SeriesName, Term, Terms, TermsOf};
pub use trend::{Trend, TrendCount, TrendGroup, TrendRow};
