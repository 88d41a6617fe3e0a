//! ML-DSA (FIPS 204, algorithm 3) over the message itself, with an empty context.

use ml_dsa::signature::Verifier;
use ml_dsa::{MlDsa44, MlDsa65, MlDsa87, MlDsaParams, Signature, VerifyingKey};

use super::Refusal;
use crate::algorithm::AlgorithmIdentifier;
use crate::key::OtherKey;

pub(super) const NO_SUCH_KEY: Refusal = Refusal::Key("not an ML-DSA key");

pub(super) fn verify(
    algorithm: &AlgorithmIdentifier,
    key: &OtherKey,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Refusal> {
    let verify = match key.name {
        Some("ML-DSA-44") => verify_with::<MlDsa44>,
        Some("ML-DSA-65") => verify_with::<MlDsa65>,
        Some("ML-DSA-87") => verify_with::<MlDsa87>,
        _ => return Err(NO_SUCH_KEY),
    };
    // RFC 9881, section 2.
    if algorithm.parameters.is_some() {
        return Err(Refusal::Key("an ML-DSA key with parameters"));
    }
    verify(&key.bytes, message, signature)
}

fn verify_with<P: MlDsaParams>(key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), Refusal> {
    let key = key.try_into().map_err(|_| Refusal::Key("not as long as its parameter set says"))?;
    // Its length, its hints (algorithm 21), and the bound of `z` (algorithm 8, line 13).
    let signature =
        Signature::<P>::try_from(signature).map_err(|_| Refusal::Malformed("not of its parameter set"))?;
    VerifyingKey::<P>::decode(key).verify(message, &signature).map_err(|_| Refusal::DidNotVerify)
}
