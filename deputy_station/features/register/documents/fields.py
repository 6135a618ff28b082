"""What the register offers its forms: one list of fields for each folder forms/register_*."""

from collections.abc import Mapping

from deputy_station.documents.description import Field, FieldKind
from deputy_station.features.register.rules.forms import FACTS, FORMS, RegisterForm

COVER, CONTENTS, FACT_SHEET, EVIDENCE = (
    "register_cover",
    "register_contents",
    "register_facts",
    "register_evidence",
)
"""The sheets of a book that are no tables of records."""
ATTACHED, ATTACHMENT = "register_attached", "register_attachment"
"""The list of pieces of evidence bound behind a book, and a page with one of them."""
LIST = "register_list"
"""What pages to put into the printer, in order."""

_TOWN = Field("town", "乡镇", "青石镇")
_KEEPER = Field("keeper", "谁保存", "第一代表小组")
_HEAD: tuple[Field, ...] = (
    Field("deputy", "代表姓名", "王建国"),
    Field("group", "代表小组", "第一代表小组"),
    Field("term", "届别", "第十九届"),
    _TOWN,
    _KEEPER,
)


def form_name(key: str) -> str:
    """The folder in forms/ of a table: sessions → register_sessions."""
    return f"register_{key}"


def _table_fields(form: RegisterForm) -> tuple[Field, ...]:
    columns = (
        Field("line", "序号", "1"),
        *(Field(column.key, column.title) for column in form.columns),
        Field("record", "记录编号", "活123"),
    )
    return (*_HEAD, Field("rows", "记录", kind=FieldKind.LIST, columns=columns))


FIELDS: Mapping[str, tuple[Field, ...]] = {
    COVER: (*_HEAD, Field("station", "联络站", "东街代表联络站")),
    CONTENTS: (
        *_HEAD,
        Field(
            "contents",
            "目录",
            kind=FieldKind.LIST,
            columns=(
                Field("number", "表次", "表二"),
                Field("title", "名称", "出席人民代表大会会议"),
                Field("records", "记录", "12 条"),
                Field("pages", "页数", "2 页"),
            ),
        ),
    ),
    FACT_SHEET: (_TOWN, _KEEPER, *(Field(key, label) for key, label in FACTS)),
    **{form_name(form.key): _table_fields(form) for form in FORMS},
    EVIDENCE: (
        *_HEAD,
        Field(
            "evidence",
            "证明材料",
            kind=FieldKind.LIST,
            columns=(
                Field("line", "序号", "1"),
                Field("form", "所附的表", "表八　代表小组活动"),
                Field("on", "日期", "2026-03-15"),
                Field("matter", "内容", "安全生产走访"),
                Field("record", "记录编号", "活123"),
                Field("pieces", "件数", "2"),
            ),
        ),
        Field("total", "合计", "共 1 条记录，2 件材料。"),
    ),
    ATTACHED: (
        *_HEAD,
        Field(
            "pieces",
            "材料",
            kind=FieldKind.LIST,
            columns=(
                Field("line", "序号", "1"),
                Field("record", "记录编号", "活123"),
                Field("matter", "内容", "安全生产走访"),
                Field("title", "材料", "签到表扫描件"),
                Field("place", "附在哪里", "材料第 1—2 页"),
            ),
        ),
        Field("total", "合计", "共 3 件材料，附 2 件 3 页，没有附的 1 件。"),
    ),
    ATTACHMENT: (
        Field("deputy", "代表姓名", "王建国"),
        Field("record", "记录编号", "活123"),
        Field("title", "材料", "签到表扫描件"),
        Field("matter", "内容", "2026年3月15日　安全生产走访"),
        Field("place", "第几页", "材料第 1 页"),
    ),
    LIST: (
        _TOWN,
        Field("term", "届别", "第十九届"),
        Field(
            "prints",
            "要印的页",
            kind=FieldKind.LIST,
            columns=(
                Field("order", "打印第几页", "2"),
                Field("deputy", "代表姓名", "王建国"),
                Field("group", "代表小组", "第一代表小组"),
                Field("form", "表", "表八　代表小组活动"),
                Field("paper", "放进打印机的纸", "已印的第 3 页"),
                Field("rows", "补印的行", "第 9—10 行"),
            ),
        ),
        Field("total", "合计", "共 1 页，补印 2 条记录。"),
    ),
}
"""By the name of the form."""
