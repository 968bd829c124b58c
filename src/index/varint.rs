//! Numbers in groups of seven bits, the lowest first, each byte but the last with its highest bit set: small ones are short.
//!
//! Nothing here trusts the bytes: a number that ends with them, or is larger than asked for, is `None`.

/// Appends a number.
#[inline]
pub(super) fn put_varint(out: &mut Vec<u8>, value: impl Into<u64>) {
    let mut value = value.into();
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Reads a number at `*at` and moves past it; `None` when the bytes end first, or after ten of them.
#[inline]
pub(super) fn get_varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    read::<10>(bytes, at)
}

/// Reads a number of 32 bits, as [`get_varint`], but for at most five bytes; of larger ones the low bits.
#[inline]
pub(super) fn get_short_varint(bytes: &[u8], at: &mut usize) -> Option<u32> {
    read::<5>(bytes, at).map(|value| value as u32)
}

#[inline]
fn read<const BYTES_MAX: usize>(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0u64;
    for nth in 0..BYTES_MAX {
        let byte = *bytes.get(*at)?;
        *at += 1;
        // The tenth byte is shifted by 63: its upper bits fall away.
        value |= u64::from(byte & 0x7f) << (7 * nth);
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_put_is_got(numbers in prop::collection::vec(any::<u64>(), 0..20), shift in 0u32..64) {
            let numbers: Vec<u64> = numbers.into_iter().map(|number| number >> shift).collect();
            let mut bytes = Vec::new();
            numbers.iter().for_each(|number| put_varint(&mut bytes, *number));
            let (mut at, mut short_at) = (0, 0);
            for number in numbers {
                prop_assert_eq!(get_varint(&bytes, &mut at), Some(number));
                let short = (number < 1 << 35).then_some(number as u32);
                prop_assert_eq!(get_short_varint(&bytes, &mut short_at), short);
                short_at = at;
            }
            prop_assert_eq!(get_varint(&bytes, &mut at), None);
        }
    }
}
