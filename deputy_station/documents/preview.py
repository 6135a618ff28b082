"""See a paper: pictures of a PDF's pages, and a form with its sample as PDF and PNG.

`python -m deputy_station.documents.preview sign_in` writes out/forms/sign_in.pdf and a PNG of each page.
"""

import argparse
import importlib
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

from deputy_station.core.errors import Refusal, Trouble
from deputy_station.core.paths import forms_folder
from deputy_station.core.pdfium import PDFIUM
from deputy_station.documents.description import (
    CodePayload,
    Field,
    FieldKind,
    Form,
    FormProblem,
    Sheet,
    Value,
)
from deputy_station.documents.loading import load_form
from deputy_station.documents.pdf import make_pdf

# Where a form's fields are offered; read by name, because engines know no feature.
_OFFERED_BY = {
    "sign_in": "signin.documents.sheets",
    "deputy_cards": "signin.documents.cards",
    "visitor_sign_in": "signin.documents.visitors",
    "notice": "reception.documents.notice",
    "year_calendar": "reception.documents.year_calendar",
    "intake_slip": "desk.documents.slips",
    "door_sign": "desk.documents.door_sign",
    "rota": "desk.documents.rota_sheet",
    "summary_blank": "desk.documents.summary_blank",
    "phone_poster": "phone.documents.poster",
    "phone_codes": "phone.documents.codes",
    "receipt_a6": "desk.documents.receipt",
    "receipt_58": "desk.documents.receipt",
    "read_back": "desk.documents.read_back",
    "day_summary": "desk.documents.summary",
    "annual_assessment": "assessment.documents.annual",
    "assessment_ranking": "assessment.documents.lists",
    "term_view": "assessment.documents.lists",
    "fine_list": "assessment.documents.lists",
    "duty_ballot": "assessment.documents.ballots",
    "duty_schedule": "assessment.documents.duty_schedule",
    "duty_report_result": "assessment.documents.duty",
    "publicity": "assessment.documents.official",
    "leaving_reminder": "assessment.documents.official",
    "demand_record": "demands.documents.record",
    "demand_handover": "demands.documents.handover",
    "demand_urging": "demands.documents.urging",
    "demand_supervision": "demands.documents.supervision",
    "demand_extension": "demands.documents.extension",
    "demand_declined": "demands.documents.declined",
    "demand_timeline": "demands.documents.timeline",
    "demand_calls": "demands.documents.calls",
    "quarter_report": "demands.documents.quarter",
    "suggestion_paper": "suggestions.documents.paper",
    "suggestion_reply": "suggestions.documents.reply",
    "suggestion_feedback": "suggestions.documents.feedback",
    "suggestion_public": "suggestions.documents.public",
    "suggestion_promises": "suggestions.documents.promises",
    "spot_check_draw": "spotcheck.documents.half_year_draw",
    "spot_check_result": "spotcheck.documents.half_year_result",
    "spot_check_evidence": "spotcheck.documents.evidence_pack",
    "bulletin": "spotcheck.documents.bulletin",
    "points_wall": "points.documents.wall",
    "points_statement": "points.documents.statement",
    "points_derivation": "points.documents.derivation",
    "quarter_check": "spotcheck.documents.check_sheets",
    "check_findings": "spotcheck.documents.findings_list",
    "archive_cover": "archive.documents.front",
    "archive_contents": "archive.documents.front",
    **dict.fromkeys(
        (
            "register_cover",
            "register_contents",
            "register_facts",
            "register_sessions",
            "register_speeches",
            "register_suggestions",
            "register_inspections",
            "register_invitations",
            "register_trainings",
            "register_group_activities",
            "register_contacts",
            "register_receptions",
            "register_good_deeds",
            "register_duty_reports",
            "register_awards",
            "register_leaves",
            "register_assessments",
            "register_evidence",
            "register_attached",
            "register_attachment",
            "register_list",
        ),
        "register.documents.fields",
    ),
}

