"""A cache that may vanish: without Redis every page still works, it only forgets."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
T = TypeVar("T")


class ForgetfulClient(RedisCacheClient):
    """Django's client of Redis, in which an error of Redis is a miss."""

    def get(self, key: Any, default: Any) -> Any:
        return _unless_gone(
            lambda: super(ForgetfulClient, self).get(key, default), forgotten=default
        )

    def get_many(self, keys: Any) -> dict[Any, Any]:
        nothing: dict[Any, Any] = {}
        return _unless_gone(lambda: super(ForgetfulClient, self).get_many(keys), forgotten=nothing)

    def has_key(self, key: Any) -> bool:
        return _unless_gone(lambda: super(ForgetfulClient, self).has_key(key), forgotten=False)

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        return _unless_gone(
            lambda: super(ForgetfulClient, self).add(key, value, timeout), forgotten=True
        )

    def set(self, key: Any, value: Any, timeout: Any) -> None:
        _unless_gone(lambda: super(ForgetfulClient, self).set(key, value, timeout), forgotten=None)

    def set_many(self, data: Any, timeout: Any) -> None:
        _unless_gone(lambda: super(ForgetfulClient, self).set_many(data, timeout), forgotten=None)

    def touch(self, key: Any, timeout: Any) -> bool:
        return _unless_gone(
            lambda: super(ForgetfulClient, self).touch(key, timeout), forgotten=False
        )

    def delete(self, key: Any) -> bool:
        return _unless_gone(lambda: super(ForgetfulClient, self).delete(key), forgotten=False)

    def delete_many(self, keys: Any) -> None:
        _unless_gone(lambda: super(ForgetfulClient, self).delete_many(keys), forgotten=None)


class ForgetfulRedisCache(RedisCache):
    """What is kept here, counts of log-in attempts, is worth less than the pages that ask."""

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgetfulClient


def _unless_gone(call: Callable[[], T], *, forgotten: T) -> T:
    try:
        return call()
    except RedisError as error:
        logger.warning("The cache does not answer: %s", error)
        return forgotten
