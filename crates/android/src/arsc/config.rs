//! Configurations (`ResTable_config`): what a set of entries is for, or what a device is.

use super::locale::{Locale, Packed};
use crate::bytes::{array_at, offset as to_offset, u32_at};

/// Bytes of the newest configuration; older files have shorter ones (28, 32, 36, 48, 52, 56), and what they lack is zero.
const SIZE: usize = 64;

/// A configuration. Zero in a field means "any". `ResourceTypes.h`, `ResTable_config`; the masks of packed fields are there, too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Config {
    /// Mobile country code.
    pub mcc: u16,
    /// Mobile network code.
    pub mnc: u16,
    /// Language, script, region, variant and numbering system.
    pub locale: Locale,
    /// Set where the script was not stated but computed from language and region.
    pub script_was_computed: bool,
    /// 1 portrait, 2 landscape, 3 square.
    pub orientation: u8,
    /// 1 none, 2 stylus, 3 finger.
    pub touchscreen: u8,
    /// Dots per inch; 0xfffe any, 0xffff none.
    pub density: u16,
    /// 1 none, 2 qwerty, 3 twelve keys.
    pub keyboard: u8,
    /// 1 none, 2 dpad, 3 trackball, 4 wheel.
    pub navigation: u8,
    /// Whether keys (bits 0 and 1) and navigation (bits 2 and 3) are hidden.
    pub input_flags: u8,
    /// Grammatical gender of the user, from Android 14 on.
    pub grammatical_inflection: u8,
    /// Pixels.
    pub screen_width: u16,
    /// Pixels.
    pub screen_height: u16,
    /// The least API level.
    pub sdk_version: u16,
    /// Always 0 in practice.
    pub minor_version: u16,
    /// Size (bits 0 to 3), long (4 and 5), layout direction (6 and 7).
    pub screen_layout: u8,
    /// Type (bits 0 to 3), night (4 and 5).
    pub ui_mode: u8,
    /// Density-independent pixels.
    pub smallest_screen_width_dp: u16,
    /// Density-independent pixels.
    pub screen_width_dp: u16,
    /// Density-independent pixels.
    pub screen_height_dp: u16,
    /// Round (bits 0 and 1).
    pub screen_layout2: u8,
    /// Wide gamut (bits 0 and 1), high dynamic range (2 and 3).
    pub color_mode: u8,
}

impl Config {
    /// The device that aapt's `dump badging` asks for, without its locale: a portrait phone of normal size and medium density, newer than
    /// any API level, so that values which only carry a version or size qualifier are found (`aapt/Command.cpp`, `doDump`).
    pub fn phone() -> Self {
        Self {
            orientation: 1,
            density: 160,
            sdk_version: 10_000,
            screen_width_dp: 320,
            screen_height_dp: 480,
            smallest_screen_width_dp: 320,
            screen_layout: 2,
            ..Self::default()
        }
    }

    /// The same device with another locale. Where the locale states no script, the likely one is set and marked as computed, as
    /// `ResTable_config::setBcp47Locale` does for a request.
    #[must_use]
    pub fn with_locale(self, locale: Locale) -> Self {
        let mut config = Self { locale, script_was_computed: false, ..self };
        if locale.script[0] == 0 {
            config.script_was_computed = true;
            config.locale.script = locale.likely_script().unwrap_or_default();
        }
        config
    }

    /// The locale as stated, without a computed script.
    pub fn stated_locale(&self) -> Locale {
        let script = if self.script_was_computed { [0; 4] } else { self.locale.script };
        Locale { script, ..self.locale }
    }

    /// Reads the configuration at `at`: as many bytes as it states, zeros for the rest. `ResTable_config::copyFromDtoH`.
    pub(super) fn read(data: &[u8], at: usize) -> Option<Self> {
        let size = to_offset(u32_at(data, at)?).min(SIZE);
        let mut bytes = [0; SIZE];
        let stored = data.get(at..)?.get(..size).unwrap_or(data.get(at..)?);
        bytes.iter_mut().zip(stored).for_each(|(to, from)| *to = *from);
        Some(Self::from_bytes(&bytes))
    }

    fn from_bytes(bytes: &[u8; SIZE]) -> Self {
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
        let half = |at: usize| u16::from_le_bytes([byte(at), byte(at.saturating_add(1))]);
        let pair = |at: usize| -> Packed { [byte(at), byte(at.saturating_add(1))] };
        Self {
            mcc: half(4),
            mnc: half(6),
            locale: Locale {
                language: pair(8),
                region: pair(10),
                script: array_at(bytes, 36).unwrap_or_default(),
                variant: array_at(bytes, 40).unwrap_or_default(),
                numbering: array_at(bytes, 53).unwrap_or_default(),
            },
            orientation: byte(12),
            touchscreen: byte(13),
            density: half(14),
            keyboard: byte(16),
            navigation: byte(17),
            input_flags: byte(18),
            grammatical_inflection: byte(19),
            screen_width: half(20),
            screen_height: half(22),
            sdk_version: half(24),
            minor_version: half(26),
            screen_layout: byte(28),
            ui_mode: byte(29),
            smallest_screen_width_dp: half(30),
            screen_width_dp: half(32),
            screen_height_dp: half(34),
            screen_layout2: byte(48),
            color_mode: byte(49),
            script_was_computed: byte(52) != 0,
        }
    }
}
