//! DER and BER, certificates, CMS, public keys, digests: what both platforms sign with
