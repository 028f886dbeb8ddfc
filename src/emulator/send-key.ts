import { decodeCallbackData } from '../common/callback-data.js';

/** The send key in our envelope, which a message carries as `biz_opaque_callback_data`; undefined without one. */
export function sendKeyOf(parameters: unknown): string | undefined {
  const { biz_opaque_callback_data: data } = (parameters ?? {}) as Record<string, unknown>;
  if (typeof data !== 'string') return undefined;
  return decodeCallbackData(data)?.sendKey || undefined;
}
