"""Programs that run inside an installation of a drill: each takes a task as JSON and answers as JSON."""

import django

django.setup()
