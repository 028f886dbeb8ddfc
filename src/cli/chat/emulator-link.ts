/** The emulator that a chat talks to, by its control routes. */
import { isRecord } from '../../common/events/json.js';
import { userSchema } from '../../common/ids/user-reference.js';
import { parseInput } from '../../common/schema/parse-input.js';
import type { EmulatedMessage, EmulatorInfo, InboundRecord } from '../../emulator/index.js';
import type { TestTemplate } from '../../testing/options.js';

/** What becomes of a message of the user: the id, and why the receiver did not take it. */
export interface WrittenMessage {
  messageId: string;
  refusal?: string;
}

/** The routes of an emulator that a phone needs. */
export class EmulatorLink {
  readonly #url: string;

  /** @param url the emulator's address, without a path */
  constructor(url: string) {
    this.#url = url.replace(/\/+$/, '');
  }

  /** @throws Error when no emulator answers */
  async info(): Promise<EmulatorInfo> {
    const info = await this.#call<unknown>('/_emulator/info');
    if (isRecord(info) && typeof info['phoneNumberId'] === 'string') return info as unknown as EmulatorInfo;
    throw new Error(`${this.#url} is no emulator: what it answers does not describe one.`);
  }

  /** @throws Error that names the participants, when it is a group; InvalidInputError when it is no user either */
  async checkUser(id: string): Promise<void> {
    const groups =
      await this.#call<{ id: string; participants: { userId: string; waId?: string }[] }[]>('/_emulator/groups');
    const group = groups.find((one) => one.id === id);
    if (!group) return void parseInput(userSchema, id, '--user');
    const names = group.participants.map(({ waId, userId }) => waId ?? userId).join(', ') || 'nobody';
    throw new Error(`${id} is a group, and no user; in it: ${names}. A chat shows private messages only.`);
  }

  /** The messages that the user's phone shows, oldest first. */
  screen(user: string): Promise<EmulatedMessage[]> {
    return this.#call(`/_emulator/phone-screen?user=${encodeURIComponent(user)}`);
  }

  /** What users wrote: when it was read, and when the business last typed. */
  received(): Promise<InboundRecord[]> {
    return this.#call('/_emulator/received');
  }

  /** The templates of the account. */
  async templates({ wabaId, accessToken }: EmulatorInfo): Promise<TestTemplate[]> {
    const { data } = await this.#call<{ data: TestTemplate[] }>(`/${wabaId}/message_templates?limit=1000`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    return data;
  }

  /** The user writes. Resolves after the first attempt to deliver it. */
  async write(message: object): Promise<WrittenMessage> {
    const { messageId, delivery } = await this.#call<InboundAnswer>('/_emulator/inbound', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
    });
    if (delivery === null || delivery.state === 'accepted') return { messageId };
    const { status, error } = delivery.attempts?.at(-1) ?? {};
    return { messageId, refusal: String(status ?? error ?? 'no answer') };
  }

  async #call<Answer>(path: string, init?: RequestInit): Promise<Answer> {
    const response = await fetch(`${this.#url}${path}`, init).catch((cause: unknown) => {
      const advice = 'Start "temporal-whatsapp dev", or give the address of one with --emulator.';
      throw new Error(`No emulator answers at ${this.#url}. ${advice}`, { cause });
    });
    const text = await response.text();
    if (response.ok) return parse(text, this.#url) as Answer;
    throw new Error(readError(text) ?? `${this.#url}${path} answers ${response.status}: ${text.slice(0, 200)}`);
  }
}

interface InboundAnswer {
  messageId: string;
  /** Null where there is no receiver: the message is written all the same. */
  delivery: { state: string; attempts?: { status?: number; error?: string }[] } | null;
}

function parse(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${url} is no emulator: it does not answer in JSON.`);
  }
}

/** What the control routes say of a wrong request. */
function readError(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}
