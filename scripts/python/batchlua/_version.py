"""The release, which is that of the program."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("batchlua")
except PackageNotFoundError:  # used from the source
    __version__ = "0"
