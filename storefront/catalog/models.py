"""Categories and products: 4Over's side, and beside it ours, which a sync never touches."""

import enum
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, String, Table, Text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from storefront.accounts.models import UserGroup
from storefront.catalog.spec import ProductSpec, unpack
from storefront.catalog.stages import Stages, WorkflowStage
from storefront.clock import now
from storefront.database import Model, word_of
from storefront.money import Money
from storefront.page_cache import SeenByVisitors
from storefront.partner.models import Environment

product_category = Table(
    "product_category",
    Model.metadata,
    Column("product_id", ForeignKey("product.id"), primary_key=True),
    Column("category_id", ForeignKey("category.id"), primary_key=True, index=True),
)


class Category(SeenByVisitors, Model):
    __table_args__ = (
        Index("uq_category_uuid", "environment", "uuid", unique=True),
        Index("uq_category_slug", "environment", "slug", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    environment: Mapped[Environment] = mapped_column(word_of(Environment))
    uuid: Mapped[str] = mapped_column(String(100))
    slug: Mapped[str] = mapped_column(String(80))
    partner_name: Mapped[str] = mapped_column(String(200))
    available: Mapped[bool] = mapped_column(default=True)
    # ours
    title: Mapped[str] = mapped_column(String(200), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    hidden: Mapped[bool] = mapped_column(default=False)
    sort: Mapped[int] = mapped_column(default=0)

    @property
    def name(self) -> str:
        return self.title or self.partner_name


class ProductGroup(SeenByVisitors, Model):
    """A bucket of products that markup rules can speak of, for everybody or one user group only."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_group.id"))
    # who looks at the files of what is in it before they are printed, whatever its workflow says
    customer_approves: Mapped[bool] = mapped_column(default=False)
    staff_approve: Mapped[bool] = mapped_column(default=False)

    seen_by: Mapped[UserGroup | None] = relationship(lazy="selectin")  # none: everybody

    @property
    def label(self) -> str:
        """Its name, and who alone sees what is in it."""
        return f"{self.name} (shown to {self.seen_by.name} only)" if self.seen_by else self.name


class Workflow(Model):
    """What must happen in the shop between placing and pushing, stage by stage.

    An order keeps the stages that it was placed with.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    stages: Mapped[tuple[WorkflowStage, ...]] = mapped_column(Stages, default=())


class Product(SeenByVisitors, Model):
    """One size, stock and coating of something. Never deleted: carts and orders still show it."""

    __table_args__ = (
        Index("uq_product_uuid", "environment", "uuid", unique=True),
        Index("uq_product_slug", "environment", "slug", unique=True),
        Index("ix_product_family", "environment", "family"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    environment: Mapped[Environment] = mapped_column(word_of(Environment))
    uuid: Mapped[str] = mapped_column(String(100))
    slug: Mapped[str] = mapped_column(String(80))  # made from the code once, then never changed
    code: Mapped[str] = mapped_column(String(120))
    partner_name: Mapped[str] = mapped_column(String(500))  # 4Over's description, cleaned
    family: Mapped[str] = mapped_column(String(120), default="")  # what it is: Business Cards
    position: Mapped[str] = mapped_column(String(120), default="")  # sorts by area, then weight
    size: Mapped[str] = mapped_column(String(120), default="")
    stock: Mapped[str] = mapped_column(String(120), default="")
    coating: Mapped[str] = mapped_column(String(120), default="")
    # what else there is to choose, for the search: a name in each line
    choices: Mapped[str] = mapped_column(Text, default="")
    # what tells it from another product of the same title
    apart: Mapped[str] = mapped_column(String(120), default="")
    # last in the row, so that lists do not read past it
    packed_spec: Mapped[bytes] = deferred(mapped_column(LargeBinary, sort_order=1))
    spec_hash: Mapped[str] = mapped_column(String(64))
    lowest_cost: Mapped[Decimal | None]  # None: no price could be worked out
    available: Mapped[bool] = mapped_column(default=True)
    quarantine: Mapped[str] = mapped_column(Text, default="")  # why it cannot be sold as it came
    first_seen_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime | None]  # when 4Over's side of it last became another
    # ours
    title: Mapped[str] = mapped_column(String(300), default="")
    description: Mapped[str] = mapped_column(Text, default="")  # Markdown
    image: Mapped[str] = mapped_column(String(200), default="")  # a file name in the image store
    # what 4Over said of it when title or text was last written or looked at; null: neither is ours
    seen: Mapped[str | None] = mapped_column(Text)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("product_group.id"))
    workflow_id: Mapped[int | None] = mapped_column(ForeignKey("workflow.id"))
    hidden: Mapped[bool] = mapped_column(default=False)
    sort: Mapped[int] = mapped_column(default=0)

    categories: Mapped[list[Category]] = relationship(
        secondary=product_category, order_by=Category.sort
    )
    group: Mapped[ProductGroup | None] = relationship()
    workflow: Mapped[Workflow | None] = relationship()

    @property
    def spec(self) -> ProductSpec:
        """Decoded anew once others were asked for: keep it in a variable."""
        return unpack(self.packed_spec)

    @property
    def sellable(self) -> bool:
        return self.available and not self.hidden and not self.quarantine


class WordKind(enum.StrEnum):
    STOCK = "stock"
    COATING = "coating"
    COLORS = "colors"
    OPTION = "option"


class Word(SeenByVisitors, Model):
    """What one of 4Over's codes is called in this shop, above what we know of it."""

    code: Mapped[str] = mapped_column(String(120), primary_key=True)  # in lower case
    kind: Mapped[WordKind] = mapped_column(word_of(WordKind))
    short: Mapped[str] = mapped_column(String(120), default="")  # in titles and filters
    words: Mapped[str] = mapped_column(String(300), default="")  # in sentences


class TextTemplate(SeenByVisitors, Model):
    """How titles and texts are composed: of a family of products, or of all."""

    family: Mapped[str] = mapped_column(String(120), primary_key=True)  # lower case; "" for all
    # empty: as for all
    title: Mapped[str] = mapped_column(String(300), default="")
    lead: Mapped[str] = mapped_column(String(300), default="")
    text: Mapped[str] = mapped_column(Text, default="")


class SynonymList(SeenByVisitors, Model):
    """Other words for what is sold, as an admin wrote them. One row, or none."""

    id: Mapped[int] = mapped_column(primary_key=True)
    lines: Mapped[str] = mapped_column(Text, default="")  # empty: the list to begin with


class ProductVisits(Model):
    """How often a product's page was visited on a day (UTC)."""

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)  # 2026-01-31
    visits: Mapped[int]


class ProductSearch(Model):
    """What a product is found by: words in lower case, each with a space before and after."""

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), primary_key=True)
    environment: Mapped[Environment] = mapped_column(word_of(Environment))
    title: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text, default="")


