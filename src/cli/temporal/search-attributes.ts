/** `temporal-whatsapp search-attributes` */
import { Connection } from '@temporalio/client';
import { Command } from 'commander';
import { connectionFailure, loadConfig } from '../../environment/config.js';
import { registerSearchAttributes } from '../../search-attributes/search-attributes.js';
import type { CommandIo } from '../io.js';
import { addVariables, environmentFrom, temporalEnvironment, type VariableFlags } from '../variables.js';

const help = `
Conversations with \`searchAttributes: true\` in defineConversation() have four of them, all of type Keyword:

  WhatsAppNumber    the phone number id
  WhatsAppOwner     who has the conversation: bot, human, meta-agent, or a team of yours
  WhatsAppState     idle, in-dialogue, asking, handed-over or moved
  WhatsAppDialogue  the dialogue that is under way

A send with \`listOutcome: true\` that was not accepted has one, also a Keyword:

  WhatsAppOutcome   refused or unknown

Run this once for each namespace, before the workers. What is there already stays as it is.

Example:
  temporal-whatsapp search-attributes
  temporal workflow list --query "WhatsAppOwner = 'human'"
  temporal workflow list --query "WhatsAppOutcome = 'refused'"`;

const { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY } = temporalEnvironment;

export function searchAttributesCommand(io: CommandIo): Command {
  const command = new Command('search-attributes')
    .description(
      'Registers the search attributes of conversations and sends in the namespace, those that are not there yet.',
    )
    .addHelpText('after', help);
  return addVariables(command, { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY }).action(
    async (flags: VariableFlags) => {
      const { temporal } = loadConfig(environmentFrom(io.env, flags));
      const connection = await Connection.connect(temporal.connectionOptions).catch((error: unknown) => {
        throw connectionFailure(temporal, error);
      });
      try {
        const registered = await registerSearchAttributes({ connection, namespace: temporal.namespace });
        const width = Math.max(...registered.map(({ name }) => name.length));
        for (const { name, isNew } of registered)
          io.print(`${name.padEnd(width)}  Keyword  ${isNew ? 'registered' : 'was there'}`);
      } finally {
        await connection.close();
      }
    },
  );
}
