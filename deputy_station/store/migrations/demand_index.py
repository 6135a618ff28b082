"""The search index of the demands, and the triggers that note which demand changed; both engines.

On SQLite an FTS5 table without content of its own (about a third of one with), on PostgreSQL a table with a GIN index.
A row's number is its place in the order of the list, see `demands.service.indexing`.
"""

import sqlalchemy as sa
from alembic import op

WATCHED = (
    "station_id", "received_at", "state", "deadline_on", "call_on", "unit_id", "category_id", "route", "village",
    "taken_by", "supervised_on",
)  # fmt: skip
"""What stands in the index beside the words; the note keeps each as it was."""

_COLUMNS = ", ".join(WATCHED)
_NOTE = f"INSERT INTO demand_changes (demand_id, there, {_COLUMNS})"
_SELECT = f"SELECT id, TRUE, {_COLUMNS} FROM demands"  # noqa: S608  (our own words)
_ONCE = "ON CONFLICT (demand_id) DO NOTHING"
_EVENTS = f"UPDATE OF title, search_text, {_COLUMNS}"


def make_demand_index() -> None:
    """Tables, triggers, and a note for every demand that is there."""
    op.create_table(
        "demand_changes",
        sa.Column(
            "demand_id", sa.Integer(), nullable=False, autoincrement=False, comment="demand that changed"
        ),
        sa.Column(
            "there", sa.Boolean(), nullable=False, comment="it was in the index; the rest is as it was then"
        ),
        sa.Column("station_id", sa.Integer(), nullable=True, comment="station"),
        sa.Column(
            "received_at",
            sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql"),
            nullable=True,
            comment="when it was voiced, UTC",
        ),
        sa.Column("state", sa.String(length=40), nullable=True, comment="how far it was"),
        sa.Column("deadline_on", sa.Date(), nullable=True, comment="answer due"),
        sa.Column("call_on", sa.Date(), nullable=True, comment="next try of the call-back"),
        sa.Column("unit_id", sa.Integer(), nullable=True, comment="lead unit"),
        sa.Column("category_id", sa.Integer(), nullable=True, comment="category"),
        sa.Column("route", sa.String(length=40), nullable=True, comment="where it went"),
        sa.Column("village", sa.String(length=80), nullable=True, comment="village or community"),
        sa.Column("taken_by", sa.String(length=80), nullable=True, comment="who took it down"),
        sa.Column("supervised_on", sa.Date(), nullable=True, comment="督办 since"),
        sa.PrimaryKeyConstraint("demand_id", name=op.f("pk_demand_changes")),
    )
    op.create_table(
        "demand_tallies",
        sa.Column("kind", sa.String(length=20), nullable=False, comment="what is counted by"),
        sa.Column("key", sa.String(length=80), nullable=False, comment="month, day, unit ... of that kind"),
        sa.Column("station_id", sa.Integer(), nullable=False, comment="station"),
        sa.Column("state", sa.String(length=40), nullable=False, comment="how far they are"),
        sa.Column(
            "demands", sa.Integer(), nullable=False, comment="how many; several rows of one key add up"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_tallies")),
    )
    op.create_index(
        op.f("ix_demand_tallies_kind_key_station_id_state_demands"),
        "demand_tallies",
        ["kind", "key", "station_id", "state", "demands"],
        unique=False,
    )
    if op.get_bind().dialect.name == "sqlite":
        _on_sqlite()
    else:
        _on_postgresql()
    op.execute("INSERT INTO demand_changes (demand_id, there) SELECT id, FALSE FROM demands")


def _on_sqlite() -> None:
    # detail=none: only which demand holds a piece is asked, never where; that halves the index.
    op.execute(
        "CREATE VIRTUAL TABLE demand_index USING "
        "fts5(pieces, content='', contentless_delete=1, detail=none, tokenize='ascii')"
    )
    # How much of one transaction is sorted in memory: an import is indexed in a third of the time that 1 MB gives.
    op.execute("INSERT INTO demand_index(demand_index, rank) VALUES ('hashsize', 16777216)")
    old = ", ".join(f"OLD.{name}" for name in WATCHED)
    for name, event, values in (
        ("demands_made", "INSERT", f"NEW.id, FALSE, {', '.join('NULL' for _ in WATCHED)}"),
        ("demands_changed", _EVENTS, f"OLD.id, TRUE, {old}"),
        ("demands_gone", "DELETE", f"OLD.id, TRUE, {old}"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} AFTER {event} ON demands BEGIN {_NOTE} VALUES ({values}) {_ONCE}; END"
        )
    for name, event, row in (("linked", "INSERT", "NEW"), ("unlinked", "DELETE", "OLD")):
        op.execute(
            f"CREATE TRIGGER demand_deputies_{name} AFTER {event} ON demand_deputies BEGIN {_NOTE} "
            f"{_SELECT} WHERE id = {row}.demand_id {_ONCE}; END"
        )


def _on_postgresql() -> None:
    # Without a waiting list: a search would have to read through it.
    op.execute("CREATE TABLE demand_index (place bigint PRIMARY KEY, pieces text[] NOT NULL)")
    op.execute("CREATE INDEX demand_index_pieces ON demand_index USING gin (pieces) WITH (fastupdate = off)")
    op.execute("ALTER TABLE demand_index ALTER COLUMN pieces SET STATISTICS 1000")
    old = ", ".join(f"OLD.{name}" for name in WATCHED)
    op.execute(f"""
        CREATE FUNCTION note_demand_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                INSERT INTO demand_changes (demand_id, there) VALUES (NEW.id, FALSE) {_ONCE};
            ELSE
                {_NOTE} VALUES (OLD.id, TRUE, {old}) {_ONCE};
            END IF;
            RETURN NULL;
        END $$
    """)  # noqa: S608  (our own words)
    op.execute(f"""
        CREATE FUNCTION note_demand_link() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            {_NOTE} {_SELECT}
            WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.demand_id ELSE OLD.demand_id END {_ONCE};
            RETURN NULL;
        END $$
    """)
    op.execute(
        f"CREATE TRIGGER demands_noted AFTER INSERT OR {_EVENTS} OR DELETE ON demands "
        "FOR EACH ROW EXECUTE FUNCTION note_demand_change()"
    )
    op.execute(
        "CREATE TRIGGER demand_deputies_noted AFTER INSERT OR DELETE ON demand_deputies "
        "FOR EACH ROW EXECUTE FUNCTION note_demand_link()"
    )
