#!/bin/sh
# Builds demo.apk from what stands in this folder: build.sh OUT.apk  (or `cargo xtask fixtures`)
#
# Debian's tools; on a bare Debian 12:
#   apt-get install --no-install-recommends aapt android-framework-res libsmali-java apksigner zipalign \
#       binutils-aarch64-linux-gnu python3
# The same tools give the same bytes, whenever and wherever they run.
set -eu
out=$(realpath -m "${1:?usage: build.sh OUT.apk}")
cd "$(dirname "$0")"
export LC_ALL=C.UTF-8 TZ=UTC PYTHONDONTWRITEBYTECODE=1

missing=
for tool in aapt smali apksigner zipalign aarch64-linux-gnu-as aarch64-linux-gnu-ld python3; do
    command -v "$tool" >/dev/null || missing="$missing $tool"
done
framework=/usr/share/android-framework-res/framework-res.apk
[ -r "$framework" ] || missing="$missing $framework"
[ -z "$missing" ] || { echo "build.sh: missing:$missing (see the head of this script)" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/apk/lib/arm64-v8a"

# The icon, in the densities that a phone asks for.
cp -r res "$work/res"
for density in mdpi:48 hdpi:72 xhdpi:96 xxhdpi:144; do
    mkdir -p "$work/res/mipmap-${density%:*}"
    python3 tools/icon.py "${density#*:}" "$work/res/mipmap-${density%:*}/ic_launcher.png"
done

# aapt: binary XML and resources.arsc. It writes into a folder, not into a zip: pack.py decides order and times.
aapt package -f -m --no-crunch -M AndroidManifest.xml -S "$work/res" -I "$framework" -F "$work/aapt.zip" >/dev/null
python3 -m zipfile -e "$work/aapt.zip" "$work/apk"
cp -r assets "$work/apk/assets"

smali assemble --api 21 -o "$work/apk/classes.dex" smali

aarch64-linux-gnu-as -o "$work/mall.o" native/mall.s
aarch64-linux-gnu-ld -shared -s -soname libmall.so --hash-style=gnu --build-id=none -z noseparate-code \
    -z max-page-size=4096 -o "$work/apk/lib/arm64-v8a/libmall.so" "$work/mall.o"

python3 tools/pack.py "$work/apk" "$work/packed.apk"
zipalign -f 4 "$work/packed.apk" "$work/aligned.apk"
# The key is public and for this demo alone. RSA signatures without salt: the same bytes every time.
apksigner sign --ks keys/demo-only.p12 --ks-pass pass:demo-only --ks-key-alias demo-only \
    --v1-signing-enabled true --v1-signer-name DEMO --v2-signing-enabled true --v3-signing-enabled true \
    --v4-signing-enabled false --out "$work/signed.apk" "$work/aligned.apk"
zipalign -c 4 "$work/signed.apk"
mkdir -p "$(dirname "$out")"
cp "$work/signed.apk" "$out"