class CatalogState(SeenByVisitors, Model):
    """Which snapshot an environment's catalog was made from."""

    environment: Mapped[Environment] = mapped_column(word_of(Environment), primary_key=True)
    snapshot: Mapped[str] = mapped_column(String(200), default="")  # its manifest's file name
    sha256: Mapped[str] = mapped_column(String(64), default="")
    fingerprint: Mapped[str] = mapped_column(String(40), default="")  # whose costs they are
    made_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]


class OwnProduct(SeenByVisitors, Model):
    """Something the shop sells itself. It never shares a cart with 4Over's products."""

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text, default="")
    image: Mapped[str] = mapped_column(String(200), default="")
    price: Mapped[Decimal] = mapped_column(Money)
    hidden: Mapped[bool] = mapped_column(default=False)


class SyncStatus(enum.StrEnum):
    WAITING = "waiting"  # for a worker
    FETCHING = "fetching"
    APPLYING = "applying"
    BRAKED = "braked"  # too much changed; an admin decides
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class SyncSource(enum.StrEnum):
    FOUROVER = "4over"
    CHANGES = "changes"  # of 4Over, since the last time
    CACHE = "cache"  # the cache server
    FILE = "file"


class SyncRun(Model):
    """One synchronization of an environment's catalog: its progress and what came of it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    environment: Mapped[Environment] = mapped_column(word_of(Environment))
    # the environment while it runs, else null: unique, so that no two run at once
    running: Mapped[str | None] = mapped_column(String(40), unique=True)
    status: Mapped[SyncStatus] = mapped_column(word_of(SyncStatus), default=SyncStatus.WAITING)
    source: Mapped[SyncSource] = mapped_column(word_of(SyncSource), default=SyncSource.FOUROVER)
    started_by: Mapped[str] = mapped_column(String(255), default="")
    started_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)  # moves while somebody works on it
    worker: Mapped[str] = mapped_column(String(40), default="")  # who does; the last to claim it
    ended_at: Mapped[datetime | None]
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)  # how many added, gone, …
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)  # which ones, prices, brakes
    snapshot: Mapped[str] = mapped_column(String(200), default="")  # its file name
    error: Mapped[str] = mapped_column(Text, default="")
