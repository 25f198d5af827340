/** The systemd unit of an installed agent: it may read the machine, and write nothing but its own state. */

import { NODE_ENVIRONMENT, NODE_FLAGS } from './node-flags.ts';
import { MARK, PLACES, USER } from './places.ts';

const { node, bundle, configuration, state } = PLACES;

const environment = Object.entries(NODE_ENVIRONMENT)
  .map(([name, value]) => `${name}=${value}`)
  .join(' ');

/** The unit's text. */
export const UNIT = `${MARK}; the next one overwrites it.
# Changes of your own: systemctl edit flash-agent

[Unit]
Description=FLASH agent of this node
After=network-online.target
Wants=network-online.target
# It is started again however often it ends: an agent that stays away sees nothing.
StartLimitIntervalSec=0

[Service]
Type=notify
# Node cannot write to systemd's socket: systemd-notify, a child of the agent, does.
NotifyAccess=all
ExecStart=${node} ${NODE_FLAGS.join(' ')} ${bundle} agent --config ${configuration} --log-format json
ExecReload=/bin/kill -HUP $MAINPID
Restart=always
RestartSec=5
# An event loop that stands still for so long is started anew.
WatchdogSec=60
# A spool of gigabytes that was damaged is mended before it is ready.
TimeoutStartSec=infinity
# It ends within 5 s; then it is killed, and loses nothing.
TimeoutStopSec=10

User=${USER}
Group=${USER}
UMask=0077
Environment=FLASH_HOME=${state} FLASH_PROGRAM=flash
Environment=${environment}
StateDirectory=flash
StateDirectoryMode=0750

# The instruments' machine comes first.
Nice=5
IOSchedulingClass=best-effort
IOSchedulingPriority=7
# At rest it needs some 60 MiB. A leak ends here, and with it this process, not the machine.
MemoryHigh=192M
MemoryMax=256M
TasksMax=128

NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=read-only
ReadOnlyPaths=${PLACES.settings}
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
LockPersonality=yes
RemoveIPC=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
# Not MemoryDenyWriteExecute: Node compiles what it runs.

[Install]
WantedBy=multi-user.target
`;

/** The program that a person types; only the agent's own heap is bounded. */
export const WRAPPER = `#!/bin/sh
${MARK}; the next one overwrites it.
# Runs the agent's one file with the Node that was installed beside it.
FLASH_PROGRAM=flash
export FLASH_PROGRAM
case "$1 $2" in
  'agent install') ;;
  'agent '*) exec env ${environment} ${PLACES.node} ${NODE_FLAGS.join(' ')} ${PLACES.bundle} "$@" ;;
esac
exec ${PLACES.node} --disable-warning=ExperimentalWarning ${PLACES.bundle} "$@"
`;
