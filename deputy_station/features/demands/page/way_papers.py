"""The papers on a demand's way as buttons: those that its steps have given something to print, in PDF or for Word."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

from deputy_station.core.progress import Progress
from deputy_station.features.demands.page.papers import seal_record
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.service.rows import DemandDetail
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.page import Page

GROUP = "打印和导出"
_DOCUMENTS = "deputy_station.features.demands.documents"


@dataclass(frozen=True)
class WayPaper:
    """A paper: its name, the module and function that draw it, when there is something to print.

    `many`: it is drawn for a list of demands.
    """

    word: str
    kind: str
    module: str
    draw: str
    offered: Callable[[DemandDetail], bool]
    many: bool = True


def _took(*keys: str) -> Callable[[DemandDetail], bool]:
    return lambda demand: any(step.step in keys for step in demand.steps)


PAPERS = (
    WayPaper("办理经过", "demand_timeline", "timeline", "draw_timeline", lambda demand: bool(demand.steps)),
    WayPaper(
        "交办单",
        "demand_handover",
        "handover",
        "draw_handover",
        lambda demand: demand.unit_id is not None and demand.assigned_on is not None,
    ),
    WayPaper("催办单", "demand_urging", "urging", "draw_urging", _took("urge")),
    WayPaper("督办单", "demand_supervision", "supervision", "draw_supervision", _took("supervise")),
    WayPaper(
        "延期审批单", "demand_extension", "extension", "draw_extension", _took("ask_extension"), many=False
    ),
    WayPaper(
        "不受理告知单",
        "demand_declined",
        "declined",
        "draw_declined",
        lambda demand: demand.row.state is DemandState.DECLINED,
        many=False,
    ),
)


def paper_actions(page: Page, demand: DemandDetail) -> list[Action]:
    """A button for each paper there is something to print on; the slip for a visitor turned away is handed over at
    once, so it stands first."""
    offered = [paper for paper in PAPERS if paper.offered(demand)]
    offered.sort(key=lambda paper: paper.kind != "demand_declined")
    return [
        *(
            Action(f"打印{paper.word}", partial(print_way_paper, page, demand, paper), group=GROUP)
            for paper in offered
        ),
        *(
            Action(f"{paper.word}存成 Word", partial(save_way_paper, page, demand, paper), group=GROUP)
            for paper in offered
        ),
    ]


def paper_of(word: str) -> WayPaper | None:
    """The paper of that name (交办单)."""
    return next((paper for paper in PAPERS if paper.word == word), None)


def print_way_paper(page: Page, demand: DemandDetail, paper: WayPaper) -> None:
    """Look at the paper, then print or save it; what was done before is corrected from then on."""
    page.print_paper(
        f"打印{paper.word}",
        f"{paper.word} {demand.row.number}",
        make_way_paper,
        kind=paper.kind,
        went_out=seal_record,
        also=(".xlsx", ".docx"),
        about_id=demand.row.id,
        paper=paper,
        demand_id=demand.row.id,
    )


def save_way_paper(page: Page, demand: DemandDetail, paper: WayPaper) -> None:
    """The same to be written on in Word or WPS."""
    page.save_paper(
        f"{paper.word}存成 Word",
        f"{paper.word} {demand.row.number}",
        ".docx",
        save_editable,
        kind=paper.kind,
        about_id=demand.row.id,
        paper=paper,
        demand_id=demand.row.id,
    )


def make_way_paper(database: Any, progress: Progress, *, out: Any, paper: WayPaper, demand_id: int) -> Any:
    """Draw a paper; its engine is loaded on the worker."""
    draw = getattr(import_module(f"{_DOCUMENTS}.{paper.module}"), paper.draw)
    whose = {"demand_ids": [demand_id]} if paper.many else {"demand_id": demand_id}
    return draw(database, progress, out=out, **whose)


def save_editable(database: Any, progress: Progress, *, out: Any, paper: WayPaper, demand_id: int) -> Any:
    """Draw a paper for Word and seal: a file that was saved is out."""
    made = make_way_paper(database, progress, out=out, paper=paper, demand_id=demand_id)
    with database.transaction() as session:
        seal_record(session, made=made)
    return made


def print_calls(page: Page) -> None:
    """The call-back list of today; it holds phones, so looking at it is kept in the history."""
    page.print_paper(
        "打印回访单", "回访单", make_calls, kind="demand_calls", writes=True, also=(".xlsx", ".docx")
    )


def make_calls(database: Any, progress: Progress, *, out: Any) -> Any:
    """Draw the call-back list."""
    from deputy_station.features.demands.documents.calls import draw_calls

    return draw_calls(database, progress, out=out)
