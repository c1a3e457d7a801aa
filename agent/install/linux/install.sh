#!/bin/sh
# Installs the LANET agent from this folder, upgrades it, or takes it away. Needs root.
#   SERVER_URL=https://helpdesk.example.com ENROLLMENT_TOKEN=… ./install.sh
#   ./install.sh --remove     stops it and takes the program away; the machine's identity stays
#   ./install.sh --purge      also forgets the identity
# DESTDIR=/some/root installs below that folder and starts nothing.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=${DESTDIR:-}
say() { echo "lanet-agent: $*"; }
if [ -z "$root" ] && [ "$(id -u)" != 0 ]; then say 'must be run as root' >&2; exit 1; fi
service() { if [ -z "$root" ] && [ -d /run/systemd/system ]; then systemctl "$@" || true; fi; }
unit=$root/etc/systemd/system/lanet-agent.service

case "${1:-}" in
  --remove|--purge)
    service disable --now lanet-agent.service
    rm -rf "$root/usr/lib/lanet-agent"
    rm -f "$root/usr/bin/lanet-agent" "$unit"
    service daemon-reload
    if [ "$1" = --purge ]; then rm -rf "$root/var/lib/lanet-agent" "$root/etc/lanet-agent"; fi
    say removed
    exit 0 ;;
  '') ;;
  *) say "does not know $1" >&2; exit 64 ;;
esac

if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then say 'this package is for Linux on x86-64' >&2; exit 1; fi
if [ -f "$root/var/lib/dpkg/info/lanet-agent.list" ]; then say 'is installed as a Debian package; upgrade that one' >&2; exit 1; fi
if [ -n "${SERVER_URL:-}${ENROLLMENT_TOKEN:-}" ]; then
  if [ -z "${SERVER_URL:-}" ] || [ -z "${ENROLLMENT_TOKEN:-}" ]; then say 'SERVER_URL and ENROLLMENT_TOKEN come together; one of them is missing' >&2; exit 64; fi
  case "${SERVER_URL:-}${ENROLLMENT_TOKEN:-}" in *[!A-Za-z0-9._~:/%-]*) say 'SERVER_URL or ENROLLMENT_TOKEN has a character that cannot be in one' >&2; exit 64 ;; esac
fi
mkdir -p "$root/usr/lib/lanet-agent" "$root/usr/bin" "$root/etc/systemd/system"
mkdir -p -m 0755 "$root/etc/lanet-agent"
mkdir -p -m 0700 "$root/var/lib/lanet-agent"
# Written beside and renamed: a running agent keeps its old files until it is restarted.
put() { install -m "$1" "$here/$2" "$3.new"; mv -f "$3.new" "$3"; }
put 0755 node "$root/usr/lib/lanet-agent/node"
put 0644 agent.mjs "$root/usr/lib/lanet-agent/agent.mjs"
put 0644 release-keys.json "$root/usr/lib/lanet-agent/release-keys.json"
# The agent takes itself away with it when its machine is retired.
put 0755 install.sh "$root/usr/lib/lanet-agent/install.sh"
put 0755 lanet-agent "$root/usr/bin/lanet-agent"
put 0644 lanet-agent.service "$unit"
if [ ! -e "$root/etc/lanet-agent/agent.env" ]; then put 0600 agent.env "$root/etc/lanet-agent/agent.env"; fi
if [ -n "${ENROLLMENT_TOKEN:-}" ]; then
  (umask 077; printf 'SERVER_URL=%s\nENROLLMENT_TOKEN=%s\n' "$SERVER_URL" "$ENROLLMENT_TOKEN" > "$root/etc/lanet-agent/enrolment.env")
fi
service daemon-reload
service enable lanet-agent.service
service restart lanet-agent.service
if [ -z "$root" ] && [ ! -d /run/systemd/system ]; then say 'systemd is not running here; let your init start: lanet-agent run --enrolment /etc/lanet-agent/enrolment.env'; fi
say 'installed; see: lanet-agent status'
