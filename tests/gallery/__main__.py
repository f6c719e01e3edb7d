"""`python -m tests.gallery [FOLDER] [NAME]`: draw the gallery, or the rows whose name holds NAME."""

import sys

from tests.gallery.pictures import run

run(*(sys.argv[1:3] or ["gallery"]))
