/** Puts the programs into one file: the agent as text, all that is rarely needed compressed behind it. */

import { brotliCompressSync, constants } from 'node:zlib';

import { beginAgain } from './begin-again.ts';

export interface Programs {
  /** Runs for years: not compressed, so that starting it costs least. */
  readonly agent: string;
  /** Unpacked when first needed. */
  readonly packed: Readonly<Record<string, string>>;
}

/**
 * Returns the text of the one file.
 *
 * The agent stands in it as a literal, which becomes a text of its own: V8 then gives that of the whole file back. What
 * is packed stands in a comment at its end, as base64, and is read from the file again when it is asked for.
 */
export function assemble({ agent, packed }: Programs): string {
  const parts = Object.entries(packed).map(([name, text]) => `//# ${name} ${pack(text)}\n`);
  return `#!/usr/bin/env node
"use strict";
{
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 22 || (major === 22 && minor < 15)) {
    process.stderr.write("flash needs Node 22.15 or newer; this is " + process.versions.node + " (" + process.execPath + ")\\n");
    process.exit(1);
  }
  ${beginAgain()}
  const made = new (require("node:module"))(__filename, module);
  made.filename = __filename;
  made._compile(${JSON.stringify(begin(agent))}, __filename + "#begin");
}
${parts.join('')}`;
}

/** What the file's own few lines start: text of its own, so that the memory of the whole file's text is given back. */
function begin(agent: string): string {
  return `"use strict";
const __url = require("node:url").pathToFileURL(module.filename).href;
function __part(name) {
  const Module = require("node:module");
  const whole = require("node:fs").readFileSync(module.filename, "latin1");
  const from = whole.lastIndexOf("\\n//# " + name + " ") + name.length + 6;
  const to = whole.indexOf("\\n", from);
  const packed = Buffer.from(whole.slice(from, to), "base64");
  const text = require("node:zlib").brotliDecompressSync(packed).toString();
  const made = new Module(module.filename + "#" + name, module);
  made.part = __part;
  made._compile("const __part=module.part,__url=" + JSON.stringify(__url) + ";" + text, made.id);
  return made.exports;
}
if (process.argv[2] === "agent" && process.argv[3] !== "install") {
${agent}} else __part({ "read-configuration": "configuration", "read-disk": "disk" }[process.argv[2]] ?? "tools");
`;
}

function pack(text: string): string {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 };
  return brotliCompressSync(text, { params }).toString('base64');
}
