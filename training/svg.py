"""Plots as SVG text: lines over an axis, and tables of numbers shaded by size. Nothing but the standard library."""

from dataclasses import dataclass
from html import escape
from pathlib import Path

COLOURS = ("#1f5fa8", "#c4511d", "#2b8a57", "#7d4ba3", "#8a6d1f", "#555555")
WIDTH, HEIGHT, MARGIN = 420, 300, 46


@dataclass(frozen=True)
class Line:
    """A named curve through `points` (x, y); dashed, or with a dot at each point."""

    name: str
    points: list[tuple[float, float]]
    dashed: bool = False
    dots: bool = False


def plot(lines: list[Line], title: str, x: tuple[str, float, float], y: tuple[str, float, float]) -> str:
    """A panel with axes `x` and `y`: a name, and the values at their ends."""
    place = lambda point: (
        MARGIN + (point[0] - x[1]) / (x[2] - x[1]) * (WIDTH - 2 * MARGIN),
        HEIGHT - MARGIN - (point[1] - y[1]) / (y[2] - y[1]) * (HEIGHT - 2 * MARGIN))
    parts = [_text(WIDTH / 2, 18, title, "middle", 13), _text(WIDTH / 2, HEIGHT - 10, x[0], "middle"),
             _text(MARGIN, MARGIN - 10, y[0], "middle")]
    for step in range(5):
        across, up = x[1] + step / 4 * (x[2] - x[1]), y[1] + step / 4 * (y[2] - y[1])
        column, row = place((across, up))
        parts.append(f'<path d="M{MARGIN} {row:.1f}H{WIDTH - MARGIN}" stroke="#ddd"/>')
        parts.append(_text(MARGIN - 5, row + 4, f"{up:.4g}", "end"))
        parts.append(_text(column, HEIGHT - MARGIN + 15, f"{across:.4g}", "middle"))
    for number, line in enumerate(lines):
        colour = COLOURS[number % len(COLOURS)]
        places = [place(point) for point in line.points]
        dash = ' stroke-dasharray="5 4"' if line.dashed else ""
        route = "L".join(f"{column:.1f} {row:.1f}" for column, row in places)
        parts.append(f'<path d="M{route}" fill="none" stroke="{colour}" stroke-width="1.8"{dash}/>')
        if line.dots:
            parts += [f'<circle cx="{column:.1f}" cy="{row:.1f}" r="3" fill="{colour}"/>' for column, row in places]
        parts.append(_text(WIDTH - MARGIN - 4, MARGIN + 14 * (number + 1), line.name, "end", 11, colour))
    return "\n".join(parts)


def table(counts: list[list[int]], names: list[str], title: str) -> str:
    """Rows of numbers as shaded cells: the row's name is the truth, the column's what was read."""
    cell = 26
    most = max(1, max(value for row, values in enumerate(counts) for column, value in enumerate(values) if row != column))
    parts = [_text(WIDTH / 2, 18, title, "middle", 13)]
    for row, values in enumerate(counts):
        y = 36 + cell * (row + 1)
        parts.append(_text(40, y + 17, names[row], "end"))
        for column, value in enumerate(values):
            x = 46 + cell * column
            if row == 0:
                parts.append(_text(x + cell / 2, 36 + cell - 6, names[column], "middle"))
            shade = "#eef3f8" if row == column else f"rgb(255,{255 - 140 * value // most},{255 - 190 * value // most})"
            parts.append(f'<rect x="{x}" y="{y}" width="{cell - 1}" height="{cell - 1}" fill="{shade}"/>')
            if value:
                parts.append(_text(x + cell / 2, y + 17, str(value), "middle", 9 if value > 99 else 11))
    return "\n".join(parts)


def save(path: Path, *panels: str, height: int = HEIGHT) -> None:
    """Writes `panels` side by side."""
    path.parent.mkdir(parents=True, exist_ok=True)
    inner = "\n".join(f'<g transform="translate({WIDTH * place} 0)">\n{panel}\n</g>' for place, panel in enumerate(panels))
    size = f'width="{WIDTH * len(panels)}" height="{height}"'
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif">\n'
                    f'<rect {size} fill="white"/>\n{inner}\n</svg>\n')


def curves(histories: list[dict], path: Path, title: str) -> None:
    """Accuracy and loss of training and validation by epoch, as two panels."""
    panels = []
    for key in ("accuracy", "loss"):
        lines = [Line(name, [(epoch + 1, row[part + key]) for epoch, row in enumerate(histories)], dots=len(histories) < 12)
                 for name, part in (("training", ""), ("validation", "choose_"))]
        values = [value for line in lines for _, value in line.points]
        low, high = min(values), max(values)
        low = max(0.0, low - 0.05 * (high - low)) if key == "loss" else low - 0.05 * (high - low)
        high = min(1.0, high + 0.05 * (high - low)) if key == "accuracy" else high
        panels.append(plot(lines, f"{title}: {key}", ("epoch", 1, max(2, len(histories))), (key, low, high)))
    save(path, *panels)


def _text(x: float, y: float, text: str, anchor: str, size: int = 10, colour: str = "#222") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}">{escape(text)}</text>'
