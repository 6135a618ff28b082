"""Destroying kept papers whose term is over: which ones and why they may go is said, then the reason is asked."""

from collections.abc import Sequence

from deputy_station.features.papers.rules.kinds import paper_kinds
from deputy_station.features.papers.service.giving_up import Destroyed, give_up_papers, why_expired
from deputy_station.features.papers.service.keeping import PaperRow
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import LineField
from deputy_station.widgets.labels import Words
from deputy_station.widgets.page import Page

NAMED = 8
"""Papers named in the question; the others are counted."""


def open_give_up(page: Page, rows: Sequence[PaperRow]) -> FormDialog | None:
    """Ask why these papers are destroyed, then do it; they can be had back for a while."""
    if not rows:
        page.notice.refuse("列出来的没有到期的，没有销毁。")
        return None
    days = paper_kinds().expiry.taken_back
    dialog = page.open_form(
        f"销毁存底 {len(rows)} 份" if len(rows) > 1 else "销毁这份存底",
        [
            LineField(
                "reason",
                "理由",
                required=True,
                most=200,
                placeholder="例如：保管期满，主席团同意销毁",
                help=f"清单和理由永远留着。{days} 天内可以恢复，过后连内容一起清除。",
            )
        ],
        save_word="销毁",
        service=give_up_papers,
        fixed={"paper_ids": [row.id for row in rows]},
        say=_said,
        draft=f"give_up:{rows[0].id}" if len(rows) == 1 else "",
    )
    named = [f"{row.title}：{why_expired(row)}" for row in rows[:NAMED]]
    if len(rows) > NAMED:
        named.append(f"还有 {len(rows) - NAMED} 份")
    dialog.body.insertWidget(0, Words("\n".join(named)))
    dialog.fit()
    return dialog


def _said(done: Destroyed) -> str:
    return f"已销毁 {done.papers} 份，{done.until}以前可以在“已销毁”里恢复"
