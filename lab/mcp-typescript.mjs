#!/usr/bin/env node
// Lists and calls every tool of hob with the TypeScript SDK as the client.
//
//   node lab/mcp-typescript.mjs SDK [LAUNCHER]
//
// SDK: a folder in whose node_modules @modelcontextprotocol/sdk is installed. LAUNCHER: bin/hob; else
// that of target/hob. The store is a folder of its own, which is gone afterwards.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [sdk, given] = process.argv.slice(2);
if (!sdk) {
  console.error('usage: mcp-typescript.mjs SDK [LAUNCHER]');
  process.exit(64);
}
const launcher = given ?? path.resolve(import.meta.dirname ?? path.dirname(process.argv[1]), '../target/hob/bin/hob');
const part = (name) => import(pathToFileURL(path.join(sdk, 'node_modules/@modelcontextprotocol/sdk/dist/esm/client', name)).href);
const { Client } = await part('index.js');
const { StdioClientTransport } = await part('stdio.js');

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'hob-ts-'));
const env = { ...process.env, HOB_HOME: path.join(scratch, 'store'), HOB_SESSION: 'typescript' };
const client = new Client({ name: 'typescript-sdk', version: '1' }, { capabilities: {} });
const call = (name, args) => client.callTool({ name, arguments: args }, undefined, { timeout: 40_000 });
const daemon = () => JSON.parse(fs.readFileSync(path.join(scratch, 'store', 'hobd.json'), 'utf8')).pid;

try {
  await client.connect(new StdioClientTransport({ command: launcher, args: ['mcp'], env, cwd: scratch }));
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map((it) => it.name), ['run', 'poll', 'wait', 'kill', 'write', 'watch', 'list', 'notices']);

  // The client holds each structure to the schema of its tool.
  const started = await call('run', { command: 'read x; echo got $x; read x', stdin: 'open', wait_ms: 0 });
  const id = started.structuredContent.task_id;
  const results = {
    watch: await call('watch', { task_id: id, pattern: 'got' }),
    write: await call('write', { task_id: id, text: 'it\n' }),
    wait: await call('wait', { task_ids: [id], pattern: 'got it', wait_ms: 30_000 }),
    notices: await call('notices', { wait_ms: 30_000 }),
    poll: await call('poll', { task_id: id }),
    list: await call('list', {}),
  };
  for (const [name, result] of Object.entries(results)) assert.ok(!result.isError, `${name}: ${JSON.stringify(result)}`);
  assert.match(results.poll.content[0].text, /got it/);

  const wrong = await call('poll', { task_id: id, wait: 1 });
  assert.ok(wrong.isError && /did you mean wait_ms/.test(wrong.content[0].text), JSON.stringify(wrong));
  await assert.rejects(call('nonesuch', {}));

  // A call that is given up ends no task.
  const aborting = new AbortController();
  const waiting = client.callTool({ name: 'wait', arguments: { wait_ms: 60_000 } }, undefined, { signal: aborting.signal });
  setTimeout(() => aborting.abort('no more'), 300);
  await assert.rejects(waiting);
  assert.equal((await call('poll', {})).structuredContent.status, 'running');

  // The answer to a wait may be fetched later.
  const told = [];
  const later = client.experimental.tasks.callToolStream({ name: 'wait', arguments: { task_ids: [id], wait_ms: 1500 } }, undefined, { task: { ttl: 60_000 } });
  for await (const each of later) told.push(each);
  assert.equal(told[0].type, 'taskCreated', JSON.stringify(told));
  assert.equal(told.at(-1).result?.structuredContent.satisfied, false, JSON.stringify(told));

  // A daemon that is killed under a call is followed by another one.
  const under = call('wait', { task_ids: [id], wait_ms: 3000 });
  setTimeout(() => process.kill(daemon(), 'SIGKILL'), 300);
  assert.equal((await under).structuredContent.satisfied, false);
  const killed = await call('kill', { task_id: id });
  assert.equal(killed.structuredContent.status, 'killed');
  console.log(`ok: ${tools.length} tools`);
} finally {
  await client.close().catch(() => {});
  execFileSync(launcher, ['stop'], { env, stdio: 'ignore' });
  fs.rmSync(scratch, { recursive: true, force: true });
}
