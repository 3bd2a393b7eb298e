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

# Hands and machine print the networks are trained on (digits: hands alone); none of them is among the samples' hands.
TRAINED_HANDS = (
    Font("bwht/BecauseWeLearn-Regular.otf", "fonts-bwht", "OFL 1.1"),
    Font("dancingscript/DancingScript-Regular.otf", "fonts-dancingscript", "OFL 1.1"),
    Font("kaushanscript/KaushanScript-Regular.otf", "fonts-kaushanscript", "OFL 1.1"),
    Font("radisnoir/RadisSans-medium.otf", "fonts-radisnoir", "OFL 1.1"),
    Font("nanum/NanumBarunpenR.ttf", "fonts-nanum-extra", "OFL 1.1"),
    Font("seto/setofont.ttf", "fonts-seto", "OFL 1.1"),
    Font("yozvox-yozfont/YOzBAF.ttf", "fonts-yozvox-yozfont-antique", "OFL 1.1"),
    Font("yozvox-yozfont/YOzBA_.ttf", "fonts-yozvox-yozfont-antique", "OFL 1.1"),
    Font("tlwg/Purisa.ttf", "fonts-tlwg-purisa-ttf", "GPL-2+ with font exception"),
    Font("rufscript/Rufscript010.ttf", "fonts-rufscript", "GPL-3+ with font exception"),
    Font("sjfonts/SteveHand.ttf", "fonts-sjfonts", "GPL with font exception"),
    Font("sjfonts/Delphine.ttf", "fonts-sjfonts", "GPL with font exception"),
)
TRAINED_PRINT = (
    Font("dejavu/DejaVuSans.ttf", "fonts-dejavu-core", "Bitstream Vera"),
    Font("dejavu/DejaVuSerif.ttf", "fonts-dejavu-core", "Bitstream Vera"),
    Font("dejavu/DejaVuSansMono.ttf", "fonts-dejavu-core", "Bitstream Vera"),
    Font("dejavu/DejaVuSans-Bold.ttf", "fonts-dejavu-core", "Bitstream Vera"),
    Font("freefont/FreeSans.ttf", "fonts-freefont-ttf", "GPL-3+ with font exception"),
    Font("freefont/FreeSerif.ttf", "fonts-freefont-ttf", "GPL-3+ with font exception"),
    Font("freefont/FreeMono.ttf", "fonts-freefont-ttf", "GPL-3+ with font exception"),
    Font("freefont/FreeMonoBold.ttf", "fonts-freefont-ttf", "GPL-3+ with font exception"),
    Font("lato/Lato-Regular.ttf", "fonts-lato", "OFL 1.1"),
    Font("roboto/unhinted/RobotoTTF/Roboto-Regular.ttf", "fonts-roboto-unhinted", "Apache 2.0"),
    Font("fonts-oldstandard/OldStandard-Regular.ttf", "fonts-oldstandard", "OFL 1.1"),
    Font("vollkorn/Vollkorn-Regular.ttf", "fonts-vollkorn", "OFL 1.1"),
    Font("ebgaramond/EBGaramond12-Regular.otf", "fonts-ebgaramond", "OFL 1.1"),
    Font("jetbrains-mono/JetBrainsMono-Regular.ttf", "fonts-jetbrains-mono", "OFL 1.1"),
)
# More weights and widths, for the network that reads the print beside boxes.
LABEL_PRINT = TRAINED_PRINT + tuple(Font(file, package, licence) for file, package, licence in (
    ("dejavu/DejaVuSansCondensed.ttf", "fonts-dejavu-extra", "Bitstream Vera"),
    ("dejavu/DejaVuSans-Oblique.ttf", "fonts-dejavu-extra", "Bitstream Vera"),
    ("dejavu/DejaVuSerif-Bold.ttf", "fonts-dejavu-core", "Bitstream Vera"),
    ("freefont/FreeSansBold.ttf", "fonts-freefont-ttf", "GPL-3+ with font exception"),
    ("freefont/FreeSansOblique.ttf", "fonts-freefont-ttf", "GPL-3+ with font exception"),
    ("freefont/FreeSerifBold.ttf", "fonts-freefont-ttf", "GPL-3+ with font exception"),
    ("freefont/FreeSerifItalic.ttf", "fonts-freefont-ttf", "GPL-3+ with font exception"),
    ("lato/Lato-Light.ttf", "fonts-lato", "OFL 1.1"),
    ("lato/Lato-Bold.ttf", "fonts-lato", "OFL 1.1"),
    ("roboto/unhinted/RobotoTTF/Roboto-Light.ttf", "fonts-roboto-unhinted", "Apache 2.0"),
    ("roboto/unhinted/RobotoTTF/Roboto-Bold.ttf", "fonts-roboto-unhinted", "Apache 2.0"),
    ("roboto/unhinted/RobotoCondensed-Regular.ttf", "fonts-roboto-unhinted", "Apache 2.0"),
    ("vollkorn/Vollkorn-Bold.ttf", "fonts-vollkorn", "OFL 1.1"),
    ("jetbrains-mono/JetBrainsMono-Bold.ttf", "fonts-jetbrains-mono", "OFL 1.1"),
))
# Machine print that figures are made from: never trained on.
REPORTED_PRINT = (
    Font("liberation2/LiberationSans-Regular.ttf", "fonts-liberation2", "OFL 1.1"),
    Font("liberation2/LiberationSerif-Regular.ttf", "fonts-liberation2", "OFL 1.1"),
    Font("liberation2/LiberationMono-Regular.ttf", "fonts-liberation2", "OFL 1.1"),
    Font("liberation2/LiberationSans-Bold.ttf", "fonts-liberation2", "OFL 1.1"),
    Font("open-sans/OpenSans-Regular.ttf", "fonts-open-sans", "Apache 2.0"),
    Font("cantarell/Cantarell-Regular.otf", "fonts-cantarell", "OFL 1.1"),
    Font("cabin/Cabin-Regular.otf", "fonts-cabin", "OFL 1.1"),
    Font("hack/Hack-Regular.ttf", "fonts-hack", "Bitstream Vera, MIT"),
    Font("linux-libertine/LinLibertine_R.otf", "fonts-linuxlibertine", "OFL 1.1 or GPL"),
)


def find(font: Font) -> Path:
    """Where the font's file lies; an error that names the package to install where it is absent."""
    for root in ROOTS:
        if (root / font.file).is_file():
            return root / font.file
    raise FileNotFoundError(f"{font.file}: install it with: apt-get install {font.package}")


if __name__ == "__main__":
    print(*sorted({font.package for font in TRAINED_HANDS + LABEL_PRINT + REPORTED_PRINT}))
