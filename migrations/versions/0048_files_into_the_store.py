"""pictures and snapshots of the catalog go from the instance folder into the store of files."""

from flask import current_app

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade():
    """Those of the machine where it runs. One after the other: broken off, it goes on there."""
    instance = current_app.extensions["config"].instance_path
    store = current_app.extensions["storage"]
    for folder, kinds in (("images", ("*.jpg", "*.png")), ("snapshots", ("*.gz", "*.json"))):
        for path in sorted(file for kind in kinds for file in (instance / folder).glob(kind)):
            if not store.has(f"{folder}/{path.name}"):
                store.put(f"{folder}/{path.name}", path)
            path.unlink()


def downgrade():
    """They stay where they are: an older edition of the shop finds no picture."""
