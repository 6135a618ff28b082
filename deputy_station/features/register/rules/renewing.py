"""A page printed once more: its rows keep page, row and number, and say what the records say now."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from deputy_station.core.errors import Refusal
from deputy_station.features.register.rules.book import Entry, RowKey
from deputy_station.features.register.rules.forms import RegisterForm
from deputy_station.features.register.rules.lacks import short_form
from deputy_station.features.register.rules.places import Place, pages_of


class PageTooSmall(Refusal):
    """A row says more than it did, and the slots behind it are taken."""

    def __init__(self, form: RegisterForm, place: Place, record: str) -> None:
        super().__init__(
            f"{short_form(form)}第 {place.page} 页第 {place.row} 行（{record}）改长了，这一页放不下。"
            "请用“换册”，把整册重新印一遍。"
        )


def pages_to_renew(printed: Iterable[Place], page: int, per_page: int) -> set[int]:
    """The page, and with it those that its rows come from or run on to."""
    spans = [set(pages_of(place, per_page)) for place in printed]
    found = {page}
    while more := {each for span in spans if span & found for each in span} - found:
        found |= more
    return found


def renewed_places(
    form: RegisterForm,
    printed: Sequence[tuple[RowKey, Place]],
    entries: Mapping[RowKey, Entry],
    *,
    pages: Collection[int],
    slots: Mapping[RowKey, int],
    per_page: int,
) -> dict[RowKey, Place]:
    """Where the rows of these pages stand when they are printed once more; a record that is gone, or waits again, has
    no place any more, and its slots stay empty. `printed` are all rows of the table. Raises PageTooSmall."""
    there = sorted(printed, key=lambda row: row[1])
    kept: dict[RowKey, Place] = {}
    for key, place in there:
        if place.page in pages and (entry := entries.get(key)) is not None and not entry.waits:
            kept[key] = Place(place.page, place.row, slots.get(key, 1))
    stands = sorted([*kept.values(), *(place for _key, place in there if place.page not in pages)])
    last = max(pages) * per_page
    for key, place in kept.items():
        behind = min((other.first(per_page) for other in stands if other > place), default=last)
        torn = place.slots <= per_page < place.row - 1 + place.slots
        if place.end(per_page) > min(behind, last) or torn:
            raise PageTooSmall(form, place, entries[key].record)
    return kept
