/** A model, behind an interface: put the SDK of your choice there. */

/** One message to a model. The transcript of a conversation has this form. */
export interface ModelMessage {
  /** Who says it. */
  role: 'system' | 'user' | 'assistant';
  /** The words. */
  content: string;
}

/** What a model says: words for the user, or a tool that it wants to use first. */
export type ModelReply = { kind: 'answer'; text: string } | { kind: 'tool'; tool: 'lookUpOrder'; input: string };

/** A model. */
export interface Model {
  /** Answers a conversation. It ends early when the signal is aborted, as then nobody waits for the answer. */
  reply(messages: readonly ModelMessage[], signal?: AbortSignal): Promise<ModelReply>;
}

/** A model that says what a function makes of the messages: for tests, and for the demo. */
export function scriptedModel(script: (messages: readonly ModelMessage[]) => ModelReply | Promise<ModelReply>): Model {
  return { reply: async (messages) => script(messages) };
}

/** The place of a model, and the key to it. */
export interface ChatCompletionsOptions {
  /** The address, up to `/chat/completions`. */
  url: string;
  /** The key of the API. It stays in the worker: no history has it. */
  apiKey: string;
  /** The name of the model. */
  model: string;
}

/** A model behind an API in the form of OpenAI's chat completions, which most providers and local servers have. */
export function chatCompletionsModel({ url, apiKey, model }: ChatCompletionsOptions): Model {
  return {
    async reply(messages, signal) {
      const response = await fetch(`${url}/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model, messages }),
        ...(signal && { signal }),
      });
      if (!response.ok) throw new Error(`The model answered ${response.status}: ${await response.text()}`);
      const { choices } = (await response.json()) as { choices: { message: { content: string } }[] };
      return readReply(choices[0]?.message.content ?? '');
    },
  };
}

/** Finds the tool that a model asks for, in the words that the instructions give it. */
function readReply(text: string): ModelReply {
  const [, input] = /^lookUpOrder (\S+)$/.exec(text.trim()) ?? [];
  return input === undefined ? { kind: 'answer', text } : { kind: 'tool', tool: 'lookUpOrder', input };
}
