/** What the agent does outside of its workflows: it asks the model, and looks orders up. */
import { cancellationSignal } from '@temporalio/activity';
import type { Model, ModelMessage, ModelReply } from './model.js';

/** The activities of this example. */
export interface AgentActivities {
  /** Asks the model. */
  callModel(messages: ModelMessage[]): Promise<ModelReply>;
  /** A tool: what is known of an order. It only reads, so that a turn can be given up after it. */
  lookUpOrder(number: string): Promise<string>;
}

/** The activities, with the model that they ask. */
export function createAgentActivities(model: Model): AgentActivities {
  return {
    callModel: (messages) => model.reply(messages, cancellationSignal()),
    lookUpOrder: async (number) => `Order ${number} was sent yesterday.`, // ask your shop here
  };
}
