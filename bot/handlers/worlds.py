"""Soon."""

from aiogram import Router

router = Router(name="worlds")
