import type { AwaitedSendOptions } from './awaited-send.js';

/** Takes the options out of a workflow's input; what is left says who gets which message. */
export function splitSendInput<Input extends AwaitedSendOptions & object>(
  input: Input,
): { message: Omit<Input, keyof AwaitedSendOptions>; options: AwaitedSendOptions } {
  const { waitFor, statusDeadline, ...rest } = input;
  const { deadline, priority, settleUnknownFor, onUnknown, maxResends, onWindowClosed, activityOptions, ...message } =
    rest;
  const carryingOut = { deadline, priority, settleUnknownFor, onUnknown, maxResends, onWindowClosed, activityOptions };
  return {
    message: message as Omit<Input, keyof AwaitedSendOptions>,
    options: present({ waitFor, statusDeadline, ...carryingOut }) as AwaitedSendOptions,
  };
}

/** An option that is there but undefined would hide a default. */
function present(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
