import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

from iapb.language.words import warm_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iapb.settings")
application = get_wsgi_application()

# Beside the first requests, so that nobody's first search waits for the dictionaries.
Thread(target=warm_up, name="dictionaries", daemon=True).start()
