//! Platforms and versions, as load commands state them.

use std::fmt;

use super::Cpu;

/// A platform, by the number of cctools' `include/mach-o/loader.h` (`PLATFORM_*`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Platform(pub u32);

impl Platform {
    /// macOS.
    pub const MACOS: Self = Self(1);
    /// iOS and iPadOS.
    pub const IOS: Self = Self(2);
    /// tvOS.
    pub const TVOS: Self = Self(3);
    /// watchOS.
    pub const WATCHOS: Self = Self(4);
    /// The system of a Mac's second processor.
    pub const BRIDGEOS: Self = Self(5);
    /// An iOS app on macOS (Mac Catalyst).
    pub const MAC_CATALYST: Self = Self(6);
    /// The simulator of iOS.
    pub const IOS_SIMULATOR: Self = Self(7);
    /// The simulator of tvOS.
    pub const TVOS_SIMULATOR: Self = Self(8);
    /// The simulator of watchOS.
    pub const WATCHOS_SIMULATOR: Self = Self(9);
    /// Drivers.
    pub const DRIVERKIT: Self = Self(10);
    /// visionOS.
    pub const VISIONOS: Self = Self(11);
    /// The simulator of visionOS.
    pub const VISIONOS_SIMULATOR: Self = Self(12);

    /// Its name as Xcode writes it into `DTPlatformName`. (Catalyst has none of its own there, its packages say `macosx`; it is
    /// given the name of its build setting.)
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::MACOS => "macosx",
            Self::IOS => "iphoneos",
            Self::TVOS => "appletvos",
            Self::WATCHOS => "watchos",
            Self::BRIDGEOS => "bridgeos",
            Self::MAC_CATALYST => "maccatalyst",
            Self::IOS_SIMULATOR => "iphonesimulator",
            Self::TVOS_SIMULATOR => "appletvsimulator",
            Self::WATCHOS_SIMULATOR => "watchsimulator",
            Self::DRIVERKIT => "driverkit",
            Self::VISIONOS => "xros",
            Self::VISIONOS_SIMULATOR => "xrsimulator",
            _ => return None,
        })
    }

    /// Whether it runs on a Mac in place of a device.
    pub fn is_simulator(self) -> bool {
        matches!(
            self,
            Self::IOS_SIMULATOR | Self::TVOS_SIMULATOR | Self::WATCHOS_SIMULATOR | Self::VISIONOS_SIMULATOR
        )
    }

    /// What one of the older commands means on a processor: no device has ever had Intel's, so there it is the simulator (xnu's
    /// `bsd/kern/mach_loader.c`, `load_version`).
    pub(super) fn on(self, cpu: Cpu) -> Self {
        match self {
            Self::IOS if cpu.is_intel() => Self::IOS_SIMULATOR,
            Self::TVOS if cpu.is_intel() => Self::TVOS_SIMULATOR,
            Self::WATCHOS if cpu.is_intel() => Self::WATCHOS_SIMULATOR,
            other => other,
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "platform {}", self.0),
        }
    }
}

/// A version: 16 bits, 8 bits and 8 bits, as `LC_BUILD_VERSION` and code directories pack it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version(pub u32);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [high, low, minor, patch] = self.0.to_be_bytes();
        write!(f, "{}.{minor}", u16::from_be_bytes([high, low]))?;
        if patch == 0 { Ok(()) } else { write!(f, ".{patch}") }
    }
}

/// What a slice was built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Build {
    /// Which command states it.
    pub source: BuildSource,
    /// The platform.
    pub platform: Platform,
    /// The lowest version of the platform.
    pub minimum: Version,
    /// The SDK's version.
    pub sdk: Version,
}

/// Which command states what a slice was built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BuildSource {
    /// `LC_BUILD_VERSION`.
    BuildVersion,
    /// One of the older `LC_VERSION_MIN_…`, which know no simulators.
    VersionMin,
}
