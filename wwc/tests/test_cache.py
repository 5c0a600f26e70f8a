"""The cache, with a real Redis and with none."""

from wwc.cache import ForgetfulRedisCache
from wwc.tests.services import HOST, free_port, redis_server


def test_it_keeps_what_it_is_given_while_redis_answers() -> None:
    with redis_server() as url:
        cache = ForgetfulRedisCache(url, {})

        cache.set("attempts", [1, 2])
        assert cache.get("attempts") == [1, 2]
        assert cache.add("attempts", [3]) is False
        assert cache.get_many(["attempts", "other"]) == {"attempts": [1, 2]}
        assert cache.delete("attempts") is True
        assert cache.get("attempts", "gone") == "gone"


def test_without_redis_it_forgets_and_raises_nothing() -> None:
    cache = ForgetfulRedisCache(f"redis://{HOST}:{free_port()}/0", {})

    cache.set("attempts", [1, 2])
    cache.set_many({"a": 1})
    cache.delete_many(["a"])
    assert cache.add("lock", True) is True
    assert cache.get("attempts", "gone") == "gone"
    assert cache.get_many(["attempts"]) == {}
    assert cache.has_key("attempts") is False
    assert cache.touch("attempts") is False
    assert cache.delete("attempts") is False
