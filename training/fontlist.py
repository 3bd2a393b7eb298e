"""The fonts of Debian's packages whose characters are drawn, with their licences."""

from dataclasses import dataclass
from pathlib import Path

ROOTS = (Path("/usr/share/fonts/truetype"), Path("/usr/share/fonts/opentype"))
DIGITS = "0123456789"
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Font:
    """A font file below one of ROOTS, and the characters of it that look like somebody's hand."""

    file: str
    package: str
    licence: str
    characters: str = DIGITS + CAPITALS


# The order is the writer id in the IDX files: append only.
HANDWRITING = (
    Font("breip/Breip.ttf", "fonts-breip", "OFL 1.0", CAPITALS),
    Font("bwht/BecauseWeBuild-Regular.otf", "fonts-bwht", "OFL 1.1"),
    Font("bwht/BecauseWeConnect-Regular.otf", "fonts-bwht", "OFL 1.1"),
    Font("bwht/BecauseWeCreate-Regular.otf", "fonts-bwht", "OFL 1.1"),
    Font("bwht/BecauseWeMentor-Regular.otf", "fonts-bwht", "OFL 1.1", DIGITS),
    Font("bwht/BecauseWeOrganize-Regular.otf", "fonts-bwht", "OFL 1.1"),
    Font("fifthhorseman/dkg.ttf", "fonts-dkg-handwriting", "OFL 1.1", DIGITS),
    Font("humor-sans/Humor-Sans.ttf", "fonts-humor-sans", "OFL 1.1"),
    Font("kristi/Kristi.ttf", "fonts-kristi", "OFL 1.1", DIGITS),
    Font("kiloji/kiloji.ttf", "fonts-kiloji", "BSD-3-Clause"),
    Font("klee/KleeOne-Regular.ttf", "fonts-klee", "OFL 1.1"),
    Font("comic-neue/ComicNeue-Regular.otf", "fonts-comic-neue", "OFL 1.1"),
    Font("nanum/NanumBrush.ttf", "fonts-nanum-extra", "OFL 1.1"),
    Font("nanum/NanumPen.ttf", "fonts-nanum-extra", "OFL 1.1"),
    Font("malayalam/Chilanka-Regular.otf", "fonts-smc-chilanka", "OFL 1.1"),
    Font("aoyagi-soseki/aoyagi-soseki.ttf", "fonts-aoyagi-soseki", "public domain"),
    Font("fonts-kalapi/Kalapi.ttf", "fonts-kalapi", "OFL 1.1", DIGITS),
    Font("tomsontalks/TomsonTalks.ttf", "fonts-tomsontalks", "OFL 1.1", CAPITALS),
)


def find(font: Font) -> Path:
    """Where the font's file lies; an error that names the package to install where it is absent."""
    for root in ROOTS:
        if (root / font.file).is_file():
            return root / font.file
    raise FileNotFoundError(f"{font.file}: install it with: apt-get install {font.package}")
