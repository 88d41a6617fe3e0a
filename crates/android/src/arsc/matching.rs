//! Which configurations serve a device, and which of two serves it better: `ResTable_config::match`, `isBetterThan`, `isLocaleBetterThan`.

use super::config::Config;
use super::locale::{close_to_us_english, compare_regions, equivalent};

/// `DENSITY_MEDIUM`, which stands for no density, and `DENSITY_ANY`.
const MEDIUM: u16 = 160;
const ANY: u16 = 0xfffe;
/// `SCREENSIZE_NORMAL`.
const NORMAL: u8 = 2;

/// `MASK_LAYOUTDIR`, `MASK_SCREENSIZE`, `MASK_SCREENLONG` of `screen_layout`.
const LAYOUT_DIRECTION: u8 = 0xc0;
const SCREEN_SIZE: u8 = 0x0f;
const SCREEN_LONG: u8 = 0x30;
/// `MASK_UI_MODE_TYPE`, `MASK_UI_MODE_NIGHT` of `ui_mode`.
const UI_TYPE: u8 = 0x0f;
const UI_NIGHT: u8 = 0x30;
/// `MASK_SCREENROUND` of `screen_layout2`.
const ROUND: u8 = 0x03;
/// `MASK_WIDE_COLOR_GAMUT`, `MASK_HDR` of `color_mode`.
const WIDE_GAMUT: u8 = 0x03;
const HDR: u8 = 0x0c;
/// `MASK_KEYSHIDDEN`, `MASK_NAVHIDDEN` of `input_flags`, and two of the former's values.
const KEYS_HIDDEN: u8 = 0x03;
const NAVIGATION_HIDDEN: u8 = 0x0c;
const KEYS_HIDDEN_NO: u8 = 1;
const KEYS_HIDDEN_SOFT: u8 = 3;

impl Config {
    /// Whether entries of this configuration serve the device. `ResTable_config::match`.
    pub fn matches(&self, device: &Config) -> bool {
        same(self.mcc, device.mcc)
            && same(self.mnc, device.mnc)
            && self.locale_matches(device)
            && same(self.grammatical_inflection, device.grammatical_inflection)
            && self.screen_matches(device)
            && same(self.orientation, device.orientation)
            && same(self.touchscreen, device.touchscreen)
            && self.input_matches(device)
            && at_most(self.screen_width, device.screen_width)
            && at_most(self.screen_height, device.screen_height)
            && at_most(self.sdk_version, device.sdk_version)
            && same(self.minor_version, device.minor_version)
    }

    fn screen_matches(&self, device: &Config) -> bool {
        let same_bits = |mine: u8, theirs: u8, mask: u8| same(mine & mask, theirs & mask);
        same_bits(self.screen_layout, device.screen_layout, LAYOUT_DIRECTION)
            && at_most(self.screen_layout & SCREEN_SIZE, device.screen_layout & SCREEN_SIZE)
            && same_bits(self.screen_layout, device.screen_layout, SCREEN_LONG)
            && same_bits(self.ui_mode, device.ui_mode, UI_TYPE)
            && same_bits(self.ui_mode, device.ui_mode, UI_NIGHT)
            && at_most(self.smallest_screen_width_dp, device.smallest_screen_width_dp)
            && same_bits(self.screen_layout2, device.screen_layout2, ROUND)
            && same_bits(self.color_mode, device.color_mode, HDR)
            && same_bits(self.color_mode, device.color_mode, WIDE_GAMUT)
            && at_most(self.screen_width_dp, device.screen_width_dp)
            && at_most(self.screen_height_dp, device.screen_height_dp)
    }

    fn input_matches(&self, device: &Config) -> bool {
        let (keys, device_keys) = (self.input_flags & KEYS_HIDDEN, device.input_flags & KEYS_HIDDEN);
        // Visible keys also match a soft keyboard.
        (same(keys, device_keys) || (keys == KEYS_HIDDEN_NO && device_keys == KEYS_HIDDEN_SOFT))
            && same(self.input_flags & NAVIGATION_HIDDEN, device.input_flags & NAVIGATION_HIDDEN)
            && same(self.keyboard, device.keyboard)
            && same(self.navigation, device.navigation)
    }

    /// The languages are the same, and so are the scripts; where one of them is not known, the regions.
    fn locale_matches(&self, device: &Config) -> bool {
        let (mine, theirs) = (&self.locale, &device.locale);
        if mine.language == [0; 2] && mine.region == [0; 2] {
            return true;
        }
        if !equivalent(mine.language, theirs.language) {
            return false;
        }
        match self.script_to_compare(device) {
            Some(script) => script == theirs.script,
            None => mine.region[0] == 0 || mine.region == theirs.region,
        }
    }

