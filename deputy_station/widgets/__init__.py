'''Qt pieces without business words: pages, tables, forms, details, dialogs, background work, the style.

How to write a page. In `features/<feature>/page.py`, listed in menu.py as "module:Class":

    from deputy_station.core.typed_day import Lean
    from deputy_station.features.demands import service as demands
    from deputy_station.widgets.buttons import Action
    from deputy_station.widgets.chips import Filter
    from deputy_station.widgets.date_fields import DateField
    from deputy_station.widgets.dates import short_instant
    from deputy_station.widgets.detail import Detail, Facts, Heading, Text, Timeline
    from deputy_station.widgets.earlier_field import EarlierField
    from deputy_station.widgets.fields import ChoiceField, LineField, TextField
    from deputy_station.widgets.list_page import ListDetailPage
    from deputy_station.widgets.page import PageContext
    from deputy_station.widgets.pill import Pill, Tone
    from deputy_station.widgets.search_fields import SearchField
    from deputy_station.widgets.table_model import Column, Kind

    class DemandsPage(ListDetailPage):
        """One sentence."""

        title = "群众诉求"
        tables = frozenset({"demand", "handling_unit"})     # a change of one of them reloads the page

        def __init__(self, context: PageContext) -> None:
            super().__init__(context, search="编号、姓名、电话、地点", empty="还没有诉求。",
                empty_action=Action("登记诉求", self.register), columns=[
                Column("编号", "number", chars=4, sort="number"),       # attribute of the row, or a function of it
                Column("诉求", "title", chars=14, grow=1),              # the main column: >= 14 characters, grows
                Column("承办", "unit_name", chars=5, leaves=2),         # leaves second when the table gets narrow
                Column("类别", "category", chars=5, leaves=3),          # leaves first (highest number)
                Column("状态", lambda row: Pill(row.state.label, Tone.INFO), chars=3, kind=Kind.PILL),
                Column("期限", "deadline", chars=5, kind=Kind.DATE, sort="deadline")])
            self.set_actions(Action("导出台账", self.export), Action("登记诉求", self.register, primary=True))

        def load_list(self) -> None:        # go("demands", view="overdue", id=7, search="张", unit_id=2): view is the chip's
            # key, id opens that row, anything else arrives here in self.sent
            wanted = {"state": self.filters.chosen, "search": self.filters.words}
            self.table.load(demands.list_demands, demands.count_demands, **wanted)   # paged: gets offset=, limit=
            self.ask(demands.count_by_state, then=self.show_counts)                  # without count: a whole list

        def show_counts(self, counts: ...) -> None:      # always a method for `then`, not a lambda: keys by name
            self.set_count(f"本年 {counts.year} 件")
            self.filters.set_filters([Filter("", "全部"), Filter("overdue", "已超期", counts.overdue)])
            self.waiting.emit(counts.overdue)            # the number in the navigation

        def show_detail(self, row_id: int) -> None:      # called for a chosen row and after every change
            self.ask(demands.demand_detail, demand_id=row_id, then=self.fill_detail)

        def fill_detail(self, demand: ...) -> None:
            self.detail.show_detail(Detail(reference=demand.number, title=demand.title, pill=Pill(...),
                blocks=[Text(demand.words, quoted=True), Facts([("来访人", "张**"), ("承办", "镇村建办", opener)]),
                        Heading("经过"), Timeline([("11月20日 9:42", "登记，原话记录")])],   # or any QWidget
                actions=[Action("催办", lambda: self.urge(demand)), Action("记办理结果", ..., primary=True)]))

        def register(self) -> None:         # fields named like the service's parameters; values are checked and typed
            self.open_form("登记诉求", [LineField("title", "诉求", required=True), TextField("words", "原话"),
                DateField("day", "日期", today=self.context.clock.today, lean=Lean.PAST),  # 1120, 今天, 下周三
                EarlierField("place", "地点", self.work, find_places),      # what was typed before is offered
                ChoiceField("route", "去向", [(route, route.label) for route in Route], required=True),
                SearchField("unit_id", "承办单位", self.work, find_units)],
                save_word="登记", service=demands.register_demand, fixed={"reception_id": 3}, draft="demand",
                say=lambda row: f"已登记诉求 {row.number}")       # the bottom bar offers 撤销 by itself

        def selection_actions(self, rows: list[...]) -> list[Action]:     # for several rows
            chosen = [(row.id, row.version) for row in rows]
            return [Action("催办", lambda: self.change(demands.urge_demands, demands=chosen))]

        def urge(self, demand: ...) -> None:             # a refusal appears on the page's notice line
            self.change(demands.urge_demand, demand_id=demand.id, version=demand.version, say="已催办")

        def print(self, demand: ...) -> None:            # a preview: printed or saved there; looking records nothing
            self.print_paper("打印办理单", f"诉求办理单 {demand.number}", draw_record, kind="demand_record",
                went_out=seal_printed, demand_id=demand.id)      # claim= for what must be on record before it goes out

        def export(self) -> None:           # make(database, progress, out=path, year=...) in the background
            self.save_paper("导出台账", "诉求台账2026", ".xlsx", documents.write_ledger, year=2026)

The table keeps order, widths and choice of its columns and its sorting under the page's name; Ctrl+C copies cells, its
menu exports what is seen (a column's `out=` gives the whole value where the screen shortens it), `table.paste = ...` takes
blocks of cells. Tests type on it, or use `table.choice`.

Fields: `check=` refuses, `warn=` only doubts (core.phones.phone_warning); `field.offer(words, take)` offers under the line,
taken with Alt+Down. Many rows at once: a `grid_entry.field.GridField` in the form, its `grid_entry.sheet.Sheet` described by
`grid_entry.columns`; the service gets [(key, values by column)] and saves all or none in one change.

Other pages subclass `Page`, fill `self.body` (a VBox) and write `reload()`. Pieces: cards.Card / FigureCard / LineItem,
table.Table on its own, form.Form inside a page, dialogs.ask_verbs / tell / Dialog, labels.Line (one line) / Short
(elides) / Words (wraps), layouts.VBox / HBox / Grid / Flow, scroll.Scroll. Never a bare QLabel, fixed pixel sizes
(use style.px) or rich text. Tests: `page.work.wait()` handles events until all background work is done.
'''
