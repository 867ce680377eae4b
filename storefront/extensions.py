"""Flask's extensions: made bare here, bound to the app in `create_app`."""

from ipaddress import IPv6Address, ip_address, ip_network

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_mailman import Mail
from flask_migrate import Migrate
from flask_wtf import CSRFProtect


def network_address() -> str:
    """Where a request comes from, for limits: of IPv6 the /64, which one household has whole."""
    seen = ip_address(get_remote_address())
    if isinstance(seen, IPv6Address):
        return str(seen.ipv4_mapped or ip_network((seen, 64), strict=False).network_address)
    return str(seen)


login_manager = LoginManager()
csrf = CSRFProtect()
limiter = Limiter(key_func=network_address, headers_enabled=False)
mail = Mail()
migrate = Migrate(render_as_batch=True, compare_type=True)

# For what makes us ask 4Over, however often a visitor clicks; an office may share its address.
asks_fourover = limiter.shared_limit("60 per minute", scope="asking 4Over")
