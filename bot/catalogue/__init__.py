"""What is known about AI incidents before one happens: data files, read once and checked."""

from bot.catalogue.catalogue import Catalogue
from bot.catalogue.files import CatalogueError
from bot.catalogue.loader import load_catalogue

__all__ = ["Catalogue", "CatalogueError", "load_catalogue"]
