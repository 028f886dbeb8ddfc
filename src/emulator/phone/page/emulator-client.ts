/** The way to the emulator: its control routes, and the stream of what changes. */
import type { PhoneChange } from '../../phone-views.js';

const base = '/_emulator';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Calls a control route. @throws Error with what the emulator says */
export async function call<Answer = unknown>(method: Method, path: string, body?: unknown): Promise<Answer> {
  const request: RequestInit = { method, headers: { accept: 'application/json' } };
  if (method !== 'GET') {
    request.headers = { accept: 'application/json', 'content-type': 'application/json' };
    request.body = JSON.stringify(body ?? {});
  }
  const response = await fetch(`${base}${path}`, request);
  const answer = (await response.json().catch(() => undefined)) as { error?: string } | undefined;
  if (!response.ok) throw new Error(answer?.error ?? `${method} ${base}${path} was answered with ${response.status}`);
  return answer as Answer;
}

export interface StreamListeners {
  onChange(change: PhoneChange): void;
  onConnection(connection: 'live' | 'lost'): void;
}

/** The browser connects again by itself, and says which change it has seen last. */
export function listen({ onChange, onConnection }: StreamListeners): void {
  const source = new EventSource(`${base}/events`);
  source.addEventListener('open', () => onConnection('live'));
  source.addEventListener('error', () => onConnection('lost'));
  source.addEventListener('message', ({ data }: MessageEvent<string>) => onChange(JSON.parse(data) as PhoneChange));
}
