#!/usr/bin/env node
// What a model was shown and asked for in one talk; prints what is not as it should be.
//   node seen.mjs TALK LLM.jsonl 'TOOL TOOL...'
import fs from 'node:fs';

const [, , talk, log, names] = process.argv;
if (!fs.existsSync(log)) {
  console.log('no request came');
  process.exit(0);
}
const requests = fs
  .readFileSync(log, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line))
  .filter((it) => Number.isInteger(it.turn)); // not those for titles
const say = (text) => console.log(text);
const turn = (n) => requests.find((it) => it.turn === n);

/** All results of tools that a request holds, in their order, each as it reaches the model. */
function results(body) {
  const found = [];
  const text = (it) =>
    typeof it === 'string' ? it : Array.isArray(it) ? it.map(text).join('\n') : (it?.text ?? JSON.stringify(it));
  for (const item of body.messages || body.input || body.contents || []) {
    if (item.role === 'tool') found.push(text(item.content));
    if (item.type === 'function_call_output') found.push(text(item.output));
    for (const block of Array.isArray(item.content) ? item.content : [])
      if (block.type === 'tool_result') found.push(text(block.content));
    for (const part of item.parts || [])
      if (part.functionResponse) found.push(text(part.functionResponse.response.output ?? part.functionResponse.response));
  }
  return found;
}

/** The names of the tools that a request offers, without what a client puts in front. */
function tools(body) {
  return (body.tools || [])
    .flatMap((it) => it.functionDeclarations || (it.type === 'namespace' ? it.tools.map((t) => ({ name: `${it.name}_${t.name}` })) : [it]))
    .map((it) => it.function?.name || it.name || '')
    .filter((it) => /(^|_)hob_/.test(it))
    .map((it) => it.replace(/^.*hob_+/, ''));
}

const first = requests[0];
if (!first) {
  say('no request came');
  process.exit(0);
}
const offered = tools(first.body);
const missing = names.split(' ').filter((it) => !offered.includes(it));
if (missing.length) say(`not in the first request: ${missing.join(' ')}`);
const last = requests[requests.length - 1];
const seen = results(last.body);
const id = /\b(t[0-9a-z]{9}) is running/;

// Clients say in different words that they have cut a result; each of these was seen.
const cut = /<persisted-output>|exceeds maximum allowed tokens|(bytes|lines|tokens) truncated|Full output saved|Output too large|saved to: /i;

const checks = {
  'run-poll-kill'() {
    const task = id.exec(seen[0] || '')?.[1];
    if (!task) return say(`run gave no task: ${(seen[0] || 'nothing').slice(0, 200)}`);
    for (const [n, tool] of [[1, 'poll'], [2, 'kill']]) {
      const call = turn(n)?.reply.calls[0];
      if (call?.args.task_id !== task) say(`${tool} was not called with ${task}`);
    }
    if (!(seen[1] || '').includes(`${task} is running`)) say('poll did not say that it runs');
    if (!(seen[2] || '').includes(`${task} was killed`)) say('kill did not say that it was killed');
    if (!(seen[3] || '').includes('hello-from-hob')) say('the output of the second run was not seen');
    if ((seen[3] || '').includes(task)) say('the end of the first was told twice');
    if (last.reply.text !== 'FINAL hello-from-hob') say(`it ended with: ${last.reply.text}`);
  },
  'large-output'() {
    if (seen.length !== 3) say(`${seen.length} results instead of 3`);
    seen.forEach((it, n) => {
      if (cut.test(it)) say(`the client has cut result ${n + 1}, ${it.length} characters: ${cut.exec(it)[0]}`);
      if (!it.includes('completed')) say(`result ${n + 1} does not say how it ended`);
    });
    if (!/199999\D+200000/.test(seen[0] || '')) say('the end of many lines was not seen');
  },
  // Some clients hold what is refused to the tool's schema too, and show the model nothing of it when it does not fit.
  refused() {
    if (!(seen[0] || '').includes('no task has an id')) say(`why it was refused did not reach the model: ${(seen[0] || 'nothing').slice(0, 300)}`);
  },
  'left-running'() {
    if (!id.test(seen[0] || '')) say(`run gave no task: ${(seen[0] || 'nothing').slice(0, 200)}`);
    if (!/^FINAL t/.test(last.reply.text)) say(`it ended with: ${last.reply.text}`);
  },
};
checks[talk]();
