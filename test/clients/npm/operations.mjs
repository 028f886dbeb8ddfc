/**
 * What a script of a client needs: the emulator in place of Meta's address, and one operation at a time, told as a line
 * of JSON. An operation is right when it did not throw and every request of it was answered with success; the emulator
 * knows the answers, whatever the client makes of them.
 */
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';

const { GRAPH_URL = '', FILES = '' } = process.env;
const metaHosts = ['graph.facebook.com', 'api.facebook.com'];
const emulator = new URL(GRAPH_URL);

/** What the emulator of this client has: its ids and secrets, a user who has just written, and sample files. */
export const given = {
  graphUrl: GRAPH_URL,
  accessToken: process.env.ACCESS_TOKEN,
  phoneNumberId: process.env.PHONE_NUMBER_ID,
  /** A number that is not verified yet. */
  newNumberId: process.env.NEW_NUMBER_ID,
  wabaId: process.env.WABA_ID,
  appId: process.env.APP_ID,
  appSecret: process.env.APP_SECRET,
  verifyToken: process.env.VERIFY_TOKEN,
  webhookUrl: process.env.WEBHOOK_URL,
  user: process.env.USER_NUMBER,
  /** Id of the message that the user wrote. */
  inboundId: process.env.INBOUND_ID,
  catalogId: process.env.CATALOG_ID,
  flowId: process.env.FLOW_ID,
  file: (name) => `${FILES}/${name}`,
};

/** Lets what the client sends to Meta's address go to the emulator. It comes before the import of the client. */
export function redirect() {
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => {
    const isRequest = input instanceof Request;
    const url = moved(new URL(isRequest ? input.url : input));
    return fetch(isRequest ? new Request(url, input) : url, init);
  };
  const { request } = https;
  https.request = (...args) => {
    const [first, second] = args;
    const isUrl = typeof first === 'string' || first instanceof URL;
    const options = isUrl ? (typeof second === 'object' ? second : {}) : first;
    const host = isUrl ? new URL(first).hostname : (options.hostname ?? options.host);
    if (!metaHosts.includes(host)) return request(...args);
    const path = isUrl ? new URL(first).pathname + new URL(first).search : options.path;
    const { hostname, port } = emulator;
    const done = args.find((argument) => typeof argument === 'function');
    const there = { ...options, protocol: 'http:', host: hostname, hostname, port, path, agent: undefined };
    const headers = Object.entries(options.headers ?? {}).filter(([name]) => name.toLowerCase() !== 'host');
    const asked = http.request({ ...there, headers: Object.fromEntries(headers), agents: undefined }, done);
    // There are clients that wait for TLS before they write.
    asked.prependOnceListener('socket', (socket) => {
      if (socket.connecting) socket.once('connect', () => socket.emit('secureConnect'));
    });
    return asked;
  };
  https.get = (...args) => https.request(...args).end();
  syncBuiltinESMExports();
}

function moved(url) {
  return metaHosts.includes(url.hostname) ? new URL(url.pathname + url.search, emulator) : url;
}

/** The control API of the emulator. */
export async function control(method, path, body) {
  const response = await fetch(`${GRAPH_URL}/_emulator${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return response.json();
}

/** Asks the Graph API without the client, for what a client needs and cannot make. */
async function graph(method, path, body) {
  const response = await fetch(`${GRAPH_URL}/v25.0${path}`, {
    method,
    headers: { authorization: `Bearer ${given.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return response.json();
}

/** Makes a template with as many texts in its body as there are examples. */
export function makeTemplate(name, ...examples) {
  const texts = examples.map((_example, at) => `, {{${at + 1}}}`).join('');
  const body = { type: 'BODY', text: `Hi${texts}!`, ...(texts !== '' && { example: { body_text: [examples] } }) };
  return graph('POST', `/${given.wabaId}/message_templates`, {
    name,
    language: 'en_US',
    category: 'UTILITY',
    components: [body],
  });
}

/** What an operation throws that needs the result of one that failed. */
class Needed extends Error {}

/** @returns the value @throws Needed when the operation that should have made it failed */
export function need(value, what) {
  if (value === undefined || value === null) throw new Needed(`it needs ${what}`);
  return value;
}

let isAnyMissing = false;

/** Runs an operation and tells how it went. @returns what the client answered; undefined when it failed */
export async function operation(name, run) {
  const before = (await control('GET', '/requests')).length;
  let value;
  let error;
  try {
    value = await run();
  } catch (reason) {
    error = reason;
  }
  const requests = (await control('GET', '/requests')).slice(before);
  const outcome = judge(requests, error);
  isAnyMissing ||= outcome === 'missing';
  const asked = requests.map(({ method, path, answer }) => `${method} ${path} ${answer?.status ?? '-'}`);
  console.log(JSON.stringify({ operation: name, outcome, asked, ...(error !== undefined && { error: text(error) }) }));
  return outcome === 'right' ? value : undefined;
}

function judge(requests, error) {
  const statuses = requests.map(({ answer }) => answer?.status ?? 0);
  if (statuses.includes(501) || (error instanceof Needed && isAnyMissing)) return 'missing';
  const isRight = error === undefined && statuses.length > 0 && statuses.every((one) => one >= 200 && one < 300);
  return isRight ? 'right' : 'failed';
}

function text(error) {
  const shown = error?.response?.data ?? error?.error ?? error;
  return shown instanceof Error ? `${shown.name}: ${shown.message}` : JSON.stringify(shown);
}
