#!/usr/bin/env python3
"""Packs a folder into a zip that depends on the folder's contents alone: pack.py FOLDER OUT.apk

Entries in the platform's customary order (manifest first), one fixed time, no owner, no extra fields.
"""
import os
import sys
import zipfile

# The earliest time that a zip can state.
TIME = (1980, 1, 1, 0, 0, 0)
# Stored, because the platform maps them (resources.arsc: required from targetSdkVersion 30) or they are packed already.
STORED = (".arsc", ".png")


def names(folder):
    found = []
    for base, _, files in os.walk(folder):
        found += [os.path.relpath(os.path.join(base, f), folder).replace(os.sep, "/") for f in files]
    return sorted(found, key=lambda n: (n != "AndroidManifest.xml", n))


def main(folder, out):
    with zipfile.ZipFile(out, "w") as apk:
        for name in names(folder):
            entry = zipfile.ZipInfo(name, TIME)
            entry.create_system = 0
            stored = name.endswith(STORED)
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            with open(os.path.join(folder, name), "rb") as f:
                apk.writestr(entry, f.read(), compresslevel=9)


main(*sys.argv[1:])
