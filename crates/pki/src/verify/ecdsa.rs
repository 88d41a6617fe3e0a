//! ECDSA (FIPS 186-5, section 6.4.2).

use ecdsa::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use ecdsa::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytes, FieldBytesSize};
use ecdsa::signature::hazmat::PrehashVerifier;
use ecdsa::{EcdsaCurve, Signature, VerifyingKey};

use super::Refusal;
use super::pair::Pair;
use crate::hash::HashAlgorithm;
use crate::key::{Curve, EcKey};

pub(super) fn verify(
    key: &EcKey,
    hash: HashAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Refusal> {
    let Curve::Named { name, .. } = key.curve else {
        return Err(Refusal::Unsupported("a curve without a known name"));
    };
    let verify = match name {
        "P-224" => verify_on::<p224::NistP224>,
        "P-256" => verify_on::<p256::NistP256>,
        "P-384" => verify_on::<p384::NistP384>,
        "P-521" => verify_on::<p521::NistP521>,
        "secp256k1" => verify_on::<k256::Secp256k1>,
        "brainpoolP256r1" => verify_on::<bp256::BrainpoolP256r1>,
        "brainpoolP384r1" => verify_on::<bp384::BrainpoolP384r1>,
        _ => {
            return Err(Refusal::Unsupported(
                "a curve other than P-224, P-256, P-384, P-521, secp256k1, brainpoolP256r1 and brainpoolP384r1",
            ));
        }
    };
    verify(&key.point, &hash.digest(&[message]), signature)
}

fn verify_on<C>(point: &[u8], digest: &[u8], signature: &[u8]) -> Result<(), Refusal>
where
    C: EcdsaCurve + CurveArithmetic,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    let key =
        VerifyingKey::<C>::from_sec1_bytes(point).map_err(|_| Refusal::Key("not a point of its curve"))?;
    let pair = Pair::read(signature)?;
    let (r, s) = (scalar::<C>(pair.r)?, scalar::<C>(pair.s)?);
    let signature = Signature::<C>::from_scalars(r, s).map_err(|_| Refusal::DidNotVerify)?;
    // Bitcoin wants the smaller one of two values that are both right; nobody else does.
    let signature = if C::NORMALIZE_S { signature.normalize_s() } else { signature };
    key.verify_prehash(digest, &signature).map_err(|_| Refusal::DidNotVerify)
}

/// A number at its curve's width. A longer one is above the order, and so no signature's.
fn scalar<C: EcdsaCurve>(number: &[u8]) -> Result<FieldBytes<C>, Refusal> {
    let mut scalar = FieldBytes::<C>::default();
    let zeros = scalar.len().checked_sub(number.len()).ok_or(Refusal::DidNotVerify)?;
    for (octet, stored) in scalar.iter_mut().skip(zeros).zip(number) {
        *octet = *stored;
    }
    Ok(scalar)
}
