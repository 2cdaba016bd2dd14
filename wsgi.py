"""The WSGI entry point: `granian wsgi:app`, or `flask --app wsgi …` for commands."""

import sys

from config import Config, ConfigError
from eventapp import create_app

try:
    config = Config.from_env()
except ConfigError as error:
    sys.exit(str(error))

app = create_app(config)
