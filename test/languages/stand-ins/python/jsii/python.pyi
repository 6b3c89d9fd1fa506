"""For checking types only: a property of the class itself, such as `TimeZone.EUROPE_LONDON`."""

from typing import Any, Callable, Generic, TypeVar

_T = TypeVar("_T")

class classproperty(Generic[_T]):
    def __init__(self, fget: Callable[[Any], _T]) -> None: ...
    def __get__(self, instance: Any, owner: Any = ...) -> _T: ...
    def setter(self, fset: Callable[[Any, _T], None]) -> classproperty[_T]: ...
