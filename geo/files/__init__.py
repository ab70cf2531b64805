"""Read features from the map files that offices have, and write GeoJSON and GeoPackage.

The only package of `geo` that opens files. What comes in is not trusted: GDAL never chooses by itself what a
file is (some of its drivers follow addresses found inside), archives are bounded, and a row is never dropped.
"""

from geo.files.opening import FEATURE_SUFFIXES, holds_features, open_features, read_features
from geo.files.writing import write_features
from geo.settle import Features
from geo.telling import FileError

__all__ = ["FEATURE_SUFFIXES", "Features", "FileError", "holds_features", "open_features", "read_features",
           "write_features"]
