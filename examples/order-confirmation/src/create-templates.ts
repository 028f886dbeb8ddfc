/** Creates the templates of this example that the account does not have yet. */
import type { WhatsAppClient } from 'temporal-whatsapp/client';
import { templateDefinitions } from './templates.js';

type Request = Parameters<WhatsAppClient['graphRequest']>[0]['request'];

/** The worker makes the requests. Meta reviews new templates, an emulator approves at once. Returns their names. */
export async function createMissingTemplates(
  whatsapp: WhatsAppClient,
  phoneNumberId: string,
  definitions: readonly { name: string; components: readonly object[] }[] = templateDefinitions,
): Promise<string[]> {
  const ask = async (request: Request) => (await (await whatsapp.graphRequest({ request })).result()).body;

  const number = (await ask({ path: `/${phoneNumberId}`, query: { fields: 'health_status' } })) as NumberHealth;
  const account = number.health_status.entities.find((entity) => entity.entity_type === 'WABA');
  if (account === undefined) throw new Error(`Meta does not say which account ${phoneNumberId} belongs to.`);
  const path = `/${account.id}/message_templates`;

  const { data } = (await ask({ path, query: { fields: 'name', limit: 1000 } })) as { data: { name: string }[] };
  const missing = definitions.filter(({ name }) => !data.some((template) => template.name === name));
  for (const definition of missing) {
    await ask({ method: 'POST', path, data: { language: 'en', category: 'UTILITY', ...definition } });
  }
  return missing.map(({ name }) => name);
}

interface NumberHealth {
  health_status: { entities: { entity_type: string; id: string }[] };
}
