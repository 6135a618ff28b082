"""Evidence in a detail: each piece on a line of its own, filed with a short form, taken out with a small button."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from deputy_station.core.typed_day import Lean
from deputy_station.features.activities.service import evidence
from deputy_station.features.activities.service.evidence import EvidenceRow
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import whole_day
from deputy_station.widgets.fields import LineField
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import HBox
from deputy_station.widgets.page import Page


def material_line(each: EvidenceRow, remove: Callable[[], object]) -> QWidget:
    """A piece of evidence, where it is kept and since when; only the button beside it takes it out."""
    widget = QWidget()
    box = HBox(widget, gap=8)
    kept_at = f"，{each.kept_at}" if each.kept_at else ""
    box.addWidget(Words(f"{each.title}{kept_at}（{whole_day(each.filed_on)}归档）"), 1)
    button = Button("移除", remove, role="plain", height=36)
    button.setAccessibleName(f"移除{each.title}")
    box.addWidget(button)
    return widget


def file_material(page: Page, *, subject: str, subject_id: int, examples: str) -> None:
    """File a piece of evidence; `examples` are those usual for what it proves."""
    today: Callable[[], date] = page.context.clock.today
    page.open_form(
        "归入证明材料",
        [
            LineField("title", "材料", required=True, placeholder=examples, most=200),
            LineField("kept_at", "存放处", placeholder="如 2026 年卷 5 页", most=200),
            DateField("filed_on", "归档日期", today=today, lean=Lean.PAST),
        ],
        values={"filed_on": today()},
        save_word="归入",
        service=evidence.add_evidence,
        fixed={"subject": subject, "subject_id": subject_id},
        say=lambda each: f"已归入{each.title}",
        draft=f"evidence:{subject_id}",
    )


def remove_material(page: Page, each: EvidenceRow) -> None:
    """Take an entry out; it can be had back from the bottom line and the recycle bin."""
    page.change(
        evidence.remove_evidence,
        evidence_id=each.id,
        version=each.version,
        say=f"已移除证明材料“{each.title}”，材料本身不受影响",
    )
