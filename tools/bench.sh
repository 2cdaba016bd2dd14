#!/bin/sh
# Sees to what the figures need beside the tests: wrk, from Debian's packages.
set -eu

command -v wrk >/dev/null 2>&1 && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing wrk, which loads the server ..."
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends wrk >/dev/null
else
    echo "The figures need wrk. On Debian and Ubuntu: sudo apt-get install wrk" >&2
    exit 1
fi
