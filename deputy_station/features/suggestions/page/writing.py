"""The forms in which a suggestion is written: entering, changing, from a demand, what may be published."""

from typing import Any

from deputy_station.core.typed_day import Lean
from deputy_station.features.demands.page.finding import find_category, find_deputy
from deputy_station.features.suggestions.rules.choices import SuggestionKind
from deputy_station.features.suggestions.rules.numbering import is_at_session
from deputy_station.features.suggestions.service import writing
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.features.suggestions.service.rows import SuggestionDetail
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.fields import CheckField, ChoiceField, Field, LineField, TextField
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.search_fields import SearchField, SearchManyField


class Writing:
    """What is written on the page of suggestions."""

    def __init__(self, page: ListDetailPage) -> None:
        self.page = page

    def register(self) -> None:
        """Enter a suggestion; signed, it goes to review at once."""
        self.page.open_form(
            "登记建议",
            [*self._fields(), CheckField("submit", "提交", "代表已签名，提交审查")],
            values={
                "kind": SuggestionKind.BETWEEN,
                "proposed_on": self.page.context.clock.today(),
                "submit": True,
            },
            save_word="登记",
            service=writing.draft_suggestion,
            say=lambda made: f"已登记《{made.title}》",
            then=lambda made: self.page.open_row(made.id),
            draft="register",
        )

    def suggest_from_demand(self, demand_id: int, version: int) -> None:
        """A demand becomes a suggestion: only the signers are asked."""
        self.page.open_form(
            "诉求转为代表建议",
            [
                *self._signers(),
                LineField("title", "标题", placeholder="不填就用诉求的标题", most=200),
            ],
            save_word="转为建议",
            draft=f"of_demand:{demand_id}:{version}",
            service=writing.suggest_from_demand,
            fixed={"demand_id": demand_id, "version": version},
            say=lambda made: f"已转为代表建议《{made.title}》",
            then=lambda made: self.page.open_row(made.id),
        )

    def edit(self, each: SuggestionDetail) -> None:
        """Change a suggestion that was not yet handed over."""
        category = (each.category_id, each.category_path.replace("/", " / ")) if each.category_id else None
        self.page.open_form(
            "修改建议",
            [*self._fields(), CheckField("confidential", "保密", "代表要求保密")],
            values={
                "kind": each.kind,
                "title": each.title,
                "lead_id": (each.lead.deputy_id, each.lead.name),
                "co_signer_ids": [(signer.deputy_id, signer.name) for signer in each.co_signers],
                "proposed_on": each.proposed_on,
                "session_name": each.session_name if is_at_session(each.kind) else "",
                "category_id": category,
                "text": each.text,
                "confidential": each.confidential,
            },
            save_word="保存",
            service=writing.edit_suggestion,
            fixed={"suggestion_id": each.id, "version": each.version},
            say="已修改建议",
            draft=f"edit:{each.id}",
        )

    def edit_again(self, suggestion_id: int) -> None:
        """Go on with a change that was begun."""
        self.page.ask(get_suggestion, suggestion_id=suggestion_id, then=self.edit)

    def set_public(self, each: SuggestionDetail) -> None:
        """Whether it may be published, and whether who signed stays secret."""
        self.page.open_form(
            f"公开与保密《{each.title}》",
            [
                CheckField("public", "公开", "建议和答复可以公开"),
                LineField(
                    "reason",
                    "不公开的原因",
                    most=200,
                    placeholder="涉及个人隐私、商业秘密，代表要求不公开……",
                ),
                CheckField(
                    "confidential",
                    "保密",
                    "代表要求保密",
                    help="保密的建议不进公开清单，区联络室看不到是谁提的。",
                ),
            ],
            values={
                "public": each.public,
                "reason": each.withheld_reason,
                "confidential": each.confidential,
            },
            save_word="保存",
            service=writing.set_public,
            fixed={"suggestion_id": each.id, "version": each.version},
            say=lambda saved: "可以公开" if saved.public else "不公开，已记下原因",
            draft=f"public:{each.id}",
        )

    def set_public_again(self, suggestion_id: int) -> None:
        """Go on with what was begun."""
        self.page.ask(get_suggestion, suggestion_id=suggestion_id, then=self.set_public)

    def _signers(self) -> list[Field]:
        work = self.page.work
        return [
            SearchField(
                "lead_id",
                "领衔代表",
                work,
                find_deputy,
                required=True,
                placeholder="输入姓名或拼音首字母",
            ),
            SearchManyField("co_signer_ids", "附议代表", work, find_deputy),
        ]

    def _fields(self) -> list[Field]:
        today = self.page.context.clock.today
        kinds: list[tuple[Any, str]] = [(kind, kind.label) for kind in SuggestionKind]
        return [
            ChoiceField("kind", "类别", kinds, required=True),
            LineField("title", "标题", required=True, placeholder="关于……的建议", most=200),
            *self._signers(),
            DateField("proposed_on", "提出日期", today=today, lean=Lean.PAST, required=True),
            LineField(
                "session_name",
                "届次会次",
                most=60,
                placeholder="例如“第十九届第五次会议”",
                help="会议期间的建议和议案要填，编号按它排；闭会期间的不用填，按年份排。",
            ),
            SearchField("category_id", "内容分类", self.page.work, find_category),
            TextField("text", "内容", lines=6, placeholder="案由、分析、建议"),
        ]
