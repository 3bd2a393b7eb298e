"""IDX files (the format of MNIST), plain or gzip."""

import gzip
import struct
from pathlib import Path

import numpy as np

# The type byte of an IDX file: unsigned byte, big-endian 32-bit integer.
_TYPES = {0x08: np.dtype("u1"), 0x0C: np.dtype(">i4")}


def read(path: Path) -> np.ndarray:
    """The array in an IDX file; shape and type as the file says."""
    data = Path(path).read_bytes()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    if len(data) < 4 or data[:2] != b"\0\0" or data[2] not in _TYPES:
        raise ValueError(f"{path}: not an IDX file of bytes or 32-bit integers")
    dtype, rank = _TYPES[data[2]], data[3]
    header = 4 + 4 * rank
    shape = struct.unpack(f">{rank}I", data[4:header])
    count = int(np.prod(shape))
    if len(data) != header + count * dtype.itemsize:
        raise ValueError(f"{path}: the length does not fit the shape {shape}")
    return np.frombuffer(data, dtype, count, header).reshape(shape).astype(dtype.newbyteorder("="))


def write(path: Path, array: np.ndarray) -> None:
    """Writes `array` (uint8 or int32) as gzip IDX; same array, same bytes."""
    code = {"uint8": 0x08, "int32": 0x0C}[array.dtype.name]
    header = bytes([0, 0, code, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    body = array.astype(_TYPES[code]).tobytes()
    Path(path).write_bytes(gzip.compress(header + body, 9, mtime=0))
