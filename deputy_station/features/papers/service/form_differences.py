"""What a version of a form has otherwise, in words: than the shipped form, than the version before."""

from deputy_station.documents.changes import FormChanges

SHOWN = 3
"""Words named in a line; the others are counted."""


def summary_of(changes: FormChanges) -> str:
    """What differs from the shipped form, in words."""
    parts = []
    if changes.logo:
        parts.append(f"抬头“{changes.logo}”")
    if changes.words:
        first = changes.words[0]
        more = f"等 {len(changes.words)} 处" if len(changes.words) > 1 else ""
        parts.append(f"“{first.shipped}”改成“{first.words}”{more}")
    if changes.widths:
        parts.append("改了列宽")
    if changes.size_step:
        parts.append(f"表里的字{'大' if changes.size_step > 0 else '小'} {abs(changes.size_step):g} 磅")
    return "，".join(parts) or "和随程序的一样"


def difference(before: FormChanges, after: FormChanges) -> str:
    """What changed from one version to the next, in words."""
    parts = []
    if after.logo != before.logo:
        parts.append(
            f"抬头“{before.logo}”改成“{after.logo}”" if before.logo and after.logo else _logo(before, after)
        )
    old = {each.place: each.words for each in before.words}
    new = {each.place: each.words for each in after.words}
    shipped = {each.place: each.shipped for each in (*before.words, *after.words)}
    said = {
        (old.get(place, words), new.get(place, words)): None
        for place, words in shipped.items()
        if old.get(place, words) != new.get(place, words)
    }
    parts += [f"“{was}”改成“{now}”" for was, now in list(said)[:SHOWN]]
    if len(said) > SHOWN:
        parts.append(f"还有 {len(said) - SHOWN} 处文字")
    if after.widths != before.widths:
        parts.append("列宽改回原来的" if not after.widths else "改了列宽")
    if after.size_step != before.size_step:
        step = after.size_step - before.size_step
        parts.append(f"表里的字{'大' if step > 0 else '小'} {abs(step):g} 磅")
    return "，".join(parts) or "没有不同"


def _logo(before: FormChanges, after: FormChanges) -> str:
    return f"加了抬头“{after.logo}”" if after.logo else f"去掉抬头“{before.logo}”"
