#!/bin/sh
# Installs the LANET agent on macOS from this folder, or takes it away (--remove, --purge). Needs root. Not tried on a Mac yet.
#   sudo SERVER_URL=https://helpdesk.example.com ENROLLMENT_TOKEN=… ./install.sh
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
place=/usr/local/lanet-agent
plist=/Library/LaunchDaemons/com.lanet.agent.plist
if [ "$(id -u)" != 0 ]; then echo 'lanet-agent: must be run as root' >&2; exit 1; fi
if [ "$(uname -s)-$(uname -m)" != "Darwin-@MACHINE@" ]; then echo 'lanet-agent: this package is for macOS on @MACHINE@' >&2; exit 1; fi
stop() { launchctl bootout system "$plist" 2>/dev/null || true; }
case "${1:-}" in
  --remove|--purge)
    stop
    rm -rf "$place"
    rm -f "$plist" /usr/local/bin/lanet-agent
    if [ "$1" = --purge ]; then rm -rf '/Library/Application Support/LanetAgent'; fi
    exit 0 ;;
  '') ;;
  *) echo "lanet-agent: does not know $1" >&2; exit 64 ;;
esac
if [ -n "${SERVER_URL:-}${ENROLLMENT_TOKEN:-}" ]; then
  if [ -z "${SERVER_URL:-}" ] || [ -z "${ENROLLMENT_TOKEN:-}" ]; then echo 'lanet-agent: SERVER_URL and ENROLLMENT_TOKEN come together; one of them is missing' >&2; exit 64; fi
  case "${SERVER_URL:-}${ENROLLMENT_TOKEN:-}" in *[!A-Za-z0-9._~:/%-]*) echo 'lanet-agent: SERVER_URL or ENROLLMENT_TOKEN has a character that cannot be in one' >&2; exit 64 ;; esac
fi
stop
mkdir -p "$place" /usr/local/bin
chown root:wheel "$place"
chmod 0755 "$place"
# A new file each time: the system remembers the signature of a file that was overwritten in place.
put() { install -o root -g wheel -m "$1" "$here/$2" "$3.new"; mv -f "$3.new" "$3"; }
put 0755 node "$place/node"
put 0644 agent.mjs "$place/agent.mjs"
put 0644 release-keys.json "$place/release-keys.json"
put 0644 com.lanet.agent.plist "$plist"
put 0755 lanet-agent "$place/lanet-agent"
# The agent takes itself away with it when its machine is retired.
put 0755 install.sh "$place/install.sh"
# For people alone: the folder of the link may be somebody's own, so the service does not go through it.
ln -sfn "$place/lanet-agent" /usr/local/bin/lanet-agent
if [ -n "${ENROLLMENT_TOKEN:-}" ]; then
  (umask 077; printf 'SERVER_URL=%s\nENROLLMENT_TOKEN=%s\n' "$SERVER_URL" "$ENROLLMENT_TOKEN" > "$place/enrolment.env")
fi
launchctl bootstrap system "$plist"
echo 'lanet-agent: installed; see: sudo /usr/local/lanet-agent/lanet-agent status'
