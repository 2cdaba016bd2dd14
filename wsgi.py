"""The WSGI entry point: `granian wsgi:app`, or `flask --app wsgi …` for commands."""

import sys

from config import Config, ConfigError
from eventapp import cli, create_app, logs

sys.excepthook = cli.complain

try:
    config = Config.from_env()
except ConfigError as error:
    sys.exit(str(error))

logs.configure(config.log_level)
app = create_app(config)
