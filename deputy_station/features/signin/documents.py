"""Papers of sign-in: what the sign-in sheet (forms/sign_in) may show."""

from deputy_station.documents.description import Field, FieldKind

FIELDS: tuple[Field, ...] = (
    Field("station", "联络站", "青石镇东街代表联络站"),
    Field("activity", "活动名称", "12月代表接待日"),
    Field("time", "时间", "2026年12月4日 9:00—11:30"),
    Field("place", "地点", "东街代表联络站一楼接待室"),
    Field("organiser", "组织单位", "青石镇人大主席团"),
    Field("expected", "应到情况", "应到 24 人，请假 2 人"),
    Field(
        "attendees",
        "名单",
        kind=FieldKind.LIST,
        columns=(
            Field("number", "序号", "1"),
            Field("name", "姓名", "王建国"),
            Field("level", "代表层级", "镇、区"),
            Field("group", "代表小组", "第一代表小组"),
            Field("signed_at", "签到时间", ""),
            Field("signature", "签名", ""),
            Field("remark", "备注（请假）", "请假"),
        ),
    ),
    Field("codes", "四角二维码", kind=FieldKind.CODE),
)
