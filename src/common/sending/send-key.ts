/** The name of a send. */

/** The longest send key, in characters. */
export const sendKeyLimit = 128;

const randomPrefix = 'auto-';
const randomKey = /^auto-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A key for a send that its caller has not named. @param uuid a new one */
export function randomSendKey(uuid: string): string {
  return `${randomPrefix}${uuid}`;
}

/** Whether a key has the form of a random one, which nobody else can have asked for. */
export function isRandomSendKey(sendKey: string): boolean {
  return randomKey.test(sendKey);
}
