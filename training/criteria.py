"""What a network must reach (issue: "Networks that read European hands"), and what of it a set of figures misses."""

ACCURACY = {
    "digits": {"mnist-train": 0.997, "form-digits and pen-letters": 0.988, "envelope-digits": 0.975,
               "tablet-letters": 0.98, "tablet 1s": 0.95, "amount-strings": 0.92},
    "letters": {"pen-letters": 0.965, "tablet-letters": 0.93, "machine print": 0.998},
}
# Log loss may exceed that of the same network at the source's own best temperature by this share.
LOG_LOSS = 1.05
# Of characters with a confidence of at least 0.999, the share that may be wrong.
SURE_WRONG, SURE_WRONG_ELSEWHERE = 0.001, 0.003
FIELDS_WRONG = 3
JUNK_REFUSED = 0.97


def missed(model: str, result: dict) -> list[str]:
    """A line for each criterion that the figures `result` (see evaluate.py) do not meet."""
    return [line for lines in (_accuracy(model, result), _calibration(result), _rest(result)) for line in lines]


def _accuracy(model: str, result: dict) -> list[str]:
    lines = []
    for names, least in ACCURACY[model].items():
        parts = [result[name] for name in names.split(" and ") if name in result]
        count = sum(part["n"] for part in parts)
        if count == 0:
            continue
        accuracy = 1 - sum(part["errors"] for part in parts) / count
        if accuracy < least:
            lines.append(f"{names}: {accuracy:.4f} right, asked {least}")
    return lines


def _calibration(result: dict) -> list[str]:
    lines = []
    for name, figure in result.items():
        if "log_loss" not in figure:
            continue
        if figure["log_loss"] > LOG_LOSS * figure["log_loss_best"]:
            lines.append(f"{name}: log loss {figure['log_loss']}, {figure['log_loss_best']} at the best temperature")
        share = SURE_WRONG if name == "mnist-train" else SURE_WRONG_ELSEWHERE
        if figure["sure_wrong"] > share * figure["sure"]:
            lines.append(f"{name}: {figure['sure_wrong']} of {figure['sure']} sure characters wrong")
    return lines


def _rest(result: dict) -> list[str]:
    lines = []
    if (fields := result.get("4-digit fields")) and fields["accepted_wrong"] > FIELDS_WRONG:
        lines.append(f"4-digit fields: {fields['accepted_wrong']} of {fields['accepted']} accepted are wrong")
    for name in ("junk of kinds trained on", "junk of other kinds"):
        if name in result and result[name]["refused"] < JUNK_REFUSED:
            lines.append(f"{name}: {result[name]['refused']} refused, asked {JUNK_REFUSED}")
    return lines
