/** What the agent does outside of its workflows: it asks the model, and looks orders up. */
import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { Model, ModelMessage, ModelReply } from './model.js';

/** The activities of this example. */
export interface AgentActivities {
  /** Asks the model. */
  callModel(messages: ModelMessage[]): Promise<ModelReply>;
  /** A tool: what is known of an order. It only reads, so that a turn can be given up after it. */
  lookUpOrder(number: string): Promise<string>;
}

const heartbeatEveryMs = 2_000;

/** The activities, with the model that they ask. */
export function createAgentActivities(model: Model): AgentActivities {
  return {
    callModel: async (messages) => {
      // A heartbeat is how an activity hears that nobody waits for it any more.
      const beating = setInterval(() => heartbeat(), heartbeatEveryMs);
      try {
        return await model.reply(messages, cancellationSignal());
      } finally {
        clearInterval(beating);
      }
    },
    lookUpOrder: async (number) => `Order ${number} was sent yesterday.`, // ask your shop here
  };
}
