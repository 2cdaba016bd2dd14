"""Gets Olievlek going on a machine that has Python and nothing else.

Only the standard library, and no syntax newer than Python 3.6, so that an older Python
can still read the sentence that says it is too old.
"""

import argparse
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
TRANSLATIONS = os.path.join(ROOT, "eventapp", "translations")
NEEDED = (3, 11)
PATIENCE = 40  # seconds for a child to end; longer than `serve` gives its own children

child = None
stopping = False


def main():
    """Install, or install and run."""
    parser = argparse.ArgumentParser(description="Install or run Olievlek.")
    parser.add_argument("what", choices=["install", "run", "phones"])
    parser.add_argument("--dev", action="store_true", help="also what tests need")
    parser.add_argument("--demo", default="1", help="0 begins empty")
    options = parser.parse_args()
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    os.chdir(ROOT)
    install("requirements-dev.txt" if options.dev else "requirements.txt")
    if options.what != "install":
        run(options.what, demo=options.demo not in ("0", "no", "false"))


def install(requirements):
    """Make the virtual environment and install the locked requirements, if that is not done."""
    newest = find_python()
    if not os.access(ROOT, os.W_OK) and not os.path.exists(PYTHON):
        say_and_exit(
            "This folder cannot be written: %s\nCopy it to a folder of your own, or make it "
            "writable." % ROOT
        )
    with open(os.path.join(ROOT, requirements), "rb") as file:
        wanted = hashlib.sha256(file.read()).hexdigest()
    stamp = os.path.join(VENV, ".installed-" + requirements)
    if not (os.path.exists(stamp) and open(stamp).read() == wanted):
        print("Installing what Olievlek needs (once, about a minute) ...", flush=True)
        if not os.path.exists(PYTHON):
            step([newest, "-m", "venv", VENV], "Python could not make a virtual environment in "
                 + VENV + ".\nOn Debian and Ubuntu: apt install python3-venv.")  # fmt: skip
        pip = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        step([*pip, "--require-hashes", "-r", requirements],
             "The requirements could not be installed; pip says why above.")  # fmt: skip
        with open(stamp, "w") as file:
            file.write(wanted)
        if requirements != "requirements.txt":
            install("requirements.txt")
            return
    compile_translations()
    # Otherwise the first start of each process would compile the program once more.
    step([PYTHON, "-m", "compileall", "-q", "eventapp", "config.py", "wsgi.py"], "")


def compile_translations():
    """Compile the catalogues that are newer than what was compiled before."""
    for language in sorted(os.listdir(TRANSLATIONS)):
        source = os.path.join(TRANSLATIONS, language, "LC_MESSAGES", "messages.po")
        target = source[:-2] + "mo"
        if not os.path.exists(source):
            continue
        if os.path.exists(target) and os.path.getmtime(target) >= os.path.getmtime(source):
            continue
        pybabel = os.path.join(VENV, "bin", "pybabel")
        step([pybabel, "--quiet", "compile", "-i", source, "-o", target, "-l", language],
             "The translations could not be compiled into %s." % target)  # fmt: skip


def run(what, demo):
    """Migrate, fill an empty database with the demo year, and serve until a signal."""
    if what == "run":
        check_port()
    flask = [PYTHON, "-m", "flask", "--app", "wsgi"]
    step([*flask, "db", "upgrade"], "")
    step([*flask, "demo", *(["load", "--if-empty"] if demo else ["status"])], "")
    step([*flask, "serve" if what == "run" else "phones"], "")


def check_port():
    """Say in a sentence that the port is taken, before anything is started."""
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    if not port.isdigit():
        return  # the configuration says what is wrong with it
    probe = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((host, int(port)))
    except (OSError, OverflowError) as error:
        say_and_exit(
            "Port %s on %s is not free (%s).\nStop the program that uses it, or choose another "
            "port: make run PORT=8001" % (port, host, getattr(error, "strerror", error))
        )
    finally:
        probe.close()


def step(command, complaint):
    """Run one command to its end; a signal to us ends it in good order."""
    global child
    if stopping:
        sys.exit(0)
    try:
        child = subprocess.Popen(command, start_new_session=True)
    except OSError as error:
        say_and_exit("%s\n%s" % (complaint, error.strerror))
    if stopping:
        child.terminate()
    code = child.wait()
    child = None
    if stopping:
        sys.exit(0)
    if code != 0:
        say_and_exit(complaint)


def stop(_signal, _frame):
    """Pass a wish to stop on to the running command, and insist after a while."""
    global stopping
    stopping = True
    signal.signal(signal.SIGALRM, insist)
    signal.alarm(PATIENCE)
    if child is not None and child.poll() is None:
        child.terminate()


def insist(_signal, _frame):
    """Kill a command that did not stop in time."""
    if child is not None and child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)


def find_python():
    """Find a Python that is new enough; this one if it is."""
    if sys.version_info[:2] >= NEEDED:
        return sys.executable
    for minor in range(20, NEEDED[1] - 1, -1):
        found = shutil.which("python3.%d" % minor)
        if found:
            return found
    return say_and_exit(
        "Olievlek needs Python %d.%d or newer; this is %d.%d.\n"
        "Install a newer one, or name it: make run PYTHON=/path/to/python3.11"
        % (NEEDED + sys.version_info[:2])
    )


def say_and_exit(sentence):
    """End with a sentence instead of a traceback."""
    if sentence:
        sys.stderr.write("\n" + sentence + "\n")
    sys.exit(1)


main()
