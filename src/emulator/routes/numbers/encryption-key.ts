/**
 * `GET` and `POST /{phone-number-id}/whatsapp_business_encryption`: the public key by which a flow's endpoint gets its
 * requests encrypted.
 *
 * @see "WhatsApp Business Encryption"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/reference/whatsapp-business-encryption (read 2026-11)
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Answer, GraphCall } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { calledPhoneNumber, required } from '../../http/parameters.js';
import { GraphError } from '../../meta/graph-error.js';
import type { EmulatorState } from '../../state/emulator-state.js';

const keyBits = 2048;

export function encryptionKeyRoutes(state: EmulatorState): GraphRoutes {
  return graphRouter(state, {
    'GET /:phoneNumberId/whatsapp_business_encryption': (call) => read(call, state),
    'POST /:phoneNumberId/whatsapp_business_encryption': (call) => store(call, state),
  });
}

function read(call: GraphCall, state: EmulatorState): Answer {
  const { encryptionKey } = calledPhoneNumber(call, state).features;
  if (encryptionKey === undefined) return { body: { data: [] } };
  const shown = { business_public_key: encryptionKey, business_public_key_signature_status: 'VALID' };
  return { body: { data: [shown] } };
}

function store(call: GraphCall, state: EmulatorState): Answer {
  const { features } = calledPhoneNumber(call, state);
  const pem = required(call.parameters, 'business_public_key');
  if (!isRsaKey(pem)) {
    throw new GraphError({
      code: 100,
      message: 'Invalid parameter',
      details: `Param business_public_key must be a ${keyBits}-bit RSA public key in PEM.`,
    });
  }
  features.encryptionKey = pem;
  return { body: { success: true } };
}

function isRsaKey(pem: string): boolean {
  // Node takes a private key for its public one, too.
  if (!pem.includes('PUBLIC KEY')) return false;
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    return false;
  }
  return key.asymmetricKeyType === 'rsa' && key.asymmetricKeyDetails?.modulusLength === keyBits;
}
