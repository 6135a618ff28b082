"""The form of the bulletin (通报) on a half-yearly check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deputy_station.core.typed_day import Lean
from deputy_station.features.spotcheck.service.bulletins import BulletinDetail, save_bulletin
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import CheckField, LineField, TextField

if TYPE_CHECKING:
    from deputy_station.features.spotcheck.page.listing import SpotCheckPage


def open_bulletin_form(page: SpotCheckPage, read: BulletinDetail) -> FormDialog:
    """Every part of the bulletin in a field of its own, as kept or as drafted."""
    words = read.words
    return page.open_form(
        f"{read.facts.year} 年{'上' if read.facts.half == 1 else '下'}半年抽查通报",
        [
            LineField("title", "标题", required=True),
            LineField("number", "发文字号", most=60),
            LineField("addressee", "主送", most=200),
            TextField("opening", "抽查时间、范围、数量", required=True, lines=5),
            TextField("overall", "总体情况", required=True, lines=6),
            TextField("good", "好的做法", required=True, lines=4),
            TextField("problems", "存在问题", required=True, lines=4),
            TextField("demands", "下步要求", required=True, lines=5),
            LineField("issuer", "落款", required=True, most=120),
            DateField(
                "issued_on",
                "成文日期",
                today=page.context.clock.today,
                lean=Lean.PAST,
                required=True,
            ),
            LineField("copies", "抄送", most=300),
            CheckField(
                "names_deputies",
                "问题点名",
                "存在问题里写出代表姓名",
                help="一般不点普通代表的名。“存在问题”没有改过的，保存时按这里写上或去掉姓名。",
            ),
        ],
        values={
            "title": read.title,
            "number": read.number,
            "addressee": read.addressee,
            "opening": words.opening,
            "overall": words.overall,
            "good": words.good,
            "problems": words.problems,
            "demands": words.demands,
            "issuer": read.issuer,
            "issued_on": read.issued_on,
            "copies": read.copies,
            "names_deputies": read.names_deputies,
        },
        save_word="保存通报",
        service=save_bulletin,
        fixed={"check_id": read.check_id, "version": read.version},
        say="通报已保存，还没有发出",
        draft=f"bulletin:{read.check_id}",
        width=820,
    )
