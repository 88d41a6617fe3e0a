#!/bin/sh
# Made the two files that stand here ready-made, once, on the day the demo was written. They hold fresh random
# numbers, so running this again gives other bytes, another certificate and another demo.apk: only do so on purpose.
#
#   keys/demo-only.p12      signs demo.apk. Public, password "demo-only": never sign anything else with it.
#   assets/pinned_ca.cer    an authority's certificate (DER) as apps bundle it for pinning; its CRL pointer holds a host.
#                           Its private key was thrown away.
#
# needs: openssl (3.0), keytool (openjdk-17)
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

rm -f keys/demo-only.p12
keytool -genkeypair -keystore keys/demo-only.p12 -storetype PKCS12 -storepass demo-only \
    -alias demo-only -keyalg RSA -keysize 2048 -sigalg SHA256withRSA \
    -startdate "2024/01/01 00:00:00" -validity 36500 \
    -dname "CN=Demo Mall, OU=Demo only, O=Demo Mall, C=CN"

cat > "$work/ca.cnf" <<'CNF'
[req]
prompt = no
distinguished_name = name
x509_extensions = ca
[name]
C = CN
O = Demo Mall
CN = Demo Mall Root CA
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
crlDistributionPoints = URI:http://crl.demo-mall.cn/root.crl
CNF
openssl ecparam -name prime256v1 -genkey -noout -out "$work/ca.key"
openssl req -new -x509 -sha256 -days 36500 -config "$work/ca.cnf" -key "$work/ca.key" -outform DER -out assets/pinned_ca.cer
