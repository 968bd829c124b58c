//! The words of `index_schema/question_words.txt`: they say that something is asked, not what.

/// Returns the question words that this program carries, folded.
fn question_words() -> impl Iterator<Item = &'static str> {
    let text = include_str!("../../index_schema/question_words.txt");
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

/// Returns whether a folded word is one of them.
pub fn is_question_word(word: &str) -> bool {
    question_words().any(|known| known == word)
}

/// Returns for each character of folded text whether it is of a question word. A word of one character is one only where
/// `is_word` says that it stands by itself: 几 is none in 几何.
pub fn asked_in(folded: &str, is_word: &dyn Fn(&str) -> bool) -> Vec<bool> {
    let mut asked = vec![false; folded.chars().count()];
    for word in question_words() {
        let chars = word.chars().count();
        if chars == 1 && !is_word(word) {
            continue;
        }
        for (at, _) in folded.match_indices(word) {
            let first = folded[..at].chars().count();
            asked[first..first + chars].fill(true);
        }
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_question_words_are_told() {
        let asked = |folded: &str| {
            let told = asked_in(folded, &|word| word == "谁");
            folded.chars().zip(told).filter(|(_, told)| *told).map(|(c, _)| c).collect::<String>()
        };
        assert_eq!(asked("有哪些减负措施,怎么办?"), "哪些怎么办");
        assert_eq!(asked("谁的几何"), "谁");
        assert_eq!(asked(""), "");
        assert!(is_question_word("如何") && !is_question_word("教育"));
    }

    #[test]
    fn each_stands_there_once_and_folded() {
        let mut all: Vec<&str> = question_words().collect();
        let count = all.len();
        assert!(all.iter().all(|word| *word == word.trim() && !word.contains('麼')));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
