/** A conversation with search attributes runs on the kit's own server, which skips time. */
import { expect, test } from '@jest/globals';
import { createWhatsAppTest } from '../../../src/testing/index.js';
import { silenceRuntime } from '../../helpers/logger.js';
import { tokenMarker } from '../../helpers/secrets.js';
import { testWorkflowBundle } from '../../helpers/stack.js';

test('the server of the kit has the search attributes of conversations', async () => {
  silenceRuntime();
  const kit = await createWhatsAppTest({
    workflowBundle: await testWorkflowBundle(),
    conversation: 'searchable',
    emulator: { accessToken: `${tokenMarker}searchable` },
    within: '20 seconds',
  });
  try {
    const user = kit.phone('+4915100000009');
    await user.says('hi');
    await user.sees(/./);
    const conversation = kit.whatsapp.conversation({ phoneNumberId: kit.phoneNumberId, user: user.user });
    expect((await conversation.state()).dialogues).toMatchObject({ name: 'searchable' });
  } finally {
    await kit.close();
  }
});
