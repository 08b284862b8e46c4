"""Work on files and texts that takes long. Each handler is safe to run twice."""

from evidence.tasks import derivatives, machines, readings, screenings, speaking  # noqa: F401
