"""A consistent copy while everything runs, and back into an empty database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click
import flask_migrate

from eventapp.commands.private_files import private_file
from eventapp.database import db, migrations, transaction
from eventapp.formats import archive
from eventapp.formats.archive import Manifest, NoArchive
from eventapp.queries import backup as queries
from eventapp.services import restore as service

HOLDS = """In the file: everything people see and did, uploads, and the mails that were sent.
Not in it: SECRET_KEY (without it personal links and printed badges stop working: keep it apart),
mail written to a folder, and the queue of the worker, which fills itself."""


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything to FILE, while web and worker go on."""
    with queries.snapshot() as connection, new_file(file) as out:
        revision = queries.revision(connection)
        if revision not in migrations().get_heads():
            raise click.ClickException("The tables are not of this version: run db upgrade first.")
        made = archive.write(
            out,
            revision=str(revision),
            made_at=datetime.now(UTC),
            tables=(
                (table.name, queries.rows(connection, table))
                for table in queries.tables(connection)
            ),
        )
    click.echo(f"{rows_of(made)} rows are in {file} ({file.stat().st_size // 1024 + 1} kB).")
    click.echo(HOLDS)


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Fill an empty database from FILE, and bring it up to date."""
    try:
        manifest = archive.read_manifest(file)
        archive.check(file, manifest)  # a changed row may be one that no table takes
        prepare(manifest)
        with transaction():
            service.restore(file, manifest)
    except NoArchive:
        raise click.ClickException(
            f"{file} is not a whole backup of Olievlek. Nothing was restored."
        ) from None
    except service.NotEmpty:
        raise not_empty() from None
    flask_migrate.upgrade()
    click.echo(f"{rows_of(manifest)} rows of {manifest.made_at[:16]} UTC are back.")
    click.echo("Links and badges work with the SECRET_KEY they were made with.")


def prepare(manifest: Manifest) -> None:
    """Make the tables of the backup's version; raise ClickException where that would harm."""
    if manifest.revision not in {one.revision for one in migrations().walk_revisions()}:
        raise click.ClickException(
            "This backup is of a newer version of Olievlek. Update first. Nothing was restored."
        )
    with db.engine.connect() as connection:
        found = queries.revision(connection)
        if not queries.is_empty(connection):
            raise not_empty()
    if found not in {None, manifest.revision}:
        flask_migrate.downgrade(revision="base")
    flask_migrate.upgrade(revision=manifest.revision)


def not_empty() -> click.ClickException:
    """Say why a restore is refused: it would mix with what is there."""
    return click.ClickException(
        "There is something in this database already, and a backup only goes into an empty "
        "one. Set DATABASE_URL to a new database. Nothing was changed."
    )


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for a backup; raise ClickException when its name is taken or the disk is full."""
    taken = click.ClickException(f"{path} exists already. Choose another name.")
    if path.exists():
        raise taken
    try:
        with private_file(path, instead=False) as out:
            yield out
    except FileExistsError:
        raise taken from None
    except OSError as error:
        raise click.ClickException(
            f"The backup could not be written ({error.strerror}). {path} was not made."
        ) from None


def rows_of(manifest: Manifest) -> int:
    """Count the rows of a backup."""
    return sum(table.rows for table in manifest.tables.values())
