"""Which scheme a year is scored by: the files shipped, and the answers a station gave to their switches."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal, Trouble, sentence_for_os_error
from deputy_station.core.paths import resources_folder
from deputy_station.features.history.service import record_change
from deputy_station.features.points.models import SchemeYear
from deputy_station.features.points.rules.old.reading import read_scheme
from deputy_station.features.points.rules.old.scheme import Scheme
from deputy_station.store.edits import check_version

DEFAULT_SCHEME = "default"


class SchemeUnknown(Refusal):
    """A year names a scheme that is not among the files."""

    def __init__(self, name: str) -> None:
        super().__init__(f"没有名叫“{name}”的积分办法。可用的有：{'、'.join(list_schemes())}。")


@dataclass(frozen=True)
class SchemeChoice:
    """Which scheme a year is scored by. `version` is None while the year uses the default as shipped."""

    year: int
    scheme: str
    switches: Mapping[str, bool]
    version: int | None


def list_schemes() -> list[str]:
    """The names of the scheme files, sorted."""
    return sorted(path.stem for path in (resources_folder() / "schemes" / "old").glob("*.toml"))


def load_scheme(name: str, switches: Mapping[str, bool] | None = None) -> Scheme:
    """Read a scheme file. Raises SchemeUnknown, SchemeProblem, or Trouble when the file cannot be read."""
    if name not in list_schemes():
        raise SchemeUnknown(name)
    path = resources_folder() / "schemes" / "old" / f"{name}.toml"
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Trouble(f"积分办法“{path}”不是 UTF-8 文字。请另存为 UTF-8 后再试。") from error
    except OSError as error:
        raise Trouble(sentence_for_os_error(error, path)) from error
    return read_scheme(text, named=path.name, switches=switches)


def scheme_choice(session: Session, *, year: int) -> SchemeChoice:
    """Which scheme and answers a year is scored by."""
    row = session.scalar(select(SchemeYear).where(SchemeYear.year == year))
    if row is None:
        return SchemeChoice(year, DEFAULT_SCHEME, {}, None)
    return SchemeChoice(
        year, row.scheme, {str(key): bool(on) for key, on in row.switches.items()}, row.version
    )


def scheme_for_year(session: Session, *, year: int) -> Scheme:
    """The scheme of a year with its switches set."""
    choice = scheme_choice(session, year=year)
    return load_scheme(choice.scheme, choice.switches)


def choose_scheme(
    session: Session, *, year: int, scheme: str, switches: Mapping[str, bool], version: int | None
) -> SchemeChoice:
    """Score a year by this scheme and these answers from now on; `version` as last read.

    Raises SchemeUnknown, SchemeProblem, StaleEdit.
    """
    whole = load_scheme(scheme, switches)
    row = session.scalar(select(SchemeYear).where(SchemeYear.year == year))
    before = scheme_choice(session, year=year)
    if row is None:
        row = SchemeYear(year=year, scheme=scheme, switches=dict(switches))
        session.add(row)
    else:
        check_version(row, -1 if version is None else version, f"{year} 年的积分办法")
        row.scheme, row.switches = scheme, dict(switches)
    session.flush()
    record_change(
        session,
        action="points.choose_scheme",
        subject="scheme_year",
        subject_id=row.id,
        sentence=f"{year} 年按“{whole.name}”计分",
        before={"scheme": before.scheme, "switches": dict(before.switches)},
        after={"scheme": scheme, "switches": dict(switches)},
    )
    return scheme_choice(session, year=year)
