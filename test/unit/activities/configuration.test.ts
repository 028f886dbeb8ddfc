import { afterEach, describe, expect, test } from '@jest/globals';
import {
  InvalidCredentialError,
  type CredentialProvider,
  type SecretProvider,
} from '../../../src/graph/credentials.js';
import { phoneNumberId, World } from './world.js';

let world: World;
afterEach(() => world.stop());

type State = 'good' | 'missing' | 'unusable' | 'broken';

/** Has the value, or fails in one of the ways of providers. */
class Changing implements CredentialProvider, SecretProvider {
  state: State = 'good';

  getCredential(): { accessToken: string } | undefined {
    const accessToken = this.#find('x');
    return accessToken === undefined ? undefined : { accessToken };
  }

  getSecret(): string | undefined {
    return this.#find('123456');
  }

  #find(value: string): string | undefined {
    if (this.state === 'unusable') throw new InvalidCredentialError('the file is half written');
    if (this.state === 'broken') throw new Error('the vault is sealed');
    return this.state === 'good' ? value : undefined;
  }
}

const register = { phoneNumberId, pin: { secret: 'pin' } };
const wrongStates: readonly Exclude<State, 'good'>[] = ['missing', 'unusable', 'broken'];

/** Breaks the provider of one kind; the other one is good. */
async function failsWith(kind: 'credentials' | 'secrets', state: State, usedBefore: boolean): Promise<boolean> {
  const changing = new Changing();
  world = await World.start(
    { success: true },
    { credentials: new Changing(), secrets: new Changing(), [kind]: changing },
  );
  if (usedBefore) await world.run('registerWhatsAppPhoneNumber', register);
  changing.state = state;
  const failure = await world.failure('registerWhatsAppPhoneNumber', register);
  expect(failure.type).toBe('WhatsApp.Configuration');
  changing.state = 'good';
  expect(await world.run('registerWhatsAppPhoneNumber', register)).toEqual({ success: true });
  return failure.nonRetryable !== true;
}

describe.each(['credentials', 'secrets'] as const)('%s', (kind) => {
  test.each(wrongStates)('that are %s now and were good before are waited for', async (state) => {
    expect(await failsWith(kind, state, true)).toBe(true);
  });

  test.each(wrongStates)('that are %s and never were good are waited for only if the provider broke', async (state) => {
    expect(await failsWith(kind, state, false)).toBe(state === 'broken');
  });
});
