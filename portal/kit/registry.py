"""Plug-ins by key: one file each, found by importing every module of their package."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Objects by key, in the order they were registered."""

    def __init__(self) -> None:
        self._items: dict[str, T] = {}

    def register(self, key: str, item: T) -> T:
        """Keep `item` under `key`. Raises ValueError if the key is taken."""
        if key in self._items:
            raise ValueError(f'"{key}" is registered twice: {self._items[key]!r} and {item!r}')
        self._items[key] = item
        return item

    def __getitem__(self, key: str) -> T:
        return self._items[key]

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[T]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)


def discover(package: ModuleType) -> None:
    """Import every module of `package`, so that what they define registers itself."""
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
