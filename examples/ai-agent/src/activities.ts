/** The activities of the worker, with the model that the environment names. */
import { createAgentActivities } from './agent-activities.js';
import { chatCompletionsModel, scriptedModel, type Model } from './model.js';

export const { callModel, lookUpOrder } = createAgentActivities(configuredModel());

/** The model of the environment; a script without a key, so that the agent can be tried. */
function configuredModel(): Model {
  const { MODEL_URL, MODEL_API_KEY, MODEL } = process.env; // one that is empty counts as not set
  const url = MODEL_URL || 'https://api.openai.com/v1';
  if (MODEL_API_KEY) return chatCompletionsModel({ url, apiKey: MODEL_API_KEY, model: MODEL || 'gpt-5' });
  console.warn('MODEL_API_KEY is not set: a script answers in the place of a model.');
  return scriptedModel((messages) => {
    const last = messages.at(-1);
    if (last?.role === 'system') return { kind: 'answer', text: last.content.split(': ')[1] ?? '' };
    const [number] = /\d+/.exec(last?.content ?? '') ?? [];
    if (number === undefined) return { kind: 'answer', text: 'What is the number of your order?' };
    return { kind: 'tool', tool: 'lookUpOrder', input: number };
  });
}
