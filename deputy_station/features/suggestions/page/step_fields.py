"""Fields of the forms of steps that need no page: reasons, persons, contacts, what was seen."""

from deputy_station.features.matters.rules.choices import ContactHow, ContactStage
from deputy_station.features.suggestions.rules.choices import RefusalReason
from deputy_station.features.suggestions.rules.refusing import reasons
from deputy_station.features.suggestions.service.rows import SuggestionDetail
from deputy_station.widgets.fields import CheckField, ChoiceField, Field, LineField


def ground(each: SuggestionDetail) -> Field:
    """Why it is not accepted; what the check came upon stands below."""
    known = reasons()
    seen = "；".join(doubt.sentence for doubt in each.doubts)
    return ChoiceField(
        "ground",
        "不予受理的理由",
        [(reason, f"{reason.label}：{known[reason].means}") for reason in RefusalReason],
        required=True,
        help=f"看一看：{seen}。" if seen else "",
    )


def persons() -> list[Field]:
    """Who answers for it at the unit."""
    return [
        LineField("leader", "牵头领导", most=80, placeholder="可以不填"),
        LineField("person", "承办人", most=80, placeholder="可以不填"),
    ]


def concern(each: SuggestionDetail) -> list[Field]:
    """That it goes to the very unit the demand complains of, knowingly."""
    if each.demand_id is None:
        return []
    return [CheckField("despite_concern", "涉及承办单位", "反映的就是这个单位，已报主席团同意")]


def of_demand(each: SuggestionDetail) -> list[Field]:
    """What the answer means for the visitor whose demand it grew from."""
    if each.demand_id is None:
        return []
    return [
        CheckField(
            "solved",
            f"诉求{each.demand_number}",
            "来访人的问题已解决",
            help="答复同时记到这件诉求，转“待反馈”，由您告诉来访人。",
        )
    ]


def contact() -> list[Field]:
    """Which of the 三联系, how, and by whom."""
    return [
        ChoiceField("stage", "哪一次", [(stage, stage.label) for stage in ContactStage], required=True),
        ChoiceField("how", "方式", [(how, how.label) for how in ContactHow], required=True),
        LineField("who", "单位谁联系的", most=80, placeholder="可以不填"),
    ]


def looked() -> Field:
    """Whether what was answered is so."""
    return ChoiceField("kept", "看到的", [(True, "与答复相符"), (False, "与答复不符")], required=True)
