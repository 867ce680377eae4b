"""Flask's extensions: made bare here, bound to the app in `create_app`."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_mailman import Mail
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from redis.backoff import NoBackoff
from redis.retry import Retry


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

# How long a page waits for Redis. By itself redis-py waits for ever, and tries again for 15 s.
REDIS_PATIENCE: dict[str, Any] = {
    "socket_connect_timeout": 0.3,
    "socket_timeout": 0.5,
    "retry": Retry(NoBackoff(), 0),
}

# For what makes us ask 4Over, however often a visitor clicks; an office may share its address.
asks_fourover = limiter.shared_limit("60 per minute", scope="asking 4Over")
