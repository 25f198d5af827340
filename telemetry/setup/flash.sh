#!/bin/sh
# `npx flash`: runs flash.ts with the Node of this clone, whatever the system's Node is.
# Reached as node_modules/.bin/flash (a link) or as telemetry/setup/flash.sh: both lie two below the top.
root=$(cd "$(dirname "$0")/../.." && pwd -P) || exit 1
node="$root/node_modules/.bin/node"
[ -x "$node" ] || node=node
exec "$node" "$root/flash.ts" "$@"
