"""Imports every feature's models, so that the metadata is whole. Import it before a database is opened."""

from deputy_station.features.accounts import models as accounts
from deputy_station.features.activities import models as activities
from deputy_station.features.assessment import models as assessment
from deputy_station.features.demands import models as demands
from deputy_station.features.deputies import models as deputies
from deputy_station.features.desk import models as desk
from deputy_station.features.history import models as history
from deputy_station.features.matters import models as matters
from deputy_station.features.papers import models as papers
from deputy_station.features.phone import models as phone
from deputy_station.features.points import models as points
from deputy_station.features.reception import models as reception
from deputy_station.features.register import models as register
from deputy_station.features.scans import models as scans
from deputy_station.features.signin import models as signin
from deputy_station.features.spotcheck import models as spotcheck
from deputy_station.features.suggestions import models as suggestions
from deputy_station.store import drafts, journal, memory
from deputy_station.store.base import Base

MODELS = (
    accounts,
    activities,
    assessment,
    demands,
    deputies,
    desk,
    drafts,
    history,
    journal,
    matters,
    memory,
    papers,
    phone,
    points,
    reception,
    register,
    scans,
    signin,
    spotcheck,
    suggestions,
)

METADATA = Base.metadata