    /// This configuration's script, stated or computed; none where it or the device's is not known.
    fn script_to_compare(&self, device: &Config) -> Option<[u8; 4]> {
        if device.locale.script[0] == 0 {
            None
        } else if self.locale.script[0] == 0 && !self.script_was_computed {
            self.locale.likely_script()
        } else {
            Some(self.locale.script)
        }
    }

    /// Whether this configuration serves the device better than `other`; both match it. `ResTable_config::isBetterThan`.
    pub fn is_better_than(&self, other: &Config, device: &Config) -> bool {
        self.by_operator(other, device)
            .or_else(|| self.is_locale_better_than(other, device).then_some(true))
            .or_else(|| {
                stated(
                    self.grammatical_inflection,
                    other.grammatical_inflection,
                    device.grammatical_inflection,
                )
            })
            .or_else(|| self.by_size(other, device))
            .or_else(|| self.by_look(other, device))
            .or_else(|| self.by_density(other, device))
            .or_else(|| stated(self.touchscreen, other.touchscreen, device.touchscreen))
            .or_else(|| self.by_input(other, device))
            .or_else(|| {
                by_deltas([
                    (self.screen_width, other.screen_width, device.screen_width),
                    (self.screen_height, other.screen_height, device.screen_height),
                ])
            })
            .or_else(|| self.by_version(other, device))
            .unwrap_or(false)
    }

    fn by_operator(&self, other: &Config, device: &Config) -> Option<bool> {
        stated(self.mcc, other.mcc, device.mcc).or_else(|| stated(self.mnc, other.mnc, device.mnc))
    }

    fn by_size(&self, other: &Config, device: &Config) -> Option<bool> {
        let direction = |config: &Config| config.screen_layout & LAYOUT_DIRECTION;
        if direction(self) != direction(other) && direction(device) != 0 {
            return Some(direction(self) > direction(other));
        }
        if self.smallest_screen_width_dp != other.smallest_screen_width_dp {
            return Some(self.smallest_screen_width_dp > other.smallest_screen_width_dp);
        }
        by_deltas([
            (self.screen_width_dp, other.screen_width_dp, device.screen_width_dp),
            (self.screen_height_dp, other.screen_height_dp, device.screen_height_dp),
        ])
        .or_else(|| self.by_screen_size(other, device))
    }

    /// The nearest size that is not larger. No size counts as normal where the device is at least that.
    fn by_screen_size(&self, other: &Config, device: &Config) -> Option<bool> {
        let [mine, theirs, wanted] = [self, other, device].map(|config| config.screen_layout & SCREEN_SIZE);
        if mine == theirs || wanted == 0 {
            return None;
        }
        let fixed = |size: u8| if size == 0 && wanted >= NORMAL { NORMAL } else { size };
        if fixed(mine) == fixed(theirs) { Some(mine != 0) } else { Some(fixed(mine) > fixed(theirs)) }
    }

    fn by_look(&self, other: &Config, device: &Config) -> Option<bool> {
        let bits =
            |of: fn(&Config) -> u8, mask: u8| stated(of(self) & mask, of(other) & mask, of(device) & mask);
        bits(|c| c.screen_layout, SCREEN_LONG)
            .or_else(|| bits(|c| c.screen_layout2, ROUND))
            .or_else(|| bits(|c| c.color_mode, WIDE_GAMUT))
            .or_else(|| bits(|c| c.color_mode, HDR))
            .or_else(|| stated(self.orientation, other.orientation, device.orientation))
            .or_else(|| bits(|c| c.ui_mode, UI_TYPE))
            .or_else(|| bits(|c| c.ui_mode, UI_NIGHT))
    }

    /// Any density is better than a scaled one; scaling down is better than scaling up.
    fn by_density(&self, other: &Config, device: &Config) -> Option<bool> {
        if self.density == other.density {
            return None;
        }
        let known = |density: u16| if density == 0 { MEDIUM } else { density };
        let (mine, theirs) = (known(self.density), known(other.density));
        if mine == ANY || theirs == ANY {
            return Some(mine == ANY);
        }
        let wanted = if device.density == ANY { MEDIUM } else { known(device.density) };
        let bigger = mine >= theirs;
        let (high, low) = (mine.max(theirs), mine.min(theirs));
        let high_is_better = high == wanted || low < wanted;
        Some(high_is_better == bigger)
    }

