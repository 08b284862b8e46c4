import gc
import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

from iapb.language.words import warm_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iapb.settings")
application = get_wsgi_application()

# Looking for circles after every 700 objects, as Python does, takes a sixth of a page's time; a page makes some
# thousands of objects, nearly all of which go by themselves.
OBJECTS_BETWEEN_LOOKS = 50_000
gc.set_threshold(OBJECTS_BETWEEN_LOOKS, 20, 100)


def _load_dictionaries() -> None:
    warm_up()
    # Hundreds of thousands of objects that stay for good: looked through for garbage, they stop a page for 0.3 s.
    gc.freeze()


# Beside the first requests, so that nobody's first search waits.
Thread(target=_load_dictionaries, name="dictionaries", daemon=True).start()
