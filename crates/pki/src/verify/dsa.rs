//! DSA (FIPS 186-4, section 4.7).
//!
//! By `num-bigint`, since the crate `dsa` takes whole octets of a digest where the order ends within one, and panics where the order has
//! more than half of the modulus's bits.

use std::ops::Shr;

use num_bigint::BigUint;

use super::Refusal;
use super::pair::Pair;
use crate::hash::HashAlgorithm;
use crate::key::{DsaKey, DsaParameters};
use crate::number::Number;

/// Above these sizes nothing is computed: one signature would take tenths of a second. `OPENSSL_DSA_MAX_MODULUS_BITS`, and the largest
/// order of FIPS 186-4, beyond which neither OpenSSL's descendants (`dsa_check_key`) nor the JDK have keys.
const MAX_MODULUS_BITS: usize = 10_000;
const MAX_ORDER_BITS: usize = 256;

pub(super) fn verify(
    key: &DsaKey,
    hash: HashAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Refusal> {
    let group =
        Group::of(key.parameters.as_ref().ok_or(Refusal::Unsupported("a DSA key without parameters"))?)?;
    let y = group.public_number(&key.y)?;
    let pair = Pair::read(signature)?;
    let (r, s) = (BigUint::from_bytes_be(pair.r), BigUint::from_bytes_be(pair.s));
    let digest = hash.digest(&[message]);
    if group.verifies(&y, &digest, &r, &s) { Ok(()) } else { Err(Refusal::DidNotVerify) }
}

/// The numbers that several keys share.
struct Group {
    p: BigUint,
    q: BigUint,
    g: BigUint,
}

impl Group {
    fn of(parameters: &DsaParameters) -> Result<Self, Refusal> {
        if parameters.p.bits() > MAX_MODULUS_BITS || parameters.q.bits() > MAX_ORDER_BITS {
            return Err(Refusal::Unsupported(
                "a DSA key of more than 10000 bits or an order of more than 256",
            ));
        }
        let [p, q, g] = [&parameters.p, &parameters.q, &parameters.g].map(number);
        let one = BigUint::from(1_u8);
        // Both are primes above two; that they are odd is what modular arithmetic needs.
        let is_sound = p.bit(0) && q.bit(0) && q > one && p > q && g > one && g < p;
        if is_sound { Ok(Self { p, q, g }) } else { Err(Refusal::Key("DSA parameters out of range")) }
    }

    /// A key's own number, which has to be of the group (SP 800-56A, 5.6.2.3.1; Bouncy Castle's `DSAPublicKeyParameters.validate`).
    fn public_number(&self, y: &Number) -> Result<BigUint, Refusal> {
        let y = number(y);
        let one = BigUint::from(1_u8);
        if y > one && y < self.p && y.modpow(&self.q, &self.p) == one {
            Ok(y)
        } else {
            Err(Refusal::Key("a DSA number outside its group"))
        }
    }

    /// FIPS 186-4, 4.7; an `s` without an inverse is no signature's.
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "numbers grow as they need, and neither modulus is zero"
    )]
    fn verifies(&self, y: &BigUint, digest: &[u8], r: &BigUint, s: &BigUint) -> bool {
        let in_range = |number: &BigUint| *number != BigUint::ZERO && *number < self.q;
        if !in_range(r) || !in_range(s) {
            return false;
        }
        let Some(inverse) = s.modinv(&self.q) else { return false };
        let u1 = self.leftmost_bits(digest) * &inverse % &self.q;
        let u2 = r * &inverse % &self.q;
        let expected = self.g.modpow(&u1, &self.p) * y.modpow(&u2, &self.p) % &self.p % &self.q;
        expected == *r
    }

    /// The digest as a number, cut to as many bits as the order has (FIPS 186-4, 4.6).
    fn leftmost_bits(&self, digest: &[u8]) -> BigUint {
        let bits = u64::try_from(digest.len()).unwrap_or(0).saturating_mul(8);
        BigUint::from_bytes_be(digest).shr(bits.saturating_sub(self.q.bits()))
    }
}

fn number(stored: &Number) -> BigUint {
    BigUint::from_bytes_be(stored.bytes())
}
