"""What the papers to units and visitors say alike: the visitor, the deadline, whom to ring, and who sends the paper."""

from dataclasses import replace

from deputy_station.core.clock import local_time, month_day
from deputy_station.features.demands.documents.drawing import full_day
from deputy_station.features.demands.rules.faces import cleared
from deputy_station.features.demands.service.paper_facts import PaperFacts
from deputy_station.features.demands.service.rows import CONFIDENTIAL_VISITOR, StepRow

SECRET_LINE = "要求保密，不提供姓名、电话和住址；有事请联系交办单位转告"
ABOUT_UNIT_LINE = "反映的是本单位的人或事，不提供姓名、电话和住址"
NO_NAME = "没留姓名"
LONGEST_REMINDER = 300
"""Characters of the visitor's words on a paper that comes after the handover."""
_FOOT = 36
"""Characters of half and full width that the foot of a page holds beside its number."""


def issuer(facts: PaperFacts) -> str:
    """Who hands over and urges: the township's presidium."""
    return f"{facts.township}人民代表大会主席团" if facts.township else facts.station


def contact(facts: PaperFacts) -> str:
    """Whom a unit rings; the station where it has left no number. It shares the foot of the page with the number of the
    demand: of a long name of a station the number alone stands there."""
    if not facts.station_phone:
        return f"联系：{facts.station}"
    whole = f"联系电话：{facts.station_phone}（{facts.station}）"
    return whole if len(whole) <= _FOOT else f"联系电话：{facts.station_phone}"


def is_about_unit(facts: PaperFacts) -> bool:
    """Whether it goes to the very unit it complains of: whoever complained must not be named there."""
    return any(one.unit_id == facts.against_unit_id for one in facts.units)


def words_to_unit(facts: PaperFacts, text: str) -> str:
    """A text for a unit: whole, but cleared of who said it where they asked for secrecy or complain of that unit, and
    always of the voices that asked for secrecy."""
    if _must_stay_unknown(facts):
        return _without_a_trace(facts, text)
    return cleared(text, [one for one in facts.people if one.secret], numbers=False)


def told_to_unit(facts: PaperFacts, text: str) -> str:
    """What was said or noted of the matter, for a unit whose paper masks the visitor: without names and numbers. Where
    somebody lives stays, as that is where the lamp is; not of who asked for secrecy or complains of that unit."""
    if _must_stay_unknown(facts):
        return _without_a_trace(facts, text)
    return cleared(text, [replace(one, address="") for one in facts.people])


def _must_stay_unknown(facts: PaperFacts) -> bool:
    return facts.demand.confidential or is_about_unit(facts)


def _without_a_trace(facts: PaperFacts, text: str) -> str:
    """Not even a surname: in an office of ten everybody knows whose it is."""
    return cleared(text, [replace(one, secret=True) for one in facts.people])


def shortened(text: str) -> str:
    """A text on a paper that only reminds of it."""
    return text if len(text) <= LONGEST_REMINDER else f"{text[:LONGEST_REMINDER]}……（全文见交办单）"


def visitor_to_unit(facts: PaperFacts, *, whole: bool) -> str:
    """The visitor in one line for a unit: masked, whole where asked for; nobody where secrecy was asked for or the unit
    is the one complained of."""
    demand = facts.demand
    many = f"共 {demand.people} 人" if demand.people > 1 else ""
    others = f"另有 {facts.voices - 1} 户反映同一件事" if facts.voices > 1 else ""
    if demand.confidential:
        return "，".join(part for part in (SECRET_LINE, many, others) if part)
    if is_about_unit(facts):
        return "，".join(part for part in (ABOUT_UNIT_LINE, many, others) if part)
    name = demand.visitor_name if whole else demand.visitor_masked
    phone = demand.visitor_phone if whole else demand.phone_masked
    parts = (name or NO_NAME, phone, demand.visitor_address, many, others)
    return "，".join(part for part in parts if part)


def visitor_masked(facts: PaperFacts) -> str:
    """The visitor as a paper shows them that may be seen by many."""
    if facts.demand.confidential:
        return CONFIDENTIAL_VISITOR
    return (
        "，".join(part for part in (facts.demand.visitor_masked, facts.demand.phone_masked) if part)
        or NO_NAME
    )


def deadline_words(facts: PaperFacts) -> str:
    """2026年12月4日, marked 暂算 where the holidays of the year are not known."""
    row = facts.demand.row
    return full_day(row.deadline_on) + ("（暂算）" if row.deadline_on and row.deadline_provisional else "")


def step_content(step: StepRow) -> str:
    """What happened, with the remark unless the sentence says it."""
    return step.sentence if not step.note or step.note in step.sentence else f"{step.sentence}：{step.note}"


def course(facts: PaperFacts) -> list[dict[str, str]]:
    """The way so far for papers to units, cleared where whoever said it must stay unknown."""
    return [
        {
            "day": month_day(local_time(step.at)),
            "action": step.label,
            "content": told_to_unit(facts, step_content(step)),
            "actor": step.actor,
        }
        for step in facts.demand.steps
    ]