    fn by_input(&self, other: &Config, device: &Config) -> Option<bool> {
        let [mine, theirs, wanted] = [self, other, device].map(|config| config.input_flags & KEYS_HIDDEN);
        let keys = if mine == theirs || wanted == 0 {
            None
        } else if mine == 0 || theirs == 0 {
            Some(mine != 0)
        } else if wanted == mine || wanted == theirs {
            Some(wanted == mine)
        } else {
            None
        };
        let [mine, theirs, wanted] =
            [self, other, device].map(|config| config.input_flags & NAVIGATION_HIDDEN);
        let navigation = (mine != theirs && wanted != 0 && (mine == 0 || theirs == 0)).then_some(mine != 0);
        keys.or(navigation)
            .or_else(|| stated(self.keyboard, other.keyboard, device.keyboard))
            .or_else(|| stated(self.navigation, other.navigation, device.navigation))
    }

    fn by_version(&self, other: &Config, device: &Config) -> Option<bool> {
        if self.sdk_version != other.sdk_version && device.sdk_version != 0 {
            return Some(self.sdk_version > other.sdk_version);
        }
        stated(self.minor_version, other.minor_version, device.minor_version)
    }

    /// `ResTable_config::isLocaleBetterThan`.
    fn is_locale_better_than(&self, other: &Config, device: &Config) -> bool {
        let none = |config: &Config| config.locale.language == [0; 2] && config.locale.region == [0; 2];
        if none(device) || (none(self) && none(other)) {
            return false;
        }
        let (mine, theirs, wanted) = (&self.locale, &other.locale, &device.locale);
        if !equivalent(mine.language, theirs.language) {
            return self.by_language(other, device);
        }
        let same_language = |config: &Config| config.locale.language == wanted.language;
        // False sorts before true, and nearer is greater, so that one order serves all.
        compare_regions(mine.region, theirs.region, wanted, wanted.script)
            .then_with(|| (mine.variant == wanted.variant).cmp(&(theirs.variant == wanted.variant)))
            .then_with(|| (mine.numbering == wanted.numbering).cmp(&(theirs.numbering == wanted.numbering)))
            .then_with(|| same_language(self).cmp(&same_language(other)))
            .is_gt()
    }

    /// One has the language, the other none. The one that has it is better, but for American English and its kin, which live in the default.
    fn by_language(&self, other: &Config, device: &Config) -> bool {
        let (mine, theirs, wanted) = (&self.locale, &other.locale, &device.locale);
        let has_language = mine.language[0] != 0;
        if wanted.language != *b"en" {
            return has_language;
        }
        let american = |region: [u8; 2]| region[0] == 0 || region == *b"US";
        if wanted.region == *b"US" {
            if has_language { american(mine.region) } else { !american(theirs.region) }
        } else if close_to_us_english(wanted.region) {
            if has_language { close_to_us_english(mine.region) } else { !close_to_us_english(theirs.region) }
        } else {
            has_language
        }
    }
}

/// A field matches where it says nothing, or the same.
fn same<T: Copy + PartialEq + Default>(mine: T, device: T) -> bool {
    mine == T::default() || mine == device
}

/// A size or version matches where it says nothing, or not more than the device has.
fn at_most<T: Copy + PartialOrd + Default>(mine: T, device: T) -> bool {
    mine == T::default() || mine <= device
}

/// Where two fields differ and the device has a value, the one that says something is better.
fn stated<T: Copy + PartialEq + Default>(mine: T, other: T, device: T) -> Option<bool> {
    (mine != other && device != T::default()).then(|| mine != T::default())
}

/// Sizes: the smaller sum of what each lacks to what the device has. Nothing stated lacks all of it.
fn by_deltas(sizes: [(u16, u16, u16); 2]) -> Option<bool> {
    let mut sums = (0_i64, 0_i64);
    for (mine, theirs, wanted) in
        sizes.map(|(mine, theirs, wanted)| (i64::from(mine), i64::from(theirs), i64::from(wanted)))
    {
        if wanted != 0 {
            sums.0 = sums.0.saturating_add(wanted.saturating_sub(mine));
            sums.1 = sums.1.saturating_add(wanted.saturating_sub(theirs));
        }
    }
    (sums.0 != sums.1).then_some(sums.0 < sums.1)
}

#[cfg(test)]
mod tests;