EXPECTED_DPI = 60
"""How finely the expected picture of a form's first page is kept."""


def page_pictures(pdf: Path, dpi: float = 96, *, pages: range | None = None) -> list[Image.Image]:
    """Pages of a PDF as pictures, for tests and forms: all, or those in `pages` (counted from 0)."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            wanted = range(len(document)) if pages is None else pages
            return [document[number].render(scale=dpi / 72).to_pil() for number in wanted]
        finally:
            document.close()


def count_pages(pdf: Path) -> int:
    """How many pages a PDF has."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def sample_sheet(name: str, fields: tuple[Field, ...], *, form: Form | None = None) -> Sheet:
    """The form (None: as it is printed now) filled with its made-up sample (forms/<name>/sample.toml)."""
    form = form or load_form(name, fields)
    path = forms_folder() / name / "sample.toml"
    try:
        sample = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FormProblem(
            f"表格“{form.title}”的样张内容读不出来（{path}）：{error}。请恢复原来的文件。"
        ) from error
    values: dict[str, Value] = {field.name: _sample_value(field, sample) for field in fields}
    page_code = _sample_page_code if form.page_code else None
    return Sheet(form, values, bookmark=form.title, page_code=page_code)


def shipped_forms() -> dict[str, str]:
    """Every form that some feature fills in: the feature by the name of the form, in the order of the table above."""
    return {name: module.partition(".")[0] for name, module in _OFFERED_BY.items()}


def offered_fields(name: str) -> tuple[Field, ...]:
    """The fields a feature offers to the form of that name."""
    if name not in _OFFERED_BY:
        raise Refusal(f"没有叫“{name}”的表格。现有：{'、'.join(_OFFERED_BY)}。")
    module = importlib.import_module(f"deputy_station.features.{_OFFERED_BY[name]}")
    offered: tuple[Field, ...] | Mapping[str, tuple[Field, ...]] = module.FIELDS
    return offered[name] if isinstance(offered, Mapping) else offered


def _sample_value(field: Field, sample: dict[str, Any]) -> Value:
    if field.kind is FieldKind.CODE:
        return _sample_payload(str(sample.get(field.name, "SAMPLE")))
    if field.kind is FieldKind.LIST:
        empty = {column.name: "" for column in field.columns}
        return [empty | row for row in sample.get(field.name, [])]
    return str(sample.get(field.name, field.sample))


def _sample_payload(stem: str) -> CodePayload:
    return lambda page, pages, corner: f"{stem}/{page}/{pages}/{corner}".upper() if stem else ""


def _sample_page_code(page: int, _pages: int, _corner: str) -> str:
    """As long as real ones are, so that the modules are as large."""
    return f"SAMPLE{page}".ljust(28, "A")


def main(arguments: list[str]) -> int:
    """Write out/forms/NAME.pdf and a PNG of each page for every form named."""
    parser = argparse.ArgumentParser(description="按样例印出表格：out/forms/表格.pdf 和每页的图片。")
    parser.add_argument(
        "names", nargs="*", default=sorted(_OFFERED_BY), metavar="表格", help="表格的名字，不写就全部印出"
    )
    parser.add_argument("--dpi", type=float, default=110, help="图片的精细程度")
    parser.add_argument(
        "--expect", action="store_true", help="把首页存为以后核对用的图片 forms/表格/expected.png"
    )
    chosen = parser.parse_args(arguments)
    folder = Path("out/forms")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for name in chosen.names:
            sheet = sample_sheet(name, offered_fields(name))
            target = folder / f"{name}.pdf"
            make_pdf(target, [sheet], title=sheet.form.title)
            print(target)
            if chosen.expect:
                page_pictures(target, EXPECTED_DPI)[0].convert("L").save(
                    forms_folder() / name / "expected.png"
                )
            for number, picture in enumerate(page_pictures(target, chosen.dpi), 1):
                picture.save(folder / f"{name}-{number}.png")
                print(folder / f"{name}-{number}.png")
    except (Trouble, Refusal) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
