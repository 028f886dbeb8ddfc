/** Checks a change of a number's call settings, and makes it. */
import { isRecord } from '../../../common/events/json.js';
import type { Parameters } from '../../http/graph-call.js';
import { enumValue } from '../../http/parameters.js';
import { invalidParameter } from '../../meta/graph-error.js';
import type { CallSettings } from '../../state/numbers/number-features.js';

const onOff = ['ENABLED', 'DISABLED'];

/** Meta's pages say `DEFAULT` and `DISABLE_ALL`, its OpenAPI file `visible` and `hidden`. */
const iconVisibilities: Readonly<Record<string, string>> = { VISIBLE: 'DEFAULT', HIDDEN: 'DISABLE_ALL' };

const choices: Readonly<Record<string, readonly string[]>> = {
  status: onOff,
  call_icon_visibility: ['DEFAULT', 'DISABLE_ALL', ...Object.keys(iconVisibilities)],
  callback_permission_status: onOff,
  srtp_key_exchange_protocol: ['DTLS', 'SDES', 'DTLS-SRTP', 'SDES-SRTP'],
};

/** Members that have members: each with a status of its own. */
const groups = ['call_hours', 'call_icons', 'sip', 'video', 'audio'];

/** The settings with those that are given. @throws GraphError for a member or a value that Meta does not have. */
export function changedCalling(settings: CallSettings, given: Parameters): CallSettings {
  const changed = Object.entries(given).map(([name, value]) => [name, changedMember(name, value, settings[name])]);
  return { ...settings, ...(Object.fromEntries(changed) as Parameters) };
}

function changedMember(name: string, value: unknown, before: unknown): unknown {
  const allowed = Object.hasOwn(choices, name) ? choices[name] : undefined;
  if (allowed) {
    const chosen = enumValue(String(value), name, allowed);
    return iconVisibilities[chosen] ?? chosen;
  }
  if (!groups.includes(name)) throw invalidParameter(`Param calling has no member ${name}.`);
  if (!isRecord(value)) throw invalidParameter(`Param calling.${name} must be an object.`);
  const { status } = value;
  return {
    ...(isRecord(before) && before),
    ...value,
    ...(status !== undefined && { status: enumValue(String(status), `${name}.status`, onOff) }),
  };
}
