//! Android package formats: binary XML, resource tables, JAR signatures, APK Signing Block
