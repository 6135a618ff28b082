"""By when a step is due: the shipped terms with those a station set itself laid over them."""

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core import paths
from deputy_station.core.errors import NotFound, Refusal
from deputy_station.core.workdays import DeadlineRule, DeadlineUnit
from deputy_station.features.history.service import record_change
from deputy_station.features.matters.models import Category, TermRule
from deputy_station.features.matters.rules.choices import MatterKind, Term
from deputy_station.features.matters.rules.terms import TermEntry, choose_term, read_terms, rule_words
from deputy_station.store.asking import ask_once
from deputy_station.store.edits import get_row

SUBJECT = "term"


class TermMissing(Refusal):
    """Nothing says how long the step may take."""

    def __init__(self, matter: MatterKind, term: Term) -> None:
        super().__init__(f"{matter.label}的“{term.label}”还没有定期限。请先在“期限”里定好。")


@dataclass(frozen=True)
class TermRow:
    """A term as it stands: `own` when the station set it (then `id` says which), else as shipped."""

    id: int | None
    matter: MatterKind
    term: Term
    route: str
    category_id: int | None
    category: str
    rule: DeadlineRule
    own: bool

    @property
    def words(self) -> str:
        """次日起 10 个工作日."""
        return rule_words(self.rule)


@lru_cache(maxsize=len(MatterKind))
def shipped_terms(matter: MatterKind) -> tuple[TermEntry, ...]:
    """The terms of a kind of matter as shipped (resources/matters)."""
    path = paths.resources_folder() / "matters" / f"{matter.value}_terms.toml"
    return read_terms(path.read_text(encoding="utf-8"))


def term_for(
    session: Session,
    *,
    matter: MatterKind,
    term: Term,
    route: str = "",
    category_id: int | None = None,
) -> DeadlineRule:
    """How long a step may take: the station's own rule before the shipped, the nearest category before none, the
    route named before any. Raises TermMissing."""
    found = find_term(session, matter=matter, term=term, route=route, category_id=category_id)
    if found is None:
        raise TermMissing(matter, term)
    return found


def find_term(
    session: Session,
    *,
    matter: MatterKind,
    term: Term,
    route: str = "",
    category_id: int | None = None,
) -> DeadlineRule | None:
    """As `term_for`, None where nothing is said."""
    own = [entry for entry in _own_terms(session, matter) if entry.term is term]
    # Only a rule that names a category makes it worth asking where the matter's own lies in the tree.
    named = any(entry.category_id is not None for entry in own)
    categories = _upwards(session, category_id) if named else []
    return choose_term(own, shipped_terms(matter), term=term, route=route, categories=categories)


def _own_terms(session: Session, matter: MatterKind) -> tuple[TermEntry, ...]:
    """What the station set itself for a kind of matter."""

    def ask() -> tuple[TermEntry, ...]:
        return tuple(map(_entry, session.scalars(select(TermRule).where(TermRule.matter == matter))))

    return ask_once(session, ("terms", matter), (TermRule,), ask)


def list_terms(session: Session, *, matter: MatterKind) -> list[TermRow]:
    """Every term of a kind of matter: the shipped ones, each replaced by the station's own where there is one for the
    same step and route, and the station's further ones."""
    own = {
        (row.term, row.route, row.category_id): row
        for row in session.scalars(select(TermRule).where(TermRule.matter == matter).order_by(TermRule.id))
    }
    rows = []
    for entry in shipped_terms(matter):
        row = own.pop((entry.term, entry.route, None), None)
        if row is None:
            rows.append(TermRow(None, matter, entry.term, entry.route, None, "", entry.rule, own=False))
        else:
            rows.append(_row(row))
    rows += [_row(row) for row in own.values()]
    order = list(Term)
    return sorted(rows, key=lambda row: (order.index(row.term), row.category, row.route))


def set_term(
    session: Session,
    *,
    matter: MatterKind,
    term: Term,
    amount: int,
    unit: DeadlineUnit,
    route: str = "",
    category_id: int | None = None,
    from_next_day: bool = True,
    off_rest_days: bool = True,
) -> TermRow:
    """The station's own term for a step, on a route and for a category where they are named; what is already handed
    over keeps its day. Raises DeadlineAmountInvalid, NotFound."""
    rule = DeadlineRule(amount, unit, from_next_day=from_next_day, off_rest_days=off_rest_days)
    category = None if category_id is None else get_row(session, Category, category_id, "这个类别")
    row = session.scalars(
        select(TermRule).where(
            TermRule.matter == matter,
            TermRule.term == term,
            TermRule.route == route,
            TermRule.category_id.is_(None) if category_id is None else TermRule.category_id == category_id,
        )
    ).first()
    before = None if row is None else rule_words(_entry(row).rule)
    if row is None:
        row = TermRule(matter=matter, term=term, route=route, category=category)
        session.add(row)
    row.amount, row.unit = rule.amount, rule.unit
    row.from_next_day, row.off_rest_days = from_next_day, off_rest_days
    session.flush()
    if before != rule_words(rule):
        record_change(
            session,
            action="term.set",
            subject=SUBJECT,
            subject_id=row.id,
            sentence=f"{_what(row)}期限定为{rule_words(rule)}",
            before={"term": before},
            after={"term": rule_words(rule)},
        )
    return _row(row)


def drop_term(session: Session, *, term_id: int) -> None:
    """Forget a term the station set itself: the shipped one holds again. Raises NotFound."""
    row = session.get(TermRule, term_id)
    if row is None:
        raise NotFound("这条期限")
    record_change(
        session,
        action="term.drop",
        subject=SUBJECT,
        subject_id=row.id,
        sentence=f"{_what(row)}期限改回随程序的规定",
        before={"term": rule_words(_entry(row).rule)},
    )
    session.delete(row)
    session.flush()


def _what(row: TermRule) -> str:
    where = f"（{row.category.path}）" if row.category else ""
    return f"{row.matter.label}“{row.term.label}”{where}的"


def _entry(row: TermRule) -> TermEntry:
    rule = DeadlineRule(
        row.amount, row.unit, from_next_day=row.from_next_day, off_rest_days=row.off_rest_days
    )
    return TermEntry(row.term, row.route, rule, row.category_id)


def _row(row: TermRule) -> TermRow:
    path = row.category.path if row.category else ""
    return TermRow(row.id, row.matter, row.term, row.route, row.category_id, path, _entry(row).rule, own=True)


def _upwards(session: Session, category_id: int | None) -> list[int]:
    """The category and those above it, the nearest first."""
    found: list[int] = []
    while category_id is not None and category_id not in found:
        found.append(category_id)
        category_id = session.scalar(select(Category.parent_id).where(Category.id == category_id))
    return found
