"""Every method that is spoken here, by its lower-case name; all others are "method not found"."""

from simulator.methods import editing, lookups, sending, texts, updating
from simulator.methods.contract import Method

METHODS: dict[str, Method] = {
    name.lower(): method
    for methods in (updating.METHODS, sending.METHODS, editing.METHODS, lookups.METHODS, texts.METHODS)
    for name, method in methods.items()
}
