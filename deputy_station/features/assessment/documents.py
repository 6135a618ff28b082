"""Papers of the annual assessment: what a deputy's assessment sheet (forms/annual_assessment) may show."""

from deputy_station.documents.description import Field, FieldKind

FIELDS: tuple[Field, ...] = (
    Field("town", "乡镇", "青石镇"),
    Field("year", "年度", "2026"),
    Field("deputy", "代表姓名", "王建国"),
    Field("gender", "性别", "男"),
    Field("born", "出生年月", "1971年3月"),
    Field("party", "党派", "中共党员"),
    Field("level", "代表层级", "区、镇"),
    Field("term", "届别", "第十九届"),
    Field("constituency", "选区", "第三选区"),
    Field("group", "代表小组", "第一代表小组"),
    Field("station", "联络站", "东街代表联络站"),
    Field("workplace", "工作单位及职务", "青石镇东街社区居民委员会主任"),
    Field("scheme", "积分办法", "人大代表履职积分办法（2026年版）"),
    Field(
        "items",
        "各项得分",
        kind=FieldKind.LIST,
        columns=(
            Field("category", "大类及得分", "出席人代会\n24／24"),
            Field("number", "编号", "A1"),
            Field("item", "项目", "出席全体会议"),
            Field("full", "满分", "10"),
            Field("points", "得分", "8.75"),
            Field("basis", "依据", "8 个半天，到会 7 个"),
        ),
    ),
    Field("full_total", "满分合计", "100"),
    Field("total", "总分", "92.75"),
    Field("grade", "等次", "优秀"),
    Field("grade_note", "等次说明", "90 分以上为优秀"),
    Field("summary", "履职小结", "全年出席镇人代会会议 2 次，参加接待日 6 次。"),
    Field("group_opinion", "代表小组意见", ""),
    Field("presidium_opinion", "镇人大主席团意见", ""),
    Field("office_opinion", "区人大代表联络室意见", ""),
    Field("printed", "制表", "2026年12月20日"),
    Field("check_code", "校验码", "7F3A-92C1"),
)
