"""The pages in the order people see them, a line each. Read this first."""

from deputy_station.shell.entries import PageEntry

PAGES: tuple[PageEntry, ...] = (
    PageEntry("today", "今日", "今日", "deputy_station.features.today.page:TodayPage"),
    PageEntry("reception", "接待日", "接待", "deputy_station.features.desk.page.kit:ReceptionKitPage"),
    PageEntry("desk", "接待台", "台前", "deputy_station.features.desk.page.desk:DeskPage"),
    PageEntry("demands", "群众诉求", "诉求", "deputy_station.features.demands.page.listing:DemandsPage"),
    PageEntry(
        "suggestions", "代表建议", "建议", "deputy_station.features.suggestions.page.listing:SuggestionsPage"
    ),
    PageEntry("deputies", "代表名册", "名册", "deputy_station.features.deputies.page.roster:DeputiesPage"),
    PageEntry("activities", "履职活动", "活动", "deputy_station.features.phone.page:ActivityPhonesPage"),
    PageEntry("scans", "收回纸表", "收表", "deputy_station.features.scans.page.scans:ScansPage"),
    PageEntry("deeds", "个人履职", "个人", "deputy_station.features.activities.page.deeds:DeedsPage"),
    PageEntry("register", "履职登记册", "登记", "deputy_station.features.register.page.listing:RegisterPage"),
    PageEntry("points", "履职积分", "积分", "deputy_station.features.points.page.points:PointsPage"),
    PageEntry("schemes", "积分办法", "办法", "deputy_station.features.points.page.schemes:SchemesPage"),
    PageEntry("checks", "积分核对", "核对", "deputy_station.features.points.page.checks:ChecksPage"),
    PageEntry(
        "assessment", "年度考核", "考核", "deputy_station.features.assessment.page.listing:AssessmentPage"
    ),
    PageEntry(
        "spotcheck", "检查抽查", "检查", "deputy_station.features.spotcheck.page.listing:SpotCheckPage"
    ),
    PageEntry("figures", "统计", "统计", "deputy_station.features.demands.page.figures:FiguresPage"),
    PageEntry("papers", "存底", "存底", "deputy_station.features.archive.page.listing:PapersPage"),
    PageEntry("forms", "表样", "表样", "deputy_station.features.papers.page.forms:FormsPage"),
    PageEntry("history", "经手记录", "记录", "deputy_station.features.history.page:HistoryPage"),
    PageEntry("settings", "设置", "设置", "deputy_station.shell.settings_page:SettingsPage"),
)
