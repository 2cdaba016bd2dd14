"""The WSGI entry point: `granian wsgi:app`, or `flask --app wsgi …` for commands."""

import gc
import sys

gc.disable()  # until all is there: looking for what may go took a tenth of the start

from config import Config, ConfigError  # noqa: E402
from eventapp import cli, create_app, logs  # noqa: E402

sys.excepthook = cli.complain

try:
    config = Config.from_env()
except ConfigError as error:
    sys.exit(str(error))

logs.configure(config.log_level)
app = create_app(config)
gc.enable()
